import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Entry, isReplayed } from "@lighty/protocol";
import { disguise, Pacing, Playback, redrive, scoreOf, stormOver } from "@lighty/protocol/replay";
import { afterAll, describe, expect, test } from "vitest";
import { tell } from "../src/cli/keys.ts";
import { HeadlessTarget } from "../src/replay/headless-target.ts";
import { loadCapture } from "../src/replay/loaded-capture.ts";
import { Controls, play, type ReplayClock, type Told } from "../src/replay/playing.ts";
import { RelayTarget } from "../src/replay/relay-target.ts";
import { isSwiftHere } from "../src/replay/swift-door.ts";
import { buildFrame } from "./build.ts";
import { lighty } from "./lighty.ts";
import { openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { portOf, spawnRelay } from "./process.ts";

const corpus = fileURLToPath(new URL("../../protocol/vectors/captures/", import.meta.url));
const clean = join(corpus, "clean-session.ndjson");
const bug = join(corpus, "engine-bug.ndjson");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** Time that passes only when someone waits for it. */
class VirtualClock implements ReplayClock {
  #now = 0;
  readonly waits: number[] = [];
  now(): number {
    return this.#now;
  }
  async wait(until: number | null, wakened: Promise<void>): Promise<void> {
    if (until === null) return wakened;
    this.waits.push(until - this.#now);
    this.#now = Math.max(this.#now, until);
  }
}

function pacingOf(entries: readonly Entry[], options: Partial<ConstructorParameters<typeof Pacing>[0]> = {}) {
  return new Pacing({ times: entries.map(({ receivedAt }) => receivedAt), ...options });
}

describe("headless", () => {
  test("every entry of a clean capture comes out again, in the time it took", async () => {
    const { entries } = await loadCapture(clean);
    const clock = new VirtualClock();
    const outcome = await play({
      ...{ entries, target: new HeadlessTarget(), controls: new Controls(), clock },
      pacing: pacingOf(entries),
    });
    expect(outcome).toEqual({
      isGreen: true,
      sentence: `${entries.length} frames: every verdict and digest came out again`,
      differences: [],
    });
    const span = (entries.at(-1)?.receivedAt ?? 0) - (entries[0]?.receivedAt ?? 0);
    expect(clock.now()).toBe(span);
  });

  test("until a finding it stops at the entry of the broken engine, says why, and goes on when told", async () => {
    const { entries } = await loadCapture(bug);
    const pacing = pacingOf(entries, { rate: "max", batch: 1 });
    const found: string[] = [];
    const controls = new Controls();
    const ended = await play({
      ...{ entries, pacing, target: new HeadlessTarget(), controls, clock: new VirtualClock() },
      ...{ untilFinding: "end", found: ({ sentence }) => found.push(sentence) },
    });
    expect(pacing.position).toBe(40);
    expect(found[0]).toMatch(/^entry 40: the watch reports the digest .* did not take set\/bench\.2\/weight/);
    expect(ended.isGreen).toBe(false);
  });

  test("a step back undoes the entry, and what follows is judged as if it had never been", async () => {
    const { entries } = await loadCapture(clean);
    const pacing = pacingOf(entries, { rate: "max", batch: 1 });
    const controls = new Controls();
    let backs = 0;
    const outcome = await play({
      ...{ entries, pacing, target: new HeadlessTarget(), controls, clock: new VirtualClock() },
      played: ({ entry }) => {
        if (entry !== 50 || backs++ > 0) return;
        const told: Told[] = [{ type: "pause" }, { type: "step_back" }, { type: "seek", to: 10 }, { type: "resume" }];
        for (const input of told) controls.tell(input);
      },
    });
    expect(backs).toBe(2);
    expect(outcome.isGreen).toBe(true);
  });

  test("keys: space, arrows, + and -, q", () => {
    const pacing = new Pacing({ times: [0, 10], rate: 4 });
    const pressed = (name: string, sequence = name) => {
      const controls = new Controls();
      tell(name, sequence, controls, pacing);
      return controls.isOver ? "over" : controls.take();
    };
    expect(["space", "right", "left", "x", "q"].map((name) => pressed(name))).toEqual([
      { type: "pause" },
      { type: "step" },
      { type: "step_back" },
      undefined,
      "over",
    ]);
    expect([pressed("", "+"), pressed("", "-")]).toEqual([
      { type: "rate", rate: 8 },
      { type: "rate", rate: 2 },
    ]);
  });
});

test("a capture without a frame has nothing to play, and that is said of it and not of an option", async () => {
  const [header] = readFileSync(clean, "utf8").split("\n");
  const { code, stderr } = await lighty(["replay", "-"], { stdin: `${header}\n` });
  expect([code, stderr]).toEqual([4, expect.stringContaining("error: -: there is no frame to play")]);
});

describe("into a relay", () => {
  test("[CAP-8] frames of an earlier run of the app that come late leave no hole behind them, in that run or in the later one", async () => {
    const frames = [
      ...[1, 2, 5].map((traceSeq) => buildFrame({ traceSeq })),
      buildFrame({ bootId: "boot-2", traceSeq: 1 }),
      buildFrame({ traceSeq: 3 }),
      buildFrame({ bootId: "boot-2", traceSeq: 2 }),
      buildFrame({ traceSeq: 6 }),
    ];
    const entries = frames.map((frame, i) => ({ entry: i + 1, receivedAt: frame.observedAt + i, frame }));
    const relay = await openRelay({ controlToken });
    try {
      const target = new RelayTarget({ url: `ws://${relay.host}/v1/replay/tee`, token: controlToken }, entries);
      await target.play(entries);
      await target.end();
      const { entries: landed } = await relay.log.read({ after: 0, limit: 10 });
      expect(landed.map(({ frame: { traceSeq, leftOutBefore = 0 } }) => [traceSeq, leftOutBefore])).toEqual([
        ...[
          [1, 0],
          [2, 0],
          [5, 2],
        ],
        ...[
          [1, 0],
          [3, 0],
          [2, 0],
          [6, 0],
        ],
      ]);
    } finally {
      await relay.close();
    }
  });

  test("[RPL-1] the log holds every frame, of replayed devices, and finds in it what was found before", async () => {
    const relay = await openRelay({ controlToken });
    try {
      for (const path of [clean, bug]) {
        const { entries } = await loadCapture(path);
        const target = new RelayTarget({ url: `ws://${relay.host}/v1/replay/tee`, token: controlToken }, entries);
        const outcome = await play({
          entries,
          target,
          pacing: pacingOf(entries, { rate: "max" }),
          controls: new Controls(),
        });
        const [sessionId] = target.sessionIds;
        expect(outcome.sentence).toContain(`${entries.length} frames are in the relay's log: ${sessionId}`);
        const answer = await relay.app.inject({
          url: `/api/v1/entries?limit=1000&session=${sessionId}`,
          headers: { authorization: `Bearer ${token}`, host: relay.host },
        });
        const landed = (answer.json() as { entries: Entry[] }).entries;
        expect(landed.length).toBeGreaterThan(entries.length - 12);
        expect(landed.every(({ frame }) => frame.replayed === true && isReplayed(frame.observer.deviceId))).toBe(true);
        const playback = new Playback();
        playback.apply(landed);
        const expected = path === bug ? ["set/bench.2/weight"] : [];
        expect(playback.differences.slice(0, 1).map(({ register }) => register)).toEqual(expected);
      }
    } finally {
      await relay.close();
    }
  });

  test("a step back is another replay under other names, as a log takes nothing back", async () => {
    const relay = await openRelay({ controlToken });
    try {
      const { entries } = await loadCapture(clean);
      const target = new RelayTarget({ url: `ws://${relay.host}/v1/replay/tee`, token: controlToken }, entries);
      await target.play(entries.slice(0, 20));
      const before = target.sessionIds;
      await target.restart();
      await target.play(entries.slice(0, 10));
      await target.end();
      expect(target.sessionIds).not.toEqual(before);
    } finally {
      await relay.close();
    }
  });

  test("[CAP-8] frames that a filter leaves out are said, never hidden", async () => {
    const relay = await openRelay({ controlToken });
    try {
      const { entries } = await loadCapture(clean);
      const target = new RelayTarget({ url: `ws://${relay.host}/v1/replay/tee`, token: controlToken }, entries);
      await target.play(entries.filter(({ frame }) => frame.direction !== "sent"));
      await target.end();
      const landed: Entry[] = (await relay.log.read({ after: null, limit: 1_000 } as never)).entries as Entry[];
      const leftOut = landed.reduce((sum, { frame }) => sum + (frame.leftOutBefore ?? 0), 0);
      expect(leftOut).toBeGreaterThan(0);
    } finally {
      await relay.close();
    }
  });
});

test("weather: the same seed gives the same frames to the byte, and the command line says the same", async () => {
  const { header, entries } = await loadCapture(clean);
  const score = scoreOf(header, entries);
  const run = (seed: string) => redrive({ score, seed, weather: stormOver(score, seed) }).entries;
  expect(JSON.stringify(run("7"))).toBe(JSON.stringify(run("7")));
  const line = ["replay", clean, "--seed", "7"];
  const [once, again, other] = [await lighty(line), await lighty(line), await lighty(["replay", clean, "--seed", "8"])];
  expect(once.code).toBe(0);
  expect(again).toEqual(once);
  expect(other.stdout).not.toBe(once.stdout);
  expect(once.stdout.trim().split("\n")).toHaveLength(run("7").length);
  expect(disguise(run("7"), "a")).toHaveLength(run("7").length);
});

describe("the command", () => {
  test("headless: green is 0, the broken engine is 1 with its sentence", async () => {
    expect(await lighty(["replay", clean])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("came out again"),
    });
    const red = await lighty(["replay", bug, "--until", "finding"]);
    expect([red.code, red.stderr]).toEqual([1, expect.stringMatching(/did not take set\/bench\.2\/weight/)]);
  });

  test("from, to and filter choose what is shown", async () => {
    const { stdout } = await lighty(["replay", clean, "--from", "3", "--to", "30", "--filter", "direction:received"]);
    const lines = stdout.trim().split("\n");
    expect(lines.every((line) => line.includes("received"))).toBe(true);
    expect(lines.length).toBeGreaterThan(3);
  });

  test("into a running relay, twenty times as fast and more", async () => {
    const data = join(folder.path, "relay");
    mkdirSync(data);
    const relay = spawnRelay({ LIGHTY_PORT: "0", LIGHTY_DATA: data }, "--no-demo");
    try {
      await portOf(relay);
      const { code, stderr } = await lighty(["replay", clean, "--target", "relay", "--rate", "1000", "--data", data]);
      expect([code, stderr]).toEqual([
        0,
        expect.stringMatching(/146 frames are in the relay's log: replay-[0-9a-f]{6}-workout-1/),
      ]);
    } finally {
      await relay.end("SIGTERM");
    }
    const gone = await lighty(["replay", clean, "--target", "relay", "--data", data]);
    expect(gone.code).toBe(3);
  });

  test("what verify wrote of a failure is done again by its command", async () => {
    const { header, entries } = await loadCapture(clean);
    const score = scoreOf(header, entries);
    const file = join(folder.path, "pair.failing.json");
    const pair = {
      format: "lighty-failing",
      formatVersion: 1,
      seed: "3",
      claim: "no_edit_lost",
      faults: [],
      score,
      weather: stormOver(score, "3"),
    };
    writeFileSync(file, JSON.stringify(pair));
    // The real engine is sound: what failed with another one passes here.
    expect(await lighty(["replay", clean, "--failing", file])).toMatchObject({ code: 0 });
    writeFileSync(file, "{}");
    expect(await lighty(["replay", clean, "--failing", file])).toMatchObject({ code: 4 });
  });

  test("what cannot be is refused: a rate, a range, a step without a terminal", async () => {
    for (const wrong of [["--rate", "0"], ["--from", "9", "--to", "3"], ["--step"], ["--weather", "hail"]])
      expect(await lighty(["replay", clean, ...wrong]), wrong.join(" ")).toMatchObject({ code: 2 });
  });
});

describe("bisect", () => {
  test("names where the watch and the law part, and where a whole engine says something else", async () => {
    const { code, stdout } = await lighty(["bisect", bug, "--json"]);
    expect(code).toBe(1);
    const parts = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { between: string; entry: number });
    expect(parts[0]).toMatchObject({ between: "device_and_law", entry: 40, register: "set/bench.2/weight" });
    expect(parts.find(({ between }) => between === "engine_and_record")).toMatchObject({ entry: 40 });
    expect(await lighty(["bisect", clean])).toMatchObject({ code: 0, stdout: "" });
  });

  test.skipIf(!isSwiftHere())("the Swift engine, told the same, says the same, digest for digest", async () => {
    // Where the unpacked Swift lies hangs on these.
    const env = Object.fromEntries(
      ["HOME", "XDG_CACHE_HOME", "LIGHTY_SWIFT_CACHE"].flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const { code, stderr } = await lighty(["replay", clean, "--target", "swift"], { env });
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/the TypeScript engine and the Swift engine said what was recorded/),
    ]);
    const red = await lighty(["bisect", bug, "--swift"], { env });
    expect(red.code).toBe(1);
    const [typescript, swift] = [
      /the TypeScript engine in the watch's place: (.*)/,
      /the Swift engine in the watch's place: (.*)/,
    ];
    expect(typescript.exec(red.stdout)?.[1]).toBe(swift.exec(red.stdout)?.[1]);
  });
});
