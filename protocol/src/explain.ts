import { type Envelope, isKnown } from "./envelope.ts";
import type { Loss, Verdict } from "./verdict.ts";

/** Names a reader knows, for the ids a verdict holds. Each falls back on the id itself. */
export interface Names {
  device?: (deviceId: string) => string | undefined;
  register?: (name: string) => string | undefined;
}

/**
 * A verdict in one sentence: what became of the packet's part, and why. It answers "why did this edit vanish?" by naming the register, the
 * winner and the rule. [VER-5]
 */
export function explain(verdict: Verdict, event?: Envelope, names: Names = {}): string {
  const device = (deviceId: string) => names.device?.(deviceId) ?? deviceId;
  const register = (name: string) => names.register?.(name) ?? name;
  const what = event === undefined ? "The snapshot" : `${capital(device(event.deviceId))}'s ${title(event)}`;
  switch (verdict.verdict) {
    case "applied":
      if (event === undefined) return "Nothing in it was new but what it acknowledges.";
      return `${what} was applied: ${list(verdict.registers.map(register)) || "it wrote no register this version knows"}.`;
    case "partly_applied": {
      const took = list(verdict.registers.map(register));
      return `${what} was applied in part: it wrote ${took}, but ${losses(verdict.lost, device, register)}.`;
    }
    case "superseded":
      return `${what} changed nothing: ${losses(verdict.lost, device, register, event)}. The higher revision wins.`;
    case "duplicate": {
      const first = verdict.firstSeen === undefined ? "" : `; it first came by ${verdict.firstSeen.transport}`;
      return `${what} had been received before${first}. Nothing changed.`;
    }
    case "early": {
      const missing = list(verdict.missing.map((seq) => `#${seq}`));
      const lost = verdict.lost.length === 0 ? "" : `, but ${losses(verdict.lost, device, register)}`;
      return `${what} came before ${missing} of the same device. It was applied all the same${lost}; the hole is asked for again.`;
    }
    case "healed":
      return `The snapshot brought ${count(verdict.registers.length, "register")} up to date: ${list(verdict.registers.map(register))}.`;
    case "ended":
      return `${what} belongs to a session that ended and was closed long ago. Nothing rises from a cleared session.`;
    case "foreign":
      return `${capital(device(verdict.deviceId))} was handed its own words back. A device's own packet changes nothing.`;
    case "rejected":
      return `Refused whole (${verdict.code}): ${verdict.sentence}.`;
  }
}

function title(event: Envelope): string {
  const position = event.seq === undefined ? "" : `#${event.seq}, `;
  const kind = isKnown(event)
    ? event.eventType.replaceAll("_", " ")
    : `${event.eventType} (a kind newer than this version)`;
  return `${kind} (${position}revision ${event.revision})`;
}

function losses(
  lost: readonly Loss[],
  device: (id: string) => string,
  register: (name: string) => string,
  event?: Envelope,
): string {
  return list(
    lost.map((loss) => {
      const tie =
        event !== undefined && loss.revision === event.revision
          ? "the same revision, and its id sorts higher"
          : `revision ${loss.revision}`;
      return `${register(loss.register)} already held what ${device(loss.deviceId)} wrote at ${tie}`;
    }),
  );
}

function list(parts: readonly string[]): string {
  if (parts.length <= 1) return parts[0] ?? "";
  if (parts.length > 4) return `${parts.slice(0, 3).join(", ")} and ${parts.length - 3} more`;
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
