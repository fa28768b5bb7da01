import { checkShape, type Entry, type SessionDelta, SessionSummary, StreamMessage } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { cursorAt } from "../src/log/event-log.ts";
import { arrivalsOf, buildArrival, buildBatch, buildFrame } from "./build.ts";
import { framesMessage, type Line, liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";

let relay: OpenRelay;
const folder = temporaryFolder();
beforeEach(async () => {
  relay = await openRelay({ log: folder.path });
});
afterEach(async () => {
  await relay.close();
  folder.remove();
});

const bearer = { authorization: `Bearer ${token}` };

/** Reads until the dashboard has seen this many entries; returns them. */
async function readEntries(line: Line<StreamMessage>, count: number): Promise<Entry[]> {
  const entries: Entry[] = [];
  while (entries.length < count) entries.push(...(await line.next("entries")).entries);
  return entries;
}

function traceSeqsUpTo(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i + 1);
}

test("[STR-2] dashboards that join at any moment under load see every entry once, in order", async () => {
  const total = 4_000;
  const tee = await welcomedTee(relay.host);
  const dashboards: Line<StreamMessage>[] = [];
  for (let traceSeq = 1; traceSeq <= total; ) {
    const frames = Array.from({ length: 25 }, () => buildFrame({ traceSeq: traceSeq++ }));
    tee.say(framesMessage(...frames));
    await tee.next("ack");
    if ((traceSeq - 1) % 400 === 0) dashboards.push(liveLine(relay.host));
  }
  expect(dashboards).toHaveLength(10);
  for (const dashboard of dashboards) {
    const entries = await readEntries(dashboard, total);
    expect(entries.map(({ entry }) => entry)).toEqual(traceSeqsUpTo(total));
    expect(entries.map(({ frame }) => frame.traceSeq)).toEqual(traceSeqsUpTo(total));
    const kinds = dashboard.heard.map(({ type }) => type);
    expect(kinds[0]).toBe("welcome");
    expect(kinds.filter((type) => type === "live")).toHaveLength(1);
    await dashboard.close();
  }
  await tee.close();
});

test("[STR-2] a late dashboard reads a backlog of the largest frames without being cut, and no page of them is large", async () => {
  const total = 64;
  const body = "x".repeat(250_000);
  await relay.log.append(buildBatch(...traceSeqsUpTo(total).map((traceSeq) => buildArrival({ traceSeq, body }))));
  const late = liveLine(relay.host);
  expect((await readEntries(late, total)).map(({ entry }) => entry)).toEqual(traceSeqsUpTo(total));
  await late.next("live");
  await late.close();
  const page = await fetch(`http://${relay.host}/api/v1/entries?limit=1000`, { headers: bearer });
  const { entries, next } = (await page.json()) as { entries: Entry[]; next: string | null };
  expect([entries.length, next]).toEqual([5, expect.any(String)]);
});

test("[STR-2] a dashboard that comes back with its cursor goes on where it was", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 2, 3])));
  const first = liveLine(relay.host);
  const { cursor } = await first.next("entries");
  await first.next("live");
  await first.close();
  await relay.log.append(buildBatch(...arrivalsOf([4, 5])));
  const second = liveLine(relay.host, `?after=${cursor}`);
  expect((await readEntries(second, 2)).map(({ frame }) => frame.traceSeq)).toEqual([4, 5]);
  await second.next("live");
  await relay.log.append(buildBatch(...arrivalsOf([6])));
  expect((await readEntries(second, 1)).map(({ frame }) => frame.traceSeq)).toEqual([6]);
  await second.close();
});

test("[STR-2] a dashboard of one session sees its entries only, and its cursor moves all the same", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 2], ["s1"]), ...arrivalsOf([3], ["s2"])));
  const line = liveLine(relay.host, "?session=s1");
  expect((await readEntries(line, 2)).map(({ entry }) => entry)).toEqual([1, 2]);
  const { cursor } = await line.next("live");
  expect(line.heard[0]).toMatchObject({ type: "welcome", head: cursor });
  await relay.log.append(buildBatch(...arrivalsOf([4], ["s2"]), ...arrivalsOf([5], ["s1", "s2"])));
  expect((await readEntries(line, 1)).map(({ entry }) => entry)).toEqual([5]);
  await line.close();
});

