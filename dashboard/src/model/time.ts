/** Times and spans as a reader takes them in: as short as the digits that matter. */

/** "0:07", "12:34", "1:02:03": a rest or a session as a stopwatch shows it. */
export function stopwatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const tail = String(rest).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/** "38 ms", "1.4 s", "12 s", "3 min 20 s". */
export function span(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  if (size < 1_000) return `${sign}${Math.round(size)} ms`;
  if (size < 10_000) return `${sign}${(Math.floor(size / 100) / 10).toFixed(1)} s`;
  if (size < 60_000) return `${sign}${Math.floor(size / 1_000)} s`;
  if (size < 3_600_000) return `${sign}${Math.floor(size / 60_000)} min ${Math.floor(size / 1_000) % 60} s`;
  return `${sign}${Math.floor(size / 3_600_000)} h ${Math.floor(size / 60_000) % 60} min`;
}

/** How far into the session: "+0:12.345". */
export function sinceStart(ms: number): string {
  const size = Math.abs(Math.round(ms));
  const millis = String(size % 1_000).padStart(3, "0");
  return `${ms < 0 ? "−" : "+"}${stopwatch(size / 1_000)}.${millis}`;
}

/** Wall time of the reader's own place: "14:32:10". */
export function clockTime(ms: number): string {
  return new Date(ms).toLocaleTimeString("en-GB");
}

/** "just now", "4 min ago", "yesterday 18:20", "12 Nov 18:20". */
export function ago(ms: number, now: number): string {
  const age = now - ms;
  if (age < 10_000) return "just now";
  if (age < 3_600_000) return age < 60_000 ? `${Math.floor(age / 1_000)} s ago` : `${Math.floor(age / 60_000)} min ago`;
  if (age < 12 * 3_600_000) return `${Math.floor(age / 3_600_000)} h ago`;
  const then = new Date(ms);
  const day = then.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return `${day} ${then.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
}

/** "640 B", "2.1 KB". */
export function bytes(size: number): string {
  return size < 1_000 ? `${size} B` : `${(size / 1_024).toFixed(size < 10_240 ? 1 : 0)} KB`;
}
