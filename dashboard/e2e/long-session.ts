import { readFileSync } from "node:fs";
import { patienceMs } from "@lighty/protocol/testing";
import type { RelayProcess } from "./relay.ts";
import { token, until } from "./relay.ts";

/** Bytes in one request, well below what the relay takes. */
const mostBytes = 700_000;

interface Line {
  kind: string;
  frame: {
    observer: { deviceId: string; role: string };
    traceSeq: number;
    bootId: string;
    observedAt: number;
    body: string;
  };
}

const path = new URL("../../protocol/vectors/captures/clean-session.ndjson", import.meta.url);

/** What one device of a long session says: the text of each frame, and who says it. */
export interface Said {
  readonly deviceId: string;
  readonly traceSeq: number;
  readonly text: string;
}

/**
 * A captured session again and again, under one name, as one that went on for days: frames of both devices, in log order, without an end.
 * `mark` ends the session's id and the boots', so that several such sessions can stand in one relay.
 */
export function* longSession(mark: string): Generator<Said> {
  const text = readFileSync(path, "utf8");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
  const frames = lines.filter(({ kind }) => kind === "frame");
  const ids = idsOf(text);
  const renamed = (body: string) =>
    ids.reduce((all, id) => all.replaceAll(id, `${id.slice(0, -mark.length)}${mark}`), body);
  const own = frames.map(({ frame }) => JSON.parse(renamed(JSON.stringify(frame))) as Line["frame"]);
  const traceSeqs = new Map<string, number>();
  for (let index = 0; ; index++) {
    const frame = own[index % own.length] as Line["frame"];
    const { deviceId } = frame.observer;
    const traceSeq = (traceSeqs.get(deviceId) ?? 0) + 1;
    traceSeqs.set(deviceId, traceSeq);
    const observedAt = frame.observedAt + Math.floor(index / own.length) * 600_000;
    yield {
      deviceId,
      traceSeq,
      text: JSON.stringify({ ...frame, bootId: bootOf(deviceId, mark), traceSeq, observedAt }),
    };
  }
}

/** The boot of a device in which it says what it says in such a session. */
export function bootOf(deviceId: string, mark: string): string {
  return `${deviceId}-${mark}`;
}

/** The sessions that a capture names; each keeps its length and gets another end. */
function idsOf(text: string): string[] {
  const found = text.matchAll(/\\"sessionId\\":\\"([a-z0-9._-]+)\\"/g);
  return [...new Set([...found].map(([, id]) => id as string))];
}

/** So many of what follows. */
export function take(session: Generator<Said>, count: number): Said[] {
  return Array.from({ length: count }, () => session.next().value as Said);
}

/** Hands frames to the relay over HTTP; each request is durable when this goes on. */
export async function ingest(relay: RelayProcess, session: Generator<Said>, count: number): Promise<void> {
  let [body, bytes]: [string[], number] = [[], 0];
  const send = async () => {
    const answer = await fetch(`${relay.origin}/v1/ingest`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/x-ndjson" },
      body: body.join("\n"),
    });
    if (!answer.ok) throw new Error(`the relay answered ${answer.status}: ${await answer.text()}`);
    [body, bytes] = [[], 0];
  };
  for (let sent = 0; sent < count; sent++) {
    const { text } = session.next().value as Said;
    body.push(text);
    bytes += text.length;
    if (bytes > mostBytes) await send();
  }
  if (body.length > 0) await send();
}

/** The session whose id ends so, once the relay has folded that many entries of it, of all of its devices. */
export async function foldedSession(relay: RelayProcess, mark: string, atLeast: number, withinMs = patienceMs) {
  return await until(
    async () => {
      const sessions = await relay.sessions();
      return sessions.find(({ sessionId, entries }) => sessionId.endsWith(mark) && entries >= atLeast);
    },
    `${atLeast} entries of the session that ends in ${mark}`,
    withinMs,
  );
}