test("[FLT-3] [STR-2] a dashboard with a filter gets what it lets through, from the backlog and live, and its cursor moves", async () => {
  const notes = (...traceSeqs: number[]) =>
    traceSeqs.map((traceSeq) => buildArrival({ traceSeq, direction: traceSeq % 3 === 0 ? "sent" : "local" }));
  await relay.log.append(buildBatch(...notes(1, 2, 3, 4, 5, 6)));
  const line = await liveLine(relay.host, "?filter=direction:sent").opened();
  expect((await line.next("entries")).entries.map(({ entry }) => entry)).toEqual([3, 6]);
  await line.next("live");
  await relay.log.append(buildBatch(...notes(7, 8)));
  await relay.log.append(buildBatch(...notes(9, 10)));
  const { entries, cursor } = await line.next("entries");
  expect(entries.map(({ entry }) => entry)).toEqual([9]);
  expect(cursor).toBe(cursorAt(relay.log, 10));
  await line.close();
  await expect(liveLine(relay.host, "?filter=colour:red").opened()).rejects.toThrow("refused with 400");
});

test("[STR-1] a cursor of another log: welcome names this log, then the cursor is refused", async () => {
  const line = liveLine(relay.host, "?after=anotherlog00-5");
  expect((await line.next("welcome")).relayId).toBe(relay.log.id);
  expect((await line.next("error")).code).toBe("bad_query");
  expect((await line.whenClosed()).code).toBe(1008);
});

test("[STR-3] with entries=none only summaries come: all as they stand, then what changes", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1], ["s1"]), ...arrivalsOf([2], ["s2"])));
  const line = liveLine(relay.host, "?entries=none");
  expect((await line.next("sessions")).sessions.map(({ sessionId }) => sessionId)).toEqual(["s2", "s1"]);
  await relay.log.append(buildBatch(...arrivalsOf([3], ["s1"])));
  const changed: SessionDelta[] = [];
  while (!changed.some(({ lastEntry }) => lastEntry === 3)) changed.push(...(await line.next("summary")).sessions);
  expect(changed).toContainEqual(expect.objectContaining({ sessionId: "s1", entries: 2, lastEntry: 3 }));
  expect(line.heard.some(({ type }) => type === "entries")).toBe(false);
  await line.close();
});

test("[STR-2] everything a dashboard hears has the shape the protocol gives it, the frame as the text it came in", async () => {
  const odd = buildArrival({ traceSeq: 2 });
  odd.text = odd.text.replace('"traceSeq":2', '"unknown":"\\u0041 é","traceSeq":2');
  await relay.log.append(buildBatch(buildArrival(), odd));
  const line = liveLine(relay.host);
  await line.next("sessions");
  for (const message of line.heard) expect(checkShape(StreamMessage, message)).toMatchObject({ ok: true });
  const [, second] = (line.heard.find(({ type }) => type === "entries") as { entries: Entry[] }).entries;
  expect(second?.frame).toMatchObject({ unknown: "A é" });
  await line.close();
});

test("a reader that does not read is cut off with 1013 and bounded memory; the others and the devices go on", async () => {
  const stalled = await liveLine(relay.host).opened();
  await stalled.next("live");
  stalled.socket.pause();
  const good = liveLine(relay.host);
  await good.next("live");
  const tee = await welcomedTee(relay.host);
  const body = "x".repeat(100_000);
  let sent = 0;
  // Kernel buffers take some megabytes before the relay's own begin to fill.
  while (relay.app.websocketServer.clients.size === 3 && sent < 400) {
    const frames = Array.from({ length: 5 }, () => buildFrame({ traceSeq: ++sent, body }));
    tee.say(framesMessage(...frames));
    await tee.next("ack");
    const buffered = [...relay.app.websocketServer.clients].map(({ bufferedAmount }) => bufferedAmount);
    expect(Math.max(...buffered)).toBeLessThan(6_000_000);
    if (stalledIsClosing(relay)) break;
  }
  expect(stalledIsClosing(relay)).toBe(true);
  expect(await readEntries(good, sent)).toHaveLength(sent);
  stalled.socket.resume();
  expect((await stalled.whenClosed()).code).toBeOneOf([1013, 1006]);
  await tee.close();
  await good.close();
});

