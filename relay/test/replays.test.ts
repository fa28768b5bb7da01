import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Entry, SessionSummary } from "@lighty/protocol";
import { patienceMs } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whyNoSwift } from "../src/demo/swift-watch.ts";
import { captureContent } from "../src/http/captures.ts";
import type { ReplayDeed, ReplayOrder, ReplayRun } from "../src/replay/replay-order.ts";
import { mostEntries, mostRunning, Replays } from "../src/replay/replays.ts";
import { buildFrame } from "./build.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";
import { seat } from "./seat.ts";

const corpus = fileURLToPath(new URL("../../protocol/vectors/captures/", import.meta.url));

let relay: OpenRelay;
const leaving: (() => void)[] = [];
beforeEach(async () => {
  relay = await openRelay({ controlToken });
});
afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await relay.close();
});

const inject = (method: "GET" | "POST", url: string, bearer: string | null, payload?: object, type?: string) =>
  relay.app.inject({
    ...{ method, url },
    headers: {
      host: relay.host,
      ...(bearer === null ? {} : { authorization: `Bearer ${bearer}` }),
      ...(method === "POST" ? { "content-type": type ?? "application/json" } : {}),
    },
    ...(payload === undefined ? {} : { payload }),
  });

async function taken(name: string): Promise<string> {
  const bytes = readFileSync(`${corpus}${name}.ndjson`);
  const answer = await inject("POST", "/api/v1/import", controlToken, bytes, captureContent);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json().importId;
}

async function begin(order: ReplayOrder): Promise<string> {
  const answer = await inject("POST", "/api/v1/replays", controlToken, order);
  expect(answer.statusCode, answer.body).toBe(200);
  return (answer.json() as ReplayRun).replayId;
}

const tell = (replayId: string, deed: ReplayDeed) =>
  inject("POST", `/api/v1/replays/${replayId}/tell`, controlToken, deed);

async function runs(): Promise<ReplayRun[]> {
  return (await inject("GET", "/api/v1/replays", token)).json().replays;
}

const patience = { timeout: patienceMs, interval: 50 };

/** The run, once it is so. */
async function once(replayId: string, isSo: (run: ReplayRun) => boolean): Promise<ReplayRun> {
  return vi.waitFor(async () => {
    const run = (await runs()).find((each) => each.replayId === replayId) as ReplayRun;
    expect(isSo(run), JSON.stringify(run)).toBe(true);
    return run;
  }, patience);
}
const over = ({ endedAt }: ReplayRun) => endedAt !== null;

test("a broken engine's capture is played to its end, and the first difference names its entry, session and register", async () => {
  const run = await once(await begin({ import: await taken("engine-bug"), target: "headless" }), over);
  expect(run).toMatchObject({ state: "ended", wasStopped: false, failure: null, rate: "max" });
  expect(run.played).toBe(run.total);
  expect(run.outcome?.isGreen).toBe(false);
  expect(run.outcome?.differences[0]).toMatchObject({
    ...{ entry: 40, register: "set/bench.2/weight", sessionId: "workout-1" },
  });
  expect(run.found[0]).toMatchObject({ entry: 40 });
});

const noSwift = whyNoSwift();
if (noSwift !== null) console.log(`No capture is played to both engines here: ${noSwift}.`);

test.skipIf(noSwift !== null)(
  "both engines are told what each device was told: a sound capture comes out as it was recorded, a broken one otherwise, in both",
  async () => {
    const sound = await once(await begin({ import: await taken("clean-session"), target: "swift" }), over);
    expect(sound).toMatchObject({ state: "ended", wasStopped: false, failure: null, outcome: { isGreen: true } });
    expect(sound.played).toBe(sound.total);
    const broken = await once(await begin({ import: await taken("engine-bug"), target: "swift" }), over);
    expect(broken).toMatchObject({ failure: null, outcome: { isGreen: false } });
    expect(broken.outcome?.differences[0]).toMatchObject({ entry: 40 });
  },
);

