import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import type { Worker } from "node:worker_threads";
import { gunzipSync, gzipSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { checkShape, type Frame, type StreamMessage } from "@lighty/protocol";
import { type CapturedFrame, CaptureReader, type CaptureReport } from "@lighty/protocol/captures";
import { patienceMs } from "@lighty/protocol/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Imported } from "../src/captures/imported.ts";
import { mostOpen } from "../src/captures/open-worlds.ts";
import { captureContent } from "../src/http/captures.ts";
import { buildArrival, buildBatch, buildFrame } from "./build.ts";
import { Line, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken } from "./pair.ts";
import { arrivalOf, workout } from "./workout.ts";

const recordedAt = 1_700_000_000_000;
const frames = workout("captures-4");
let relay: OpenRelay;
let folder: ReturnType<typeof temporaryFolder>;

async function open(): Promise<void> {
  relay = await openRelay({ controlToken, log: folder.path });
}

beforeEach(async () => {
  folder = temporaryFolder();
  await open();
});
afterEach(async () => {
  await relay.close();
  folder.remove();
});

async function record(given: readonly Frame[] = frames): Promise<void> {
  for (let i = 0; i < given.length; i += 7) {
    const arrivals = given.slice(i, i + 7).map(arrivalOf);
    await relay.log.append({ receivedAt: recordedAt + i, arrivals, quarantined: [] });
  }
}

const ask = (path: string, more: RequestInit & { bearer?: string } = {}) =>
  fetch(`http://${relay.host}${path}`, {
    ...more,
    headers: { authorization: `Bearer ${more.bearer ?? token}`, ...more.headers },
  });
// biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
const json = async (path: string) => (await (await ask(path)).json()) as any;

function read(text: string): { frames: CapturedFrame[]; report: CaptureReport } {
  const reader = new CaptureReader();
  const found = [...reader.push(text), ...reader.end()];
  return { frames: found, report: reader.report() };
}

async function capture(path: string): Promise<string> {
  const answer = await ask(path);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer()).toString();
}

const bring = (body: string | Uint8Array<ArrayBuffer>, query = "", bearer = controlToken) =>
  ask(`/api/v1/import${query}`, { method: "POST", body, bearer, headers: { "content-type": captureContent } });

async function imported(body: string | Uint8Array<ArrayBuffer>, query = ""): Promise<Imported> {
  const answer = await bring(body, query);
  const value = await answer.json();
  expect([answer.status, value]).toEqual([200, expect.anything()]);
  const checked = checkShape(Imported, value);
  if (!checked.ok) throw new Error(checked.rejection.sentence);
  return checked.value;
}

/** An import once its sessions were read. */
async function whenRead(importId: string): Promise<Imported> {
  for (;;) {
    const { imports } = (await json("/api/v1/imports")) as { imports: Imported[] };
    const found = imports.find((each) => each.importId === importId) as Imported;
    if (found.sessions !== null) return found;
    // Answers as soon as they were, or says that it is not ready.
    await (await ask(`/api/v1/imports/${importId}/sessions`)).text();
  }
}

const onlySession = async () => (await json("/api/v1/sessions")).sessions[0].sessionId as string;

