import { factsOf } from "@lighty/protocol";
import { DeliveryReport, DivergenceReport } from "@lighty/protocol/projections";
import { Pen, phoneId, Sender, sessionId } from "@lighty/protocol/testing";
import { afterEach, expect, test } from "vitest";
import { cursorAt } from "../src/log/event-log.ts";
import { buildBatch, buildFrame } from "./build.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";

let relay: OpenRelay | undefined;
afterEach(async () => {
  await relay?.close();
  relay = undefined;
});

async function get(path: string) {
  const response = await fetch(`http://${relay?.host}${path}`, { headers: { authorization: `Bearer ${token}` } });
  // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
  return { status: response.status, body: (await response.json()) as any };
}

function arrival(traceSeq: number, name: string) {
  const events = [
    {
      sessionId: "s1",
      eventId: `e${traceSeq}`,
      eventType: "set_updated",
      revision: traceSeq,
      seq: traceSeq,
      payload: { name },
    },
  ];
  const frame = buildFrame({ traceSeq, body: JSON.stringify({ kind: "events", events }) });
  return { frame, text: JSON.stringify(frame), facts: factsOf(frame) };
}

test("[FLT-4] a wrong filter answers 400 with its position and what was expected", async () => {
  relay = await openRelay();
  const { status, body } = await get(`/api/v1/entries?filter=${encodeURIComponent("type:events and revision>x")}`);
  expect(status).toBe(400);
  expect(body).toEqual({
    error: {
      code: "bad_query",
      sentence: 'filter, at character 26: a whole number is expected, not "x"',
      position: 25,
      expected: ["a whole number"],
      found: "x",
    },
  });
});

test("[FLT-3] entries are read through a filter, of one session or of all, in both directions", async () => {
  relay = await openRelay();
  await relay.log.append(
    buildBatch(...Array.from({ length: 30 }, (_, i) => arrival(i + 1, i % 3 === 0 ? "bench" : "squat"))),
  );
  const read = async (path: string) => {
    const numbers: number[] = [];
    let next: string | null = "";
    for (let url = path; next !== null; url = `${path}&${path.includes("before") ? "before" : "after"}=${next}`) {
      const { body } = await get(url);
      numbers.push(...body.entries.map(({ entry }: { entry: number }) => entry));
      next = body.next;
    }
    return numbers;
  };
  expect(await read("/api/v1/entries?limit=4&filter=bench")).toEqual([1, 4, 7, 10, 13, 16, 19, 22, 25, 28]);
  expect(await read("/api/v1/sessions/s1/entries?limit=4&filter=bench%20revision%3E20")).toEqual([22, 25, 28]);
  expect(await read("/api/v1/sessions/s1/entries?filter=verdict:early")).toEqual([]);
  expect(await read("/api/v1/entries?text=ben&filter=revision%3E20")).toEqual([22, 25, 28]);
  expect(await read("/api/v1/entries?text=update%20name")).toEqual([]);
  expect(await get("/api/v1/entries?text=--")).toMatchObject({ status: 400, body: { error: { code: "bad_query" } } });
});

test("[PRJ-3] the state of a device at any cursor, by id or role; of all, now", async () => {
  relay = await openRelay();
  const [pen, sender] = [new Pen(phoneId), new Sender(phoneId)];
  const events = [pen.started(), pen.weight("squat.1", 105), pen.weight("squat.1", 110)];
  const arrivals = events.map((event, index) => {
    const frame = buildFrame({ traceSeq: index + 1, body: JSON.stringify(sender.events(event)) });
    return { frame, text: JSON.stringify(frame), facts: factsOf(frame) };
  });
  await relay.log.append(buildBatch(...arrivals));
  const weightAt = async (query: string) => {
    const { body } = await get(`/api/v1/sessions/${sessionId}/state${query}`);
    return body.devices.map(
      (device: { registers: Record<string, unknown[]> }) => device.registers["set/squat.1/weight"]?.[2],
    );
  };
  expect(await weightAt("")).toEqual([110]);
  for (const [at, weight] of [
    [1, 100],
    [2, 105],
    [3, 110],
  ] as const) {
    expect(await weightAt(`?at=${cursorAt(relay.log, at)}&device=phone`)).toEqual([weight]);
    expect(await weightAt(`?at=${cursorAt(relay.log, at)}&device=${phoneId}`)).toEqual([weight]);
  }
  expect(await get(`/api/v1/sessions/${sessionId}/state?device=tablet`)).toMatchObject({
    status: 400,
    body: { error: { code: "bad_query", sentence: 'device is "tablet"; in this session there is phone0001 (phone)' } },
  });
  expect((await get("/api/v1/sessions/unknown/state")).status).toBe(404);
});

