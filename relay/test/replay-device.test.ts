import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Engine, type EngineOptions, type Entry, type Input, type Output } from "@lighty/protocol";
import { Pacing } from "@lighty/protocol/replay";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { deviceTarget } from "../src/cli/replay-door.ts";
import { findRunning } from "../src/cli/running.ts";
import { loadCapture } from "../src/replay/loaded-capture.ts";
import { Controls, play } from "../src/replay/playing.ts";
import type { Found } from "../src/replay/replay-target.ts";
import { lighty } from "./lighty.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { portOf, spawnRelay } from "./process.ts";
import { type Seat, seat } from "./seat.ts";

const corpus = fileURLToPath(new URL("../../protocol/vectors/captures/", import.meta.url));
const clean = join(corpus, "clean-session.ndjson");
const bug = join(corpus, "engine-bug.ndjson");
const folder = temporaryFolder();
afterAll(() => folder.remove());

/** A watch that takes each set that the phone completes for one that is not. */
class Forgetful extends Engine {
  override step(input: Input): Output {
    if (input.type !== "received" || !input.text.includes('"kind":"events"')) return super.step(input);
    return super.step({ ...input, text: input.text.replace('"isCompleted":true', '"isCompleted":false') });
  }
}
const forgetful = (options: EngineOptions) => new Forgetful(options);