describe("export", () => {
  /** A frame without what a selection says of it. [CAP-8] */
  const whole = ({ leftOutBefore: _, ...frame }: Frame): Frame => frame;

  test("[CAP-1] a session is streamed as it was recorded: every frame, its very text, and when it was received", async () => {
    await record();
    const sessionId = await onlySession();
    const page = await json(`/api/v1/sessions/${sessionId}/entries?limit=1000`);
    const { frames: found, report } = read(
      await capture(`/api/v1/sessions/${sessionId}/capture?redact=none&as=ndjson`),
    );
    expect(report).toMatchObject({ missing: [], faultCount: 0 });
    expect(found).toHaveLength((await json(`/api/v1/sessions/${sessionId}`)).entries);
    expect(found.slice(0, 1_000).map(({ receivedAt, frame }) => ({ receivedAt, frame: whole(frame) }))).toEqual(
      page.entries.map(({ receivedAt, frame }: CapturedFrame) => ({ receivedAt, frame })),
    );
    expect(report.header).toMatchObject({ relayId: relay.log.id, redaction: "none", counts: { frames: found.length } });
    expect(report.header?.devices).toHaveLength(2);
  });

  test("[CAP-2] the header carries the builds that the devices told, of a session those of its own devices", async () => {
    const [first] = frames as [Frame];
    const { deviceId, role } = first.observer;
    const stranger = { deviceId: "stranger", role: "watch" } as const;
    await record([...frames, buildFrame({ observer: stranger })]);
    const lines = [
      await welcomedTee(relay.host, { deviceId, role, build: "1.4 (207)" }),
      await welcomedTee(relay.host, { ...stranger, build: "0.9" }),
    ];
    const builds = async (path: string) => {
      const { header } = read(await capture(path)).report;
      return Object.fromEntries(header?.devices.map((each) => [each.deviceId, each.build]) ?? []);
    };
    const other = frames.find(({ observer }) => observer.deviceId !== deviceId)?.observer.deviceId as string;
    const own = { [deviceId]: "1.4 (207)", [other]: undefined };
    expect(await builds(`/api/v1/sessions/${await onlySession()}/capture?as=ndjson`)).toEqual(own);
    expect(await builds("/api/v1/capture?as=ndjson")).toEqual({ ...own, stranger: "0.9" });
    const { importId } = await imported(await capture("/api/v1/capture?as=ndjson"));
    expect(await builds(`/api/v1/imports/${importId}/capture?as=ndjson`)).toEqual({ ...own, stranger: "0.9" });
    for (const line of lines) await line.close();
  });

  test("by device, by time and through a filter", async () => {
    await record();
    const of = async (query: string) =>
      read(await capture(`/api/v1/capture?as=ndjson&redact=none&${query}`)).frames.map(({ frame }) => whole(frame));
    const [first, last] = [frames[10] as Frame, frames[40] as Frame];
    expect(await of("device=watch")).toEqual(frames.filter(({ observer }) => observer.role === "watch"));
    expect(await of(`from=${first.observedAt}&to=${last.observedAt}`)).toEqual(
      frames.filter(({ observedAt }) => observedAt >= first.observedAt && observedAt <= last.observedAt),
    );
    const dropped = await of("filter=verdict:duplicate");
    expect(dropped.every(({ verdicts }) => verdicts?.some(({ verdict }) => verdict === "duplicate"))).toBe(true);
    expect(await of("device=phone&filter=direction:local")).toEqual(
      frames.filter(({ observer, direction }) => observer.role === "phone" && direction === "local"),
    );
  });

  test("it is gzip unless it is said otherwise, and health values are left out unless they are asked for", async () => {
    await record();
    const bytes = Buffer.from(await (await ask("/api/v1/capture")).arrayBuffer());
    const { report, frames: found } = read(gunzipSync(bytes).toString());
    expect(report.header?.redaction).toBe("health");
    const kcal = (given: readonly Frame[]) =>
      given.flatMap(({ body }) => [...body.matchAll(/"(?:activeEnergyKcal|heartRateBpm)":(\d+)/g)].map(([, n]) => n));
    expect(kcal(frames).some((value) => value !== "0")).toBe(true);
    expect(kcal(found.map(({ frame }) => frame)).every((value) => value === "0")).toBe(true);
    const zstd = Buffer.from(await (await ask("/api/v1/capture?as=ndjson.zst")).arrayBuffer());
    expect(read(zstdDecompressSync(zstd).toString()).report.missing).toEqual([]);
  });

  test("what cannot be understood is named", async () => {
    for (const [query, word] of [
      ["redact=some", "redact"],
      ["as=zip", "as"],
      ["from=yesterday", "from"],
      ["filter=verdict:wrong", "filter"],
    ]) {
      const answer = await ask(`/api/v1/capture?${query}`);
      expect([answer.status, ((await answer.json()) as { error: { sentence: string } }).error.sentence]).toEqual([
        400,
        expect.stringContaining(word as string),
      ]);
    }
    expect((await ask("/api/v1/sessions/nobody/capture")).status).toBe(404);
  });
});