function stalledIsClosing({ app }: OpenRelay): boolean {
  return [...app.websocketServer.clients].some(({ readyState, CLOSING }) => readyState === CLOSING);
}

test("sessions, entries and devices are read over HTTP in pages that join, forward and backward", async () => {
  for (let n = 1; n <= 25; n++)
    await relay.log.append(buildBatch(...arrivalsOf([n], n % 2 === 0 ? ["even"] : [`odd-${n}`])));
  const read = async (path: string) =>
    (await relay.app.inject({ url: path, headers: { ...bearer, host: relay.host } })).json();

  const ids: string[] = [];
  for (let next: string | null = ""; next !== null; ) {
    const page: { sessions: unknown[]; next: string | null } = await read(
      `/api/v1/sessions?limit=4${next && `&after=${next}`}`,
    );
    for (const session of page.sessions) ids.push(SessionSummary.parse(session).sessionId);
    next = page.next;
  }
  expect(ids).toEqual([...Array.from({ length: 12 }, (_, i) => `odd-${25 - 2 * i}`), "even", "odd-1"]);
  expect(await read("/api/v1/sessions/even")).toMatchObject({
    sessionId: "even",
    entries: 12,
    firstEntry: 2,
    lastEntry: 24,
  });

  for (const direction of ["after", "before"]) {
    const entries: number[] = [];
    const first = direction === "before" ? `&before=${(await liveHead()).head}` : "";
    for (let next: string | null = first; next !== null; ) {
      const page: { entries: Entry[]; next: string | null } = await read(
        `/api/v1/sessions/even/entries?limit=5${next}`,
      );
      entries.push(...page.entries.map(({ entry }) => entry));
      next = page.next === null ? null : `&${direction}=${page.next}`;
    }
    const evens = Array.from({ length: 12 }, (_, i) => 2 * i + 2);
    expect(entries).toEqual(direction === "after" ? evens : evens.reverse());
  }

  const { devices } = await read("/api/v1/devices");
  expect(devices).toMatchObject([{ deviceId: "phone0001", role: "phone", entries: 25, isConnected: false }]);
  const tee = await welcomedTee(relay.host);
  expect((await read("/api/v1/devices")).devices[0].isConnected).toBe(true);
  await tee.close();
});

async function liveHead(): Promise<{ head: string }> {
  const line = liveLine(relay.host, "?entries=none");
  const welcome = await line.next("welcome");
  await line.close();
  return welcome;
}

test("a relay that stops says so to everyone, and takes its leave", async () => {
  const tee = await welcomedTee(relay.host);
  const dashboard = liveLine(relay.host);
  await dashboard.next("live");
  await relay.close();
  for (const line of [tee, dashboard]) {
    expect(line.heard.at(-1)).toMatchObject({ type: "error", code: "shutting_down" });
    expect((await line.whenClosed()).code).toBe(1001);
  }
});

test("projections are rebuilt from the log at start", async () => {
  const tee = await welcomedTee(relay.host);
  tee.say(
    framesMessage(
      buildFrame({ digests: { s1: "0123456789abcdef" } }),
      buildFrame({ traceSeq: 5, digests: { s1: "0123456789abcdef" } }),
    ),
  );
  await tee.next("ack");
  const read = async () =>
    (await relay.app.inject({ url: "/api/v1/sessions/s1", headers: { ...bearer, host: relay.host } })).json();
  const before = await read();
  expect(before.findings).toMatchObject([{ rule: "trace_gap", entries: [2] }]);
  await relay.close();
  relay = await openRelay({ log: folder.path });
  expect(await read()).toEqual(before);
});
