import { readdirSync } from "node:fs";
import { join } from "node:path";
import { SessionSummary } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bytesOf, CaptureStream } from "../src/captures/capture-file.ts";
import { checkNode } from "../src/cli/checkup.ts";
import { type CommandName, loadCommand } from "../src/cli/commands.ts";
import { announce } from "../src/cli/running.ts";
import { arrivalsOf, buildArrival, buildBatch } from "./build.ts";
import { lighty, spawnLighty } from "./lighty.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";
import type { Spawned } from "./process.ts";
import { storyArrivals } from "./story.ts";

const story = storyArrivals("both-edit-the-same-set");
const folder = temporaryFolder();
let relay: OpenRelay;
let withdraw: () => void;
const spawned: Spawned[] = [];

async function begin(more: Parameters<typeof openRelay>[0] = {}): Promise<void> {
  relay = await openRelay({ controlToken, ...more });
  withdraw = announce(folder.path, { url: `http://${relay.host}`, token, controlToken });
}

beforeEach(async () => {
  await begin();
  await relay.log.append(buildBatch(...story));
});
afterEach(async () => {
  for (const each of spawned.splice(0)) await each.end();
  withdraw();
  await relay.close();
  folder.remove();
});

const here = ["--data", folder.path];
const run = (...args: string[]) => lighty([...args, ...here]);

/** What a command printed with --json, held to the schema of its description. */
async function json(...args: string[]): Promise<unknown[]> {
  const { code, stdout, stderr } = await run(...args, "--json");
  expect([code, stderr]).toEqual([0, ""]);
  const schema = (await loadCommand(args[0] as CommandName)).json?.schema;
  if (schema === undefined) throw new Error(`${args[0]} has no --json`);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => schema.parse(JSON.parse(line)));
}

test("sessions lists what the relay knows, for people and for programs", async () => {
  const [session] = (await json("sessions")) as SessionSummary[];
  expect(session).toMatchObject({ status: "finished", findings: [] });
  const { stdout } = await run("sessions");
  expect(stdout).toMatch(/^session +status +routine +last heard +entries +findings\n/);
  expect(stdout).toContain(session?.sessionId);
});

test("tail prints the latest, oldest first, through a filter, and goes on after a cursor with no gap and no repeat", async () => {
  type Line = { kind: "entry"; entry: number; cursor?: string };
  const all = (await json("tail", "-n", "100000")) as Line[];
  expect(all.map(({ entry }) => entry)).toEqual(story.map((_, index) => index + 1));
  const last = (await json("tail", "-n", "3")) as Line[];
  expect(last.map(({ entry }) => entry)).toEqual(all.slice(-3).map(({ entry }) => entry));
  const superseded = (await json("tail", "verdict:superseded", "or", "verdict:partly_applied")) as Line[];
  expect(superseded.length).toBeGreaterThan(0);
  expect(superseded.length).toBeLessThan(10);

  await relay.log.append(buildBatch(...arrivalsOf([1, 2, 3])));
  const next = (await json("tail", "--after", last.at(-1)?.cursor as string)) as Line[];
  expect(next.map(({ entry }) => entry)).toEqual([1, 2, 3].map((n) => story.length + n));
  const { stdout } = await run("tail", "-n", "1");
  expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} +#\d+ +phone +local +peer is in reach\n$/);
});

test("[TEE-13] what is missing is said: frames that never came, and entries the log has let go of", async () => {
  const riding = (traceSeq: number) => buildArrival({ traceSeq, direction: "received", transport: "message" });
  // 4 and 7 rode beside acknowledgements, ahead of those before them: 2 and 3 come later, 6 never does.
  const arrivals = [...arrivalsOf([1]), riding(4), ...arrivalsOf([2, 3, 5]), riding(7), ...arrivalsOf([8])];
  await relay.log.append(buildBatch(...arrivals, buildArrival({ traceSeq: 13, droppedBefore: 4 })));
  const { stdout } = await run("tail", "-n", "8");
  const lost = story.length + arrivals.length;
  expect(stdout).toContain(
    `--- 1 frame of the phone never came before #${lost}: lost on the way, or set aside by the relay ---`,
  );
  expect(stdout).toContain("4 frames dropped before");
  expect(stdout.match(/never came/g)).toHaveLength(1);
});

