import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { CaptureReader, CaptureWriter } from "@lighty/protocol/captures";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lighty } from "./lighty.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { arrivalOf, workout } from "./workout.ts";

const frames = workout("captures-4");
let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lighty-captures-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function captureText(given = frames): string {
  const writer = new CaptureWriter();
  const devices = [...new Map(given.map(({ observer }) => [observer.deviceId, observer])).values()];
  let text = writer.header({ devices, clockSamples: [], redaction: "none" });
  for (const frame of given) text += writer.frame(frame.observedAt, JSON.stringify(frame));
  return text + writer.trailer();
}

function read(text: string) {
  const reader = new CaptureReader();
  const found = [...reader.push(text), ...reader.end()];
  return { frames: found.map(({ frame }) => frame), report: reader.report() };
}

describe("with a relay", () => {
  let relay: OpenRelay;
  let data: ReturnType<typeof temporaryFolder>;
  let env: Record<string, string>;

  beforeEach(async () => {
    data = temporaryFolder();
    relay = await openRelay({ controlToken, log: data.path });
    env = { LIGHTY_RELAY: `http://${relay.host}`, LIGHTY_TOKEN: token, LIGHTY_CONTROL_TOKEN: controlToken };
    await relay.log.append({ receivedAt: 5, arrivals: frames.map(arrivalOf), quarantined: [] });
  });
  afterEach(async () => {
    await relay.close();
    data.remove();
  });

  test("what was exported is imported, and exported from there it is the same", async () => {
    const exported = await lighty(["export", "-o", at("a.ndjson.gz"), "--redact", "none", "--json"], { env });
    expect(exported).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(exported.stdout)).toEqual({
      written: at("a.ndjson.gz"),
      as: "capture",
      redaction: "none",
      frames: frames.length,
    });
    expect(read(gunzipSync(readFileSync(at("a.ndjson.gz"))).toString()).frames).toEqual(frames);
    const imported = await lighty(["import", at("a.ndjson.gz"), "--json"], { env });
    expect(imported).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(imported.stdout)).toMatchObject({ name: "a.ndjson.gz", frames: frames.length, missing: [] });
    expect(JSON.parse(imported.stdout).sessions).toHaveLength(1);
    expect(relay.log.head).toBe(frames.length);
  });

  test("a selection, through a pipe, health left out without being told to", async () => {
    const { code, stdout, stderr } = await lighty(["export", "-o", "-", "--device", "watch"], { env });
    expect([code, stderr]).toEqual([0, ""]);
    const { frames: found, report } = read(stdout);
    expect(found.length).toBe(frames.filter(({ observer }) => observer.role === "watch").length);
    expect(report).toMatchObject({ missing: [], header: { redaction: "health" } });
  });

  test("a capture from stdin; one that breaks off only when it is said that it may", async () => {
    const text = captureText();
    const cut = text.slice(0, text.length / 2);
    const { code, stdout } = await lighty(["import", "-"], { env, stdin: text });
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^\S+ {2}\w+ {2}.+ {2}\d+ findings?\n$/)]);
    const refused = await lighty(["import", "-"], { env, stdin: cut });
    expect(refused).toMatchObject({ code: 4, stdout: "" });
    expect(refused.stderr).toContain("--partial");
    const taken = await lighty(["import", "-", "--partial", "--json"], { env, stdin: cut });
    expect(taken.code).toBe(0);
    expect(JSON.parse(taken.stdout).missing.join()).toContain("there is no trailer");
  });

  test("without a relay 3, without control 2, an unknown session 2", async () => {
    const nobody = { ...env, LIGHTY_RELAY: "http://127.0.0.1:1" };
    expect((await lighty(["export", "-o", "-"], { env: nobody })).code).toBe(3);
    const { LIGHTY_CONTROL_TOKEN: _, ...reading } = env;
    expect((await lighty(["import", "-"], { env: reading, stdin: captureText() })).code).toBe(2);
    expect((await lighty(["export", "nobody", "-o", "-"], { env })).code).toBe(2);
  });
});

test("info tells what is in a capture, and what is not", async () => {
  writeFileSync(at("gym.ndjson.gz"), gzipSync(captureText()));
  const whole = await lighty(["info", at("gym.ndjson.gz"), "--json"]);
  expect(whole).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(whole.stdout)).toMatchObject({ isWhole: true, frames: frames.length, duplicates: 0 });
  expect((await lighty(["info", at("gym.ndjson.gz")])).stdout).toContain(`${frames.length} frames`);

  const lines = captureText().split("\n");
  writeFileSync(at("bad.ndjson"), lines.with(4, "oops").slice(0, -3).join("\n"));
  const bad = await lighty(["info", at("bad.ndjson")]);
  expect(bad.code).toBe(4);
  expect(bad.stderr).toContain("line 5: the text that begins");
  expect(bad.stderr).toContain("there is no trailer");
  for (const command of ["info", "verify", "replay", "bisect", "new-test", "redact", "merge"]) {
    const missing = await lighty([command, at("nowhere.ndjson"), ...(command === "merge" ? ["b"] : [])]);
    const said = [missing.code, missing.stderr.split("\n")[0]];
    expect(said, command).toEqual([2, `error: there is no file ${at("nowhere.ndjson")}`]);
  }
});

test("[CAP-1] a newer capture ends every command that reads one with 4 and the next step", async () => {
  const newer = captureText().replace('"formatVersion":1', '"formatVersion":2');
  for (const command of [
    ["info", "-"],
    ["redact", "-"],
    ["export", "-i", "-", "-o", "-"],
  ]) {
    const { code, stdout, stderr } = await lighty(command, { stdin: newer });
    expect([command, code, stdout]).toEqual([command, 4, ""]);
    expect(stderr).toMatch(/is of format 2; this build reads up to 1\n {2}next: update lighty/);
  }
});