describe("into a device", () => {
  let relay: OpenRelay;
  const leaving: (() => void)[] = [];
  beforeEach(async () => {
    relay = await openRelay({ controlToken });
  });
  afterEach(async () => {
    for (const leave of leaving.splice(0)) leave();
    await relay.close();
  });

  const sit = async (options: Omit<Seat, "at"> = {}) => {
    const sitting = await seat({ at: { host: relay.host, token }, ...options });
    leaving.push(sitting.leave);
    return sitting;
  };
  const choice = (more: object = {}) => ({
    ...{ data: undefined, relay: `http://${relay.host}`, fingerprint: undefined, token, controlToken, room: "gym" },
    ...{ as: "phone", ...more },
  });
  const open = (entries: readonly Entry[], more?: object) =>
    deviceTarget(choice(more), entries, new AbortController().signal);
  const playInto = async (path: string, options: { as?: string; played?: (entry: Entry) => void } = {}) => {
    const { entries } = await loadCapture(path);
    const target = await open(entries, { as: options.as ?? "phone" });
    const found: string[] = [];
    const outcome = await play({
      ...{ entries, target, controls: new Controls(), found: ({ sentence }: Found) => found.push(sentence) },
      pacing: new Pacing({ times: entries.map(({ receivedAt }) => receivedAt), rate: "max", batch: 1 }),
      ...(options.played === undefined ? {} : { played: options.played }),
    });
    return { outcome, found };
  };

  test.each(["phone", "watch"] as const)(
    "[ROOM-7] [RPL-2] one that allows it comes to every verdict and digest again, the %s being played",
    async (as) => {
      const { seated } = await sit({ role: as === "phone" ? "watch" : "phone" });
      const { outcome, found } = await playInto(clean, { as });
      expect(found).toEqual([]);
      expect(outcome.lines?.length).toBeGreaterThan(20);
      expect(outcome.lines?.every((line) => line.endsWith(", as recorded"))).toBe(true);
      expect(outcome.isGreen, outcome.sentence).toBe(true);
      // The originals and the answers stand side by side in the log, in one session.
      const [sessionId] = /replay-[0-9a-f]{6}-workout-1/.exec(outcome.sentence) ?? [];
      expect(seated.device.session(sessionId ?? "")?.registers.ended).toBe(true);
      const answer = await relay.app.inject({
        url: `/api/v1/sessions/${sessionId}/entries?limit=1000`,
        headers: { authorization: `Bearer ${token}`, host: relay.host },
      });
      const observers = (answer.json() as { entries: Entry[] }).entries.map(({ frame }) => frame.observer.deviceId);
      expect(new Set(observers).size).toBe(3);
    },
  );

  test("one with a broken engine is red, at its first wrong answer, with the register", async () => {
    await sit({ open: forgetful });
    const { outcome, found } = await playInto(clean);
    expect(outcome.isGreen).toBe(false);
    expect(found[0]).toMatch(/^entry \d+: the watch reports the digest \w+ .* set\/\S+\/isCompleted: it holds false/);
    expect(outcome.sentence).toContain(`first difference from the law: ${found[0]}`);
  });

  test("a sound one, given what a broken one was: it is the capture that differs, and this says so", async () => {
    await sit();
    const { outcome, found } = await playInto(bug);
    expect(found).toEqual([]);
    expect([outcome.isGreen, outcome.sentence]).toEqual([
      false,
      expect.stringContaining("it is the capture that differs, first at entry 40"),
    ]);
  });

  test("one that leaves midway is told of, with the entry, and what it had answered counts", async () => {
    const { leave } = await sit();
    const { outcome, found } = await playInto(clean, { played: ({ entry }) => entry === 30 && leave() });
    expect(found).toEqual([expect.stringMatching(/^stopped at entry 3\d: /)]);
    expect(outcome.isGreen).toBe(false);
    expect(outcome.sentence).toMatch(
      /^the watch gave ([1-9]\d*) of \1 answers as they were recorded\nstopped at entry 3/,
    );
  });

  test("what the person does on it in the session ends the comparison, and is not called a fault", async () => {
    const { seated, time } = await sit();
    const act = () => {
      const session = seated.device.engine?.activeSession;
      if (session !== undefined) seated.device.act({ act: "go_to_exercise", sessionId: session.sessionId, index: 1 });
    };
    const { outcome, found } = await playInto(clean, { played: ({ entry }) => entry === 40 && time.meanwhile(act) });
    expect(found).toEqual([expect.stringContaining("the watch has written in the session itself")]);
    expect(outcome.sentence).not.toContain("difference from the law");
  });

  test("a step back is another replay under other names, and the device takes that one, too", async () => {
    await sit();
    const { entries } = await loadCapture(clean);
    const target = await open(entries);
    await target.play(entries.slice(0, 20));
    await target.restart();
    expect(await target.play(entries.slice(0, 30))).toEqual([]);
    expect((await target.end()).isGreen).toBe(true);
  });

  test("[ROOM-7] each missing step is named: the room, the device, its consent, the scope, whom to play", async () => {
    const { entries } = await loadCapture(clean);
    await expect(open(entries)).rejects.toThrow("room gym is not open");
    const other = await sit({ role: "phone" });
    await expect(open(entries)).rejects.toThrow("no watch is in room gym");
    other.leave();
    await sit({ allowsReplay: false });
    await expect(open(entries)).rejects.toMatchObject({
      message: "watch0001, the watch in room gym, does not allow replays",
      next: expect.stringContaining("debug app's settings"),
    });
    await expect(open(entries, { controlToken: undefined })).rejects.toThrow("needs the scope control");
    await expect(open(entries, { room: undefined })).rejects.toThrow("in a room");
    await expect(open(entries, { as: undefined })).rejects.toThrow("whom the replay is to play");
  });
});

test("the command, as a process: refused without consent, then green with it", async () => {
  const data = join(folder.path, "relay");
  mkdirSync(data);
  const relay = spawnRelay({ LIGHTY_PORT: "0", LIGHTY_DATA: data }, "--no-demo");
  const line = [
    "replay",
    clean,
    "--target",
    "device",
    "--room",
    "gym",
    "--as",
    "phone",
    "--rate",
    "max",
    "--data",
    data,
  ];
  try {
    await portOf(relay);
    const { url, token: own } = findRunning(data);
    const at = { host: new URL(url).host, token: own };
    const shy = await seat({ at, allowsReplay: false });
    const refused = await lighty(line);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("does not allow replays")]);
    shy.leave();
    const willing = await seat({ at });
    const { code, stdout, stderr } = await lighty(line);
    willing.leave();
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/the watch gave (\d+) of \1 answers as they were recorded/),
    ]);
    expect(stdout).toMatch(/^entry \d+: applied [0-9a-f]{16}, as recorded$/m);
  } finally {
    await relay.end("SIGTERM");
  }
});
