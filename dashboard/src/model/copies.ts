import type { Entry, RegisterMap, SessionSnapshot, Vector } from "@lighty/protocol";
import { eventsIn, readBody } from "./reading.ts";

/** What the observer held right before an entry: where a test of it has to begin. */
export interface Before {
  readonly revision: number;
  readonly digest: string;
  readonly registers: RegisterMap;
  readonly have: Vector;
}

/** The entry as the relay has it, spaced out. */
export function jsonOf(entry: Entry): string {
  return JSON.stringify(entry, null, 2);
}

/** A command that asks the relay for the entry again; the token is taken from the environment, never written down. */
export function curlOf(page: string, importId: string | null, sessionId: string, entry: number): string {
  const base = importId === null ? "api/v1/" : `api/v1/imports/${encodeURIComponent(importId)}/`;
  const url = new URL(`${base}sessions/${encodeURIComponent(sessionId)}/entries`, new URL(".", page));
  url.searchParams.set("from", String(entry));
  url.searchParams.set("limit", "1");
  // What encodeURIComponent leaves of quotes would end the shell's own.
  return `curl -H "Authorization: Bearer $LIGHTY_TOKEN" '${url.href.replaceAll("'", "%27")}'`;
}

/**
 * The entry as a vitest file. What came with events is done again upon what the device held before, and has to be judged alike; anything
 * else has to stay as readable as it was.
 */
export function fixtureOf(entry: Entry, sessionId: string, before: Before | null): string {
  const body = readBody(entry.frame.body);
  const events = eventsIn(body).filter((event) => event.sessionId === sessionId);
  const isJudged = entry.frame.direction === "received" && events.length > 0;
  const text = (value: unknown) => JSON.stringify(value, null, 2);
  if (!isJudged)
    return `import { Frame } from "@lighty/protocol";
import { expect, test } from "vitest";

const frame = ${text(entry.frame)};

test("entry ${entry.entry} is a frame", () => {
  expect(Frame.safeParse(frame).success).toBe(true);
});
`;
  const held: SessionSnapshot | null =
    before === null
      ? null
      : { sessionId, revision: before.revision, digest: before.digest, registers: before.registers };
  return `import { checkPacket, type SessionSnapshot, SessionState, type Vector } from "@lighty/protocol";
import { expect, test } from "vitest";

const sessionId = ${text(sessionId)};
const held: SessionSnapshot | null = ${text(held)};
const have: Vector = ${text(before?.have ?? {})};
const body = ${text(JSON.parse(entry.frame.body))};
const verdicts = ${text(wordsOf(entry, sessionId))};

test("entry ${entry.entry}: what came is judged as it was", () => {
  const state = new SessionState(sessionId);
  if (held !== null) state.receiveSnapshot(held, have);
  const packet = checkPacket(body);
  if (!packet.ok || packet.value.kind !== "events") throw new Error("the body is no packet of events");
  const events = packet.value.events.filter((event) => event.sessionId === sessionId);
  expect(events.map((event) => state.receive(event, ${text(entry.frame.transport)}, ${entry.frame.observedAt}).verdict.verdict)).toEqual(verdicts);
});
`;
}

/** The verdicts of the entry's own events of a session, in their order. */
export function wordsOf({ frame }: Entry, sessionId: string): string[] {
  return (frame.verdicts ?? [])
    .filter((part) => part.eventId !== undefined && (part.sessionId ?? sessionId) === sessionId)
    .map(({ verdict }) => verdict);
}