test("a part of a session is played under the numbers its entries have in the log, and what came before counts", async () => {
  const importId = await taken("engine-bug");
  const sessions = await vi.waitFor(async () => {
    const answer = await inject("GET", `/api/v1/imports/${importId}/sessions`, token);
    expect(answer.statusCode).toBe(200);
    return answer.json().sessions as SessionSummary[];
  }, patience);
  const session = (sessions[0] as SessionSummary).sessionId;
  const of = { import: importId, session, target: "headless" } as const;
  const late = await once(await begin({ ...of, from: 38, to: 42 }), over);
  expect(late).toMatchObject({ first: 38, last: 42, at: 42, total: 5, played: 5 });
  expect(late.outcome?.differences[0]).toMatchObject({ entry: 40 });
  const early = await once(await begin({ ...of, to: 39 }), over);
  expect(early.outcome?.differences.filter(({ register }) => register !== undefined)).toEqual([]);
  const nothing = await once(await begin({ ...of, from: 900 }), over);
  expect(nothing).toMatchObject({
    state: "failed",
    failure: expect.stringContaining("nothing to play from entry 900"),
  });
});

test("what it is told while it is prepared counts once it plays", async () => {
  const replayId = await begin({
    ...{ import: await taken("clean-session"), target: "headless", startsPaused: true },
    weather: { seed: "early-1" },
  });
  await tell(replayId, { type: "seek", to: 11 });
  await once(replayId, ({ played }) => played === 10);
  await tell(replayId, { type: "quit" });
  await once(replayId, over);
});

test("sought beyond its last entry it is at its end", async () => {
  const replayId = await begin({ import: await taken("clean-session"), target: "headless", startsPaused: true });
  await tell(replayId, { type: "seek", to: 900_000 });
  await tell(replayId, { type: "resume" });
  const run = await once(replayId, over);
  expect(run).toMatchObject({ state: "ended", played: run.total, outcome: { isGreen: true } });
});

test("it waits where it is to, goes on step by step, seeks there and back, changes its rate, and ends when it is told", async () => {
  const replayId = await begin({
    import: await taken("clean-session"),
    target: "headless",
    startsPaused: true,
    rate: 1,
  });
  await once(replayId, ({ state }) => state === "paused");
  await tell(replayId, { type: "step" });
  await tell(replayId, { type: "step" });
  expect(await once(replayId, ({ played }) => played === 2)).toMatchObject({ state: "paused", at: 2 });
  await tell(replayId, { type: "seek", to: 21 });
  await once(replayId, ({ played }) => played === 20);
  await tell(replayId, { type: "seek", to: 6 });
  await once(replayId, ({ played }) => played === 5);
  await tell(replayId, { type: "rate", rate: "max" });
  await tell(replayId, { type: "resume" });
  const run = await once(replayId, over);
  expect(run).toMatchObject({ state: "ended", rate: "max", outcome: { isGreen: true, differences: [] } });
  const again = await tell(replayId, { type: "pause" });
  expect([again.statusCode, again.json().error.sentence]).toEqual([400, expect.stringContaining("has ended")]);

  const looping = await begin({ import: run.order.import as string, target: "headless", rate: "max", loops: true });
  await once(looping, ({ state, played }) => state === "running" && played > 0);
  await tell(looping, { type: "quit" });
  expect(await once(looping, over)).toMatchObject({ state: "ended", wasStopped: true });
});

test("[RPL-1] [RPL-3] into the log it goes through the replays' own door, under names of its own", async () => {
  const run = await once(await begin({ import: await taken("clean-session"), target: "relay", rate: "max" }), over);
  expect(run).toMatchObject({ state: "ended", outcome: { isGreen: true } });
  expect(run.sessions).toEqual([expect.stringMatching(/^replay-[0-9a-f]{6}-/)]);
  const { entries } = (await inject("GET", `/api/v1/sessions/${run.sessions[0]}/entries?limit=1000`, token)).json();
  expect((entries as Entry[]).every(({ frame }) => frame.replayed === true)).toBe(true);
  expect(entries.length).toBeGreaterThan(50);
});