describe("import", () => {
  test("[CAP-6] shows the session just as it was recorded, in a world of its own, and the live one is untouched", async () => {
    await record();
    const sessionId = await onlySession();
    const text = await capture("/api/v1/capture?redact=none&as=ndjson");
    const before = {
      head: relay.log.head,
      sessions: await json("/api/v1/sessions"),
      devices: await json("/api/v1/devices"),
    };
    const { importId, ...rest } = await imported(gzipSync(text), "?name=gym.ndjson.gz");
    expect(rest).toMatchObject({
      name: "gym.ndjson.gz",
      frames: frames.length,
      duplicates: 0,
      redaction: "none",
      missing: [],
      sessions: null,
    });
    expect({
      head: relay.log.head,
      sessions: await json("/api/v1/sessions"),
      devices: await json("/api/v1/devices"),
    }).toEqual(before);

    const world = `/api/v1/imports/${importId}`;
    for (const path of [
      `/sessions/${sessionId}`,
      `/sessions/${sessionId}/findings`,
      `/sessions/${sessionId}/delivery`,
      `/sessions/${sessionId}/divergence`,
    ])
      expect(await json(`${world}${path}`), path).toEqual(await json(`/api/v1${path}`));
    const there = await json(`${world}/sessions/${sessionId}/entries?limit=1000`);
    const here = await json(`/api/v1/sessions/${sessionId}/entries?limit=1000`);
    expect(there.entries).toEqual(here.entries);
    expect((await json(`${world}/sessions/${sessionId}/state`)).devices).toEqual(
      (await json(`/api/v1/sessions/${sessionId}/state`)).devices,
    );
    const { sessions } = await json(`${world}/sessions`);
    expect(sessions).toHaveLength(1);
    expect(await whenRead(importId)).toEqual({ importId, ...rest, sessions });
    const again = read(await capture(`${world}/capture?redact=none&as=ndjson`));
    expect(again.frames).toEqual(read(text).frames);
  });

  test("[CAP-6] [STR-2] a reader follows it over a live socket: the backlog, then live", async () => {
    await record();
    const { importId } = await imported(await capture("/api/v1/capture?redact=none&as=ndjson"));
    const line = await new Line<StreamMessage>(`ws://${relay.host}/api/v1/imports/${importId}/live`).opened();
    await line.next("live");
    const entries = line.heard.reduce((sum, each) => sum + (each.type === "entries" ? each.entries.length : 0), 0);
    expect(entries).toBe(frames.length);
    await line.close();
  });

  test("[CAP-6] twice is two worlds; both are there after a restart, until one is removed", async () => {
    await record();
    const text = await capture("/api/v1/capture?redact=none&as=ndjson");
    const first = await imported(text);
    const second = await imported(zstdCompressSync(text));
    expect(second.importId).not.toBe(first.importId);
    await relay.close();
    await open();
    const { imports } = await json("/api/v1/imports");
    expect(imports.map(({ importId }: Imported) => importId).sort()).toEqual([first.importId, second.importId].sort());
    expect((await json(`/api/v1/imports/${first.importId}/entries?limit=5`)).entries).toHaveLength(5);
    const removal = (bearer: string) =>
      ask(`/api/v1/imports/${first.importId}/remove`, {
        method: "POST",
        body: "{}",
        bearer,
        headers: { "content-type": "application/json" },
      });
    expect((await removal(token)).status).toBe(403);
    expect((await removal(controlToken)).status).toBe(204);
    expect((await removal(controlToken)).status).toBe(404);
    expect((await ask(`/api/v1/imports/${first.importId}/sessions`)).status).toBe(404);
    expect((await json("/api/v1/imports")).imports).toHaveLength(1);
  });

  test("[CAP-6] one whose sessions were not read before the relay stopped is read at the next start, and then never again", async () => {
    await record();
    const { importId } = await imported(await capture("/api/v1/capture?redact=none&as=ndjson"));
    const read = await whenRead(importId);
    await relay.close();
    const manifest = join(folder.path, "imports", importId, "import.json");
    expect(JSON.parse(readFileSync(manifest, "utf8"))).toEqual(read);
    writeFileSync(manifest, JSON.stringify({ ...read, sessions: null }));
    await open();
    expect(await whenRead(importId)).toEqual(read);
    await relay.close();
    await open();
    expect((await json("/api/v1/imports")).imports).toEqual([read]);
  });

  test("[CAP-6] one whose manifest a newer relay wrote is left as it is, and is there again once it can be read", async () => {
    await record();
    const { importId } = await imported(await capture("/api/v1/capture?redact=none&as=ndjson"));
    const read = await whenRead(importId);
    await relay.close();
    const manifest = join(folder.path, "imports", importId, "import.json");
    writeFileSync(manifest, JSON.stringify({ ...read, redaction: "places" }));
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));
    await open();
    expect((await warned).message).toContain(`imports/${importId} is left as it is`);
    expect((await json("/api/v1/imports")).imports).toEqual([]);
    await relay.close();
    writeFileSync(manifest, JSON.stringify(read));
    await open();
    expect((await json("/api/v1/imports")).imports).toEqual([read]);
    expect((await json(`/api/v1/imports/${importId}/entries?limit=5`)).entries).toHaveLength(5);
  });

  test("[CAP-6] of many that are looked into only the latest few hold a thread; the others are there again when they are asked for", async () => {
    const threads = new Set<Worker>();
    const note = (worker: Worker) => {
      if (worker.threadName !== "projections") return;
      threads.add(worker);
      worker.once("exit", () => threads.delete(worker));
    };
    await record(frames.slice(0, 40));
    const text = await capture("/api/v1/capture?redact=none&as=ndjson");
    process.on("worker", note);
    const ids: string[] = [];
    for (let n = 0; n < mostOpen + 2; n++) ids.push((await imported(text)).importId);
    for (const importId of ids) await whenRead(importId);
    for (const importId of [...ids, ...ids]) {
      for (;;) {
        const answer = await ask(`/api/v1/imports/${importId}/sessions`);
        const { sessions } = (await answer.json()) as { sessions?: unknown[] };
        if (answer.status === 503) continue;
        expect([answer.status, sessions?.length]).toEqual([200, 1]);
        break;
      }
      // One more is on its way out.
      expect(threads.size).toBeLessThanOrEqual(mostOpen + 1);
    }
    process.off("worker", note);
  });

  test("needs control", async () => {
    const answer = await bring("{}", "", token);
    expect(answer.status).toBe(403);
  });

  test("[CAP-6] what is not whole is refused whole, with the lines at fault; one that only breaks off may be taken as it is", async () => {
    await record();
    const text = await capture("/api/v1/capture?redact=none&as=ndjson");
    const refusal = async (body: string | Uint8Array<ArrayBuffer>, query = "") => {
      const answer = await bring(body, query);
      // biome-ignore lint/suspicious/noExplicitAny: each test says what it expects
      return { status: answer.status, ...((await answer.json()) as any).error };
    };
    const lines = text.split("\n");
    const broken = lines.with(3, (lines[3] as string).replace('"traceSeq"', '"traceseq"')).join("\n");
    expect(await refusal(broken)).toMatchObject({
      status: 400,
      code: "capture_invalid",
      lines: [{ line: 4 }],
      isCut: false,
    });
    expect(await refusal(broken, "?cut=accept")).toMatchObject({ status: 400 });
    const missing = lines.toSpliced(5, 1).join("\n");
    expect((await refusal(missing)).sentence).toContain("the trailer counts");
    const cut = text.slice(0, text.length / 2);
    expect(await refusal(cut)).toMatchObject({ status: 400, code: "capture_invalid", isCut: true });
    expect(await refusal(text.replace('"formatVersion":1', '"formatVersion":7'))).toMatchObject({
      code: "capture_newer",
    });
    expect(await refusal("hello")).toMatchObject({ code: "capture_invalid" });
    expect(await refusal(gzipSync(Buffer.alloc(30_000_000, " ")))).toMatchObject({ status: expect.any(Number) });
    expect((await json("/api/v1/imports")).imports).toEqual([]);
    expect(existsSync(join(folder.path, "imports")) ? readdirSync(join(folder.path, "imports")) : []).toEqual([]);

    const taken = await imported(cut, "?cut=accept");
    expect(taken.frames).toBeLessThan(frames.length);
    expect(taken.missing.join()).toContain("there is no trailer");
  });

  test("[CAP-6] what an import of a process that died left behind is gone at the next start", async () => {
    await record();
    await imported(await capture("/api/v1/capture?redact=none&as=ndjson"));
    await relay.close();
    mkdirSync(join(folder.path, "imports", ".halfway"));
    await open();
    expect(readdirSync(join(folder.path, "imports"))).toHaveLength(1);
  });
});

