import { factsOf } from "@lighty/protocol";
import { afterEach, expect, test } from "vitest";
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
});