test("in the weather of a seed the real engines do it again, and the same seed gives the same run", async () => {
  const importId = await taken("clean-session");
  const weather = { seed: "7", kinds: ["drop", "partition"] } as const;
  const order: ReplayOrder = {
    import: importId,
    target: "headless",
    weather: { ...weather, kinds: [...weather.kinds] },
  };
  const [one, other] = [await once(await begin(order), over), await once(await begin(order), over)];
  expect(one).toMatchObject({ state: "ended", outcome: { isGreen: true } });
  expect([other.total, other.outcome]).toEqual([one.total, one.outcome]);
  const calm = await once(await begin({ import: importId, target: "headless" }), over);
  expect(calm.total).not.toBe(one.total);
});

test("[ROOM-7] [RPL-2] a device is played to once it allows that; what it teed is compared", async () => {
  const order: ReplayOrder = {
    import: await taken("clean-session"),
    target: "device",
    room: "gym",
    as: "phone",
    rate: "max",
  };
  const refused = async () => (await inject("POST", "/api/v1/replays", controlToken, order)).json().error;
  expect(await refused()).toMatchObject({
    code: "replay_refused",
    sentence: expect.stringContaining("no watch is in room gym"),
  });
  const shy = await seat({ at: { host: relay.host, token }, allowsReplay: false });
  expect((await refused()).sentence).toContain("does not allow replays");
  shy.leave();
  await vi.waitFor(async () => expect((await refused()).sentence).toContain("no watch"), patience);
  leaving.push((await seat({ at: { host: relay.host, token } })).leave);
  const run = await once(await begin(order), over);
  expect(run.outcome, run.failure ?? "").toMatchObject({ isGreen: true });
  expect(run.outcome?.lines.length).toBeGreaterThan(20);
  expect(run.outcome?.lines.every((line) => line.endsWith(", as recorded"))).toBe(true);
});

test("nobody plays or tells without control: no token, one that reads, a device's own, a page of another origin", async () => {
  const replayId = await begin({ import: await taken("clean-session"), target: "headless", startsPaused: true });
  const device = await pairDevice(relay);
  for (const [url, payload] of [
    ["/api/v1/replays", { session: "s1", target: "headless" }],
    [`/api/v1/replays/${replayId}/tell`, { type: "quit" }],
  ] as const) {
    expect((await inject("POST", url, null, payload)).statusCode, url).toBe(401);
    expect((await inject("POST", url, "guess", payload)).statusCode, url).toBe(401);
    expect((await inject("POST", url, token, payload)).statusCode, url).toBe(403);
    const headers = { host: relay.host, "content-type": "application/json" };
    const asDevice = { ...headers, authorization: await device.authorization() };
    expect((await relay.app.inject({ method: "POST", url, headers: asDevice, payload })).statusCode, url).toBe(403);
    const foreign = { ...headers, authorization: `Bearer ${controlToken}`, origin: "http://evil.example" };
    expect((await relay.app.inject({ method: "POST", url, headers: foreign, payload })).statusCode, url).toBe(403);
    expect((await inject("POST", url, controlToken, Buffer.from("{}"), "text/plain")).statusCode, url).toBe(400);
  }
  expect((await inject("GET", "/api/v1/replays", null)).statusCode).toBe(401);
  expect((await once(replayId, ({ state }) => state !== "preparing")).state).toBe("paused");
});