describe("who goes away, or takes and sends no further", () => {
  const headers = { authorization: `Bearer ${controlToken}` };
  const folders = () => readdirSync(join(folder.path, "imports"));
  /** More than all buffers on the way take. */
  const fillLog = async () => {
    for (let traceSeq = 1; traceSeq <= 200; traceSeq++)
      await relay.log.append(buildBatch(buildArrival({ traceSeq, body: "x".repeat(120_000) })));
  };
  /** A download of which no more is taken than its beginning. */
  const beginDownload = async () => {
    const path = "/api/v1/capture?as=ndjson";
    const asked = request({ host: "127.0.0.1", port: relay.port, path, headers }).on("error", () => {});
    asked.end();
    const [answer] = (await once(asked, "response")) as [IncomingMessage];
    answer.on("error", () => {});
    await once(answer, "readable");
    return asked;
  };
  /** An upload of which no more comes than its first half. */
  const beginUpload = async () => {
    await record();
    const text = await capture("/api/v1/capture?redact=none&as=ndjson");
    const more = { "content-type": captureContent, "content-length": Buffer.byteLength(text) };
    const asked = request({
      ...{ host: "127.0.0.1", port: relay.port, path: "/api/v1/import", method: "POST" },
      headers: { ...headers, ...more },
    }).on("error", () => {});
    asked.write(text.slice(0, text.length / 2));
    await vi.waitFor(() => expect(folders()).toHaveLength(1), patience);
    return { asked, text };
  };
  const patience = { timeout: patienceMs, interval: 20 };

  test("[CAP-6] in the middle of an upload: nothing is left of it, and the next capture is taken", async () => {
    const { asked, text } = await beginUpload();
    expect((await bring(text)).status).toBe(400);
    asked.destroy();
    await vi.waitFor(() => expect(folders()).toEqual([]), patience);
    expect((await bring(text)).status).toBe(200);
  });

  test("in the middle of a download: the log is read no further", async () => {
    await fillLog();
    const read = vi.spyOn(relay.log, "read");
    const asked = await beginDownload();
    asked.destroy();
    await vi.waitFor(
      async () => expect(await new Promise((resolve) => relay.app.server.getConnections((_, n) => resolve(n)))).toBe(0),
      patience,
    );
    const pages = read.mock.calls.length;
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(read.mock.calls.length).toBe(pages);
    expect(pages).toBeLessThan(200);
  });

  test("a relay that is told to stop closes in order all the same", async () => {
    await fillLog();
    await beginUpload();
    await beginDownload();
    await relay.close();
    expect(folders()).toEqual([]);
    expect(readdirSync(folder.path).filter((name) => name.startsWith("log."))).toEqual(["log.sqlite"]);
    await open();
  });
});