test("[FND-1] [DLV-1] [DIV-1] a session's findings, delivery and divergence are resources of their own", async () => {
  relay = await openRelay();
  const sender = new Sender(phoneId);
  const body = JSON.stringify(sender.events(new Pen(phoneId).started()));
  const frames = [buildFrame({ body }), buildFrame({ traceSeq: 5, direction: "sent", transport: "message", body })];
  await relay.log.append(
    buildBatch(...frames.map((frame) => ({ frame, text: JSON.stringify(frame), facts: factsOf(frame) }))),
  );
  const of = `/api/v1/sessions/${sessionId}`;
  expect((await get(`${of}/findings`)).body).toMatchObject({
    sessionId,
    findings: [{ rule: "trace_gap", entries: [2] }],
  });
  const delivery = DeliveryReport.parse((await get(`${of}/delivery?limit=10`)).body);
  expect(delivery).toMatchObject({ events: { made: 1, sent: 1, open: 1 }, paths: [{ eventType: "session_started" }] });
  DivergenceReport.parse((await get(`${of}/divergence`)).body);
  expect((await get("/api/v1/sessions/unknown/delivery")).status).toBe(404);
});

test("[PRJ-5] a session's outline, whole or of a filter, leads to any of its entries", async () => {
  relay = await openRelay();
  const arrivals = Array.from({ length: 1_300 }, (_, i) => arrival(i + 1, i % 4 === 0 ? "bench" : "squat"));
  await relay.log.append(buildBatch(...arrivals));
  const { outline, next } = (await get("/api/v1/sessions/s1/outline")).body;
  expect([outline.entries, next]).toEqual([1_300, null]);
  expect(outline.stretches.map(({ first, entries }: { first: number; entries: number }) => [first, entries])).toEqual([
    [1, 512],
    [513, 512],
    [1_025, 276],
  ]);

  const found = (await get("/api/v1/sessions/s1/outline?filter=bench")).body;
  expect([found.outline.entries, found.next]).toEqual([325, null]);
  const rest = (await get("/api/v1/sessions/s1/outline?filter=bench&from=1200")).body;
  expect([rest.outline.entries, rest.outline.stretches[0].first]).toEqual([25, 1_201]);

  const middle = (await get("/api/v1/sessions/s1/entries?from=513&limit=2")).body;
  expect(middle.entries.map(({ entry }: { entry: number }) => entry)).toEqual([513, 514]);
  expect(middle.reached).toBe(514);
  const last = (await get(`/api/v1/sessions/s1/entries?to=${Number.MAX_SAFE_INTEGER}&limit=2`)).body;
  expect(last.entries.map(({ entry }: { entry: number }) => entry)).toEqual([1_300, 1_299]);
  for (const wrong of ["from=x", "from=-1", "to=1e3", "from=1&after=abc"]) {
    const { status, body } = await get(`/api/v1/sessions/s1/entries?${wrong}`);
    expect([status, body.error.code]).toEqual([400, "bad_query"]);
  }
  expect((await get("/api/v1/sessions/nobody/outline")).status).toBe(404);
});

test("[PRJ-5] a search of a long session comes in parts that make the whole", async () => {
  relay = await openRelay();
  for (let at = 0; at < 40_000; at += 4_000) {
    const name = (i: number) => ((at + i) % 4 === 0 ? "bench" : "squat");
    await relay.log.append(buildBatch(...Array.from({ length: 4_000 }, (_, i) => arrival(at + i + 1, name(i)))));
  }
  const counts: number[] = [];
  for (let from: number | null = 1; from !== null; ) {
    const { body } = await get(`/api/v1/sessions/s1/outline?filter=squat&from=${from}`);
    counts.push(body.outline.entries);
    from = body.next;
  }
  expect(counts).toEqual([16_000, 14_000]);
});