const whole = { session: "s1", target: "headless" };
const hostile: [what: string, body: unknown][] = [
  ["nothing", {}],
  ["no session and no import", { target: "headless" }],
  ["no target", { session: "s1" }],
  ["a target that is none", { ...whole, target: "production" }],
  ["a path for a session", { ...whole, session: "../../etc/passwd" }],
  ["a file that the relay would read", { ...whole, capture: "/etc/passwd" }],
  ["a rate of nought", { ...whole, rate: 0 }],
  ["a rate beyond all clocks", { ...whole, rate: 1e9 }],
  ["a rate in words", { ...whole, rate: "fast" }],
  ["half an entry", { ...whole, from: 1.5 }],
  ["an entry before the first", { ...whole, from: -1 }],
  ["a seed of a megabyte", { ...whole, weather: { seed: "x".repeat(1_000_000) } }],
  ["weather that is none", { ...whole, weather: { seed: "1", kinds: ["frogs"] } }],
  ["no kind of weather", { ...whole, weather: { seed: "1", kinds: [] } }],
  ["a prototype key", JSON.parse('{"session":"s1","target":"headless","__proto__":{"loops":true}}')],
  ["a list", [whole]],
  ["a device without a room", { ...whole, target: "device" }],
];

test("whatever else is sent is refused in the registry's words, and nothing is begun", async () => {
  for (const [what, body] of hostile) {
    const answer = await inject("POST", "/api/v1/replays", controlToken, Buffer.from(JSON.stringify(body)));
    expect([what, answer.statusCode, answer.json().error.code]).toEqual([
      what,
      400,
      expect.stringMatching(/^bad_|^too_/),
    ]);
  }
  expect((await inject("POST", "/api/v1/replays", controlToken, { ...whole, import: "nobody" })).statusCode).toBe(404);
  expect((await tell("nobody", { type: "pause" })).statusCode).toBe(404);
  for (const deed of [
    {},
    { type: "explode" },
    { type: "seek" },
    { type: "seek", to: "1" },
    { type: "rate", rate: -1 },
  ]) {
    expect((await inject("POST", "/api/v1/replays/nobody/tell", controlToken, deed)).statusCode).toBe(400);
  }
  expect(await runs()).toEqual([]);
  const unknown = await once(await begin({ session: "unheard", target: "headless" }), over);
  expect(unknown).toMatchObject({ state: "failed", failure: "there is no entry of it to play" });
});

test("so many run at once and no more; those that ended are forgotten, and the relay closes whatever still waits", async () => {
  const order: ReplayOrder = { import: await taken("clean-session"), target: "headless", startsPaused: true };
  const waiting: string[] = [];
  for (let i = 0; i < mostRunning; i++) waiting.push(await begin(order));
  const refused = await inject("POST", "/api/v1/replays", controlToken, order);
  expect(refused.json().error).toMatchObject({ code: "limit_reached" });
  await tell(waiting[0] as string, { type: "quit" });
  await once(waiting[0] as string, over);
  for (let i = 0; i < 20; i++) await once(await begin({ session: "unheard", target: "headless" }), over);
  expect((await runs()).length).toBe(16);
  expect((await runs()).some(({ replayId }) => replayId === waiting[1])).toBe(true);
});

test("a session of more entries than the relay plays is refused with the command that plays it", async () => {
  const entry = { receivedAt: 1, sessions: ["s1"], text: "", frame: buildFrame() };
  const source = {
    head: mostEntries * 2,
    read: async ({ after = 0, limit }: { after?: number; limit: number }) => ({
      entries: Array.from({ length: limit }, (_, i) => ({ ...entry, entry: after + i + 1 })),
      ...{ reached: after + limit, hasMore: true },
    }),
  };
  const doors = () => ({ origin: "ws://127.0.0.1:1", token: "none", ca: undefined });
  const replays = new Replays({ log: relay.log, newId: () => "long", now: () => 1, doors });
  replays.start({ session: "s1", target: "headless" }, { source });
  await vi.waitFor(() => expect(replays.all()[0]?.failure).toContain("lighty replay plays any length"), patienceMs);
  await replays.stop();
});
