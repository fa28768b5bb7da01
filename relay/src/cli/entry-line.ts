import type { Entry, Frame, Names, VerdictWord } from "@lighty/protocol";
import { particularsOf } from "@lighty/protocol";
import type { Terminal } from "./terminal.ts";
import { clockTime, count, plain } from "./words.ts";

/** An entry as a line: when, number, who saw it, how it crossed, what it is, and what became of it. */
export function entryLine({ entry, frame }: Entry, terminal: Terminal): string {
  const { observer, direction, transport = "" } = frame;
  const dropped =
    frame.droppedBefore === undefined
      ? []
      : [terminal.paint("red", `${count(frame.droppedBefore, "frame")} dropped before`)];
  return [
    terminal.paint("dim", clockTime(frame.observedAt)),
    `#${entry}`.padStart(7),
    terminal.paint(observer.role === "phone" ? "cyan" : "magenta", observer.role.padEnd(5)),
    direction.padEnd(8),
    transport.padEnd(shortTransport),
    plain(whatOf(frame)).padEnd(whatWidth),
    ...(frame.verdict === undefined ? [] : [terminal.paint(colours[frame.verdict], frame.verdict)]),
    ...(frame.replayed ? ["replayed"] : []),
    ...dropped,
  ]
    .join("  ")
    .trimEnd();
}

const shortTransport = "applicationContext".length;
const whatWidth = 34;

export const colours: Readonly<Record<VerdictWord, "green" | "yellow" | "red">> = {
  applied: "green",
  duplicate: "yellow",
  healed: "yellow",
  early: "yellow",
  partly_applied: "yellow",
  superseded: "yellow",
  foreign: "red",
  ended: "red",
  rejected: "red",
};

/** What a frame holds, in a few words: `set_updated #4 r123`. */
export function whatOf({ body }: Pick<Frame, "body">): string {
  const { kind, names, revisions, seqs } = particularsOf(body);
  if (kind === "note") return noteOf(body, names[0] ?? "note");
  if (kind !== "events") return kind;
  const revision = revisions.length === 0 ? "" : ` r${Math.max(...revisions)}`;
  if (names.length !== 1) return `${names.length} events: ${[...new Set(names)].join(", ")}${revision}`;
  return `${names[0]}${seqs.length === 0 ? "" : ` #${seqs[0]}`}${revision}`;
}

function noteOf(body: string, note: string): string {
  const { reachable, errorCode, sentence } = JSON.parse(body) as {
    reachable?: unknown;
    errorCode?: unknown;
    sentence?: unknown;
  };
  if (note === "reachability") return reachable === true ? "peer is in reach" : "peer is out of reach";
  if (note === "send_failed") return `send failed with ${errorCode}`;
  return note === "notice" && typeof sentence === "string" ? sentence : note;
}

/** The role for the id of a device that has one. */
export function namesOf(devices: readonly { deviceId: string; role: string }[]): Names {
  return { device: (deviceId) => devices.find((each) => each.deviceId === deviceId)?.role };
}
