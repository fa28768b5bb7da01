const steps = [
  { ms: 86_400_000, unit: "d" },
  { ms: 3_600_000, unit: "h" },
  { ms: 60_000, unit: "min" },
  { ms: 1_000, unit: "s" },
];

/** How long ago, in its largest unit: `3 min ago`. */
export function ago(ms: number): string {
  const step = steps.find((each) => ms >= each.ms);
  return step === undefined ? "now" : `${Math.floor(ms / step.ms)} ${step.unit} ago`;
}

/** `1 finding`, `2 findings`. */
export function count(n: number, noun: string): string {
  return `${n.toLocaleString("en-GB")} ${noun}${n === 1 ? "" : "s"}`;
}

/** The time of day by this machine's clock, to the millisecond. */
export function clockTime(at: number): string {
  const date = new Date(at);
  const two = (n: number) => String(n).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}

/** Text that a device wrote, with nothing in it that a terminal would obey. */
export function plain(text: string): string {
  return text.replaceAll(
    /\p{Cc}|[\u202a-\u202e\u2066-\u2069]/gu,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