test("[CAP-5] redact writes a file that says so, and refuses to make a broken one look whole", async () => {
  const { code, stdout } = await lighty(["redact", "-"], { stdin: captureText() });
  expect(code).toBe(0);
  const { frames: found, report } = read(stdout);
  expect(report).toMatchObject({ missing: [], header: { redaction: "all" } });
  expect(found).toHaveLength(frames.length);
  expect(stdout).not.toMatch(/\\"routineName\\":\\"(?!Routine )/);
  const text = captureText();
  const broken = await lighty(["redact", "-", "-o", at("out.ndjson")], { stdin: text.slice(0, text.length - 200) });
  expect(broken.code).toBe(4);
  expect(() => readFileSync(at("out.ndjson"))).toThrow();
});

test("a capture becomes MCAP and a capture again, every frame the very text it was", async () => {
  const text = captureText();
  expect(
    (await lighty(["export", "-i", "-", "--as", "mcap", "-o", at("a.mcap"), "--redact", "none"], { stdin: text })).code,
  ).toBe(0);
  const back = await lighty(["export", "-i", at("a.mcap"), "-o", "-", "--redact", "none"]);
  expect(back.code).toBe(0);
  expect(back.stdout).toBe(text);
});

test("[CAP-7] merge makes one of two devices' files; diff finds none between it and the whole, and what a lost frame changes", async () => {
  for (const role of ["phone", "watch"])
    writeFileSync(at(`${role}.ndjson`), captureText(frames.filter(({ observer }) => observer.role === role)));
  writeFileSync(at("all.ndjson"), captureText());
  const merged = await lighty(["merge", at("phone.ndjson"), at("watch.ndjson"), "-o", at("both.ndjson.gz"), "--json"]);
  expect(merged).toMatchObject({ code: 0, stderr: "" });
  expect(JSON.parse(merged.stdout)).toMatchObject({ frames: frames.length, duplicates: 0, holes: [] });
  expect(await lighty(["diff", at("all.ndjson"), at("both.ndjson.gz"), "--json"])).toMatchObject({
    code: 0,
    stdout: "",
  });
  const differing = await lighty(["diff", at("all.ndjson"), at("phone.ndjson"), "--json"]);
  expect(differing.code).toBe(1);
  expect(
    differing.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).is),
  ).toContain("missing");
  const between = await lighty(["diff", at("all.ndjson"), "--at", "0", "--and", String(frames.length), "--json"]);
  expect(between.code).toBe(1);
  expect(between.stdout).toContain('"register":"meta"');
  expect((await lighty(["diff", at("all.ndjson"), "--at", "9", "--and", "9"])).code).toBe(0);
  expect((await lighty(["diff", at("all.ndjson")])).code).toBe(2);
  expect((await lighty(["merge", at("all.ndjson"), "-"])).code).toBe(2);
});

test("[CAP-7] two relays' captures, one's clock ahead: merge says how far it was moved, what was there twice and what nobody has", async () => {
  const aheadMs = 90_000;
  const phone = frames.filter(({ observer }) => observer.role === "phone");
  const { deviceId, role } = (phone[0] as (typeof phone)[number]).observer;
  const recorded = (given: typeof phone, offsetMs: number) => {
    const writer = new CaptureWriter();
    const clockSamples = [{ deviceId, at: 1, offsetMs, uncertaintyMs: 4 }];
    let text = writer.header({ devices: [{ deviceId, role }], clockSamples, redaction: "none" });
    for (const frame of given) text += writer.frame(frame.observedAt + offsetMs, JSON.stringify(frame));
    return text + writer.trailer();
  };
  writeFileSync(at("here.ndjson"), recorded(phone.slice(0, 6), 0));
  writeFileSync(at("there.ndjson"), recorded([...phone.slice(3, 6), ...phone.slice(8)], aheadMs));
  const { code, stderr } = await lighty(["merge", at("here.ndjson"), at("there.ndjson"), "-o", at("one.ndjson")]);
  expect(code).toBe(0);
  expect(stderr).toContain(`${at("there.ndjson")}: moved by -90000 ms (± 8 ms), by clock samples`);
  expect(stderr).toContain(`${phone.length - 2} frames, 3 duplicates left out`);
  expect(stderr).toMatch(new RegExp(`missing in all of them: ${deviceId} \\S+ 7 to 8\n`));
  const reader = new CaptureReader();
  const merged = [...reader.push(readFileSync(at("one.ndjson"), "utf8")), ...reader.end()];
  expect(merged.map(({ receivedAt, frame }) => receivedAt - frame.observedAt)).toEqual(merged.map(() => 0));
  expect(reader.report().missing).toEqual([]);
});

test("diff --at --and tells each device's registers between two places, the same either way round, and none beyond the end", async () => {
  writeFileSync(at("all.ndjson"), captureText());
  const between = async (from: number, to: number) => {
    const { code, stdout } = await lighty(["diff", at("all.ndjson"), "--at", `${from}`, "--and", `${to}`]);
    return { code, lines: stdout.split("\n").filter((line) => line !== "") };
  };
  const all = await between(0, frames.length);
  expect(all.code).toBe(1);
  for (const { observer } of frames)
    expect(
      all.lines.some((line) => line.startsWith(`${observer.deviceId} `) && line.includes("meta: nothing -> ")),
    ).toBe(true);
  expect(await between(frames.length, 0)).toEqual(all);
  expect(await between(frames.length, frames.length + 50)).toEqual({ code: 0, lines: [] });
  const late = await between(frames.length - 20, frames.length);
  expect(late.lines.length).toBeLessThan(all.lines.length);
});