test("a wrong filter is refused before anyone is asked, with its place; a wrong cursor by the relay", async () => {
  const { code, stdout, stderr } = await run("tail", "verdict:lost");
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/at character 9: a verdict \(.*\) is expected, not "lost"\n {4}verdict:lost\n {12}\^/);
  const cursor = await run("tail", "--after", "another-log");
  expect(cursor).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("next: leave --after out") });
});

test("tail --follow outlives the relay: it goes on by cursor at the address that the next one has; Ctrl-C ends it with 130", async () => {
  withdraw();
  await relay.close();
  const data = temporaryFolder();
  await begin({ log: data.path });
  await relay.log.append(buildBatch(...arrivalsOf([1, 2])));
  const tail = spawnLighty(["tail", "-f", ...here]);
  spawned.push(tail);
  await tail.prints(/#2 /);
  await relay.log.append(buildBatch(...arrivalsOf([3])));
  await tail.prints(/#3 /);
  withdraw();
  await relay.close();
  await tail.prints(/The relay is away/);
  await begin({ log: data.path });
  await relay.log.append(buildBatch(...arrivalsOf([4, 5])));
  await tail.prints(/#5 /);
  expect(await tail.end("SIGINT")).toBe(130);
  expect([...tail.output.matchAll(/ #(\d+) /g)].map(([, entry]) => entry)).toEqual(["1", "2", "3", "4", "5"]);
  expect(tail.output).toMatch(/To go on from here: lighty tail -f --after \S+\n$/);
  // Whatever the relay still reads there it has read when it is closed.
  withdraw();
  await relay.close();
  data.remove();
  await begin();
});

test("show tells a session, and of an entry why it was judged as it was, with its path", async () => {
  const [{ session, entries }] = (await json("show", "-n", "2")) as [{ session: SessionSummary; entries: unknown[] }];
  expect(SessionSummary.parse(session).sessionId).toBe(((await json("sessions")) as SessionSummary[])[0]?.sessionId);
  expect(entries).toHaveLength(2);
  const text = (await run("show", session.sessionId)).stdout;
  expect(text).toMatch(/devices +hold the same/);
  expect(text).toMatch(/findings +none/);

  const [lost] = (await json("tail", "-n", "1", "verdict:superseded")) as { entry: number }[];
  const [shown] = (await json("show", "--entry", String(lost?.entry))) as { sentences: string[]; paths: unknown[] }[];
  expect(shown?.sentences.join()).toMatch(
    /changed nothing: the \w+ of set \d of .* already held what .* wrote at .*wins\./,
  );
  expect(shown?.paths).toHaveLength(1);
  expect((await run("show", "--entry", String(lost?.entry))).stdout).toContain("The path of ");

  expect(await run("show", "nosuch")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no session "nosuch"'),
  });
  expect(await run("show", "--entry", "9999")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("no entry 9999"),
  });
});

test("devices lists who was heard and who is paired; a revoked one is a stranger again", async () => {
  await pairDevice(relay, { deviceId: "phone0009" });
  type Device = { deviceId: string; pairing: string };
  const pairingOf = async () =>
    ((await json("devices")) as Device[]).find(({ deviceId }) => deviceId === "phone0009")?.pairing;
  expect(await pairingOf()).toBe("paired");
  expect((await json("devices")).length).toBe(3);
  expect(await run("devices", "revoke", "phone0009")).toMatchObject({ code: 0 });
  expect(await pairingOf()).toBe("revoked");
  expect(await run("devices", "revoke", "phone0009")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("is paired"),
  });
});

test("pair shows a code that pairs one device", async () => {
  const [{ code, link }] = (await json("pair")) as [{ code: string; link: string }];
  expect(link).toContain(code);
  expect(await pairDevice(relay, { deviceId: "watch0009", role: "watch", code })).toMatchObject({
    deviceId: "watch0009",
  });
  const { stdout, stderr } = await run("pair");
  expect(stdout).toMatch(/[▀▄█]{20}/);
  expect(stdout).toMatch(/[0-9A-Z]{4}-[0-9A-Z]{4} {3}pairs one device/);
  expect(stderr).toContain("listens on this machine alone");
});

test("demo trains a phone and a watch beside whatever else runs, until Ctrl-C, which is its ordinary end", async () => {
  const before = relay.log.head;
  const landed = new Promise<void>((resolve) => {
    const end = relay.log.tail(() => {
      if (relay.log.head < before + 20) return;
      end();
      resolve();
    });
  });
  const demo = spawnLighty(["demo", "--rate", "100", ...here]);
  spawned.push(demo);
  await landed;
  expect(await demo.end("SIGINT")).toBe(0);
  expect(demo.output).toMatch(/^A phone and a watch train at 100x/);
});

test("purge empties the log when it is told to, and asks nobody who is not there", async () => {
  const asked = await run("purge");
  expect(asked).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("next: lighty purge --yes") });
  expect((await json("tail", "-n", "1")).length).toBe(1);
  expect(await json("purge", "--yes")).toEqual([{ purged: true }]);
  expect(await run("tail")).toMatchObject({ code: 0, stdout: "" });
});

test("record writes what lands from now on, redacted, and Ctrl-C, its ordinary end, leaves the capture whole", async () => {
  const file = join(folder.path, "gym.ndjson.gz");
  const recording = spawnLighty(["record", file, ...here]);
  spawned.push(recording);
  await recording.prints(/Recording; Ctrl-C ends it/);
  // Heard before, and not recorded.
  expect(((await json("devices")) as unknown[]).length).toBeGreaterThan(1);
  await relay.log.append(buildBatch(...arrivalsOf([1, 2, 3])));
  const seen = (await json("tail", "-n", "3")) as { receivedAt: number }[];
  expect(seen).toHaveLength(3);
  expect(await recording.end("SIGINT")).toBe(0);
  expect(recording.output).toContain("3 frames recorded into");
  const capture = await CaptureStream.open(bytesOf(file));
  const frames: unknown[] = [];
  for await (const batch of capture.frames()) frames.push(...batch);
  expect(frames).toHaveLength(3);
  expect(capture.header).toMatchObject({ redaction: "health", devices: [{ deviceId: "phone0001", role: "phone" }] });
  expect(capture.report().missing).toEqual([]);
  expect(readdirSync(folder.path)).not.toContain("gym.ndjson.gz.recording");
});

test("record ends by itself after the time it was given, also with nothing to tell", async () => {
  const { code, stdout, stderr } = await run("record", "-", "--for", "200ms");
  expect([code, stdout.trimEnd().split("\n").length]).toEqual([0, 2]);
  expect(stderr).toContain("0 frames recorded");
});

test("doctor looks at everything, and says of what is not well what would mend it", async () => {
  const checks = (await json("doctor")) as { check: string; status: string; fix?: string }[];
  const kinds = ["node", "data", "disk", "relay", "chromium", "swift", "lan"];
  expect(checks.map(({ check }) => check)).toEqual(kinds);
  for (const { status, fix } of checks) expect(fix === undefined).toBe(status === "ok");
  expect(checks.find(({ check }) => check === "relay")?.status).toBe("ok");
  expect(checkNode("20.1.0")).toMatchObject({ status: "fault", fix: expect.stringContaining("npm start") });
  expect(checkNode("22.18.0").status).toBe("ok");
  expect((await lighty(["doctor", "--data", "/proc/nobody"])).code).toBe(1);
});
