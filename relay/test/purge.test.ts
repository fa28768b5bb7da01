import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { MemoryLog } from "../src/log/memory-log.ts";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, temporaryFolder, token } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";

const folder = temporaryFolder();
let relay: OpenRelay;
afterEach(async () => {
  await relay.close();
  folder.remove();
});

const ask = async (method: "GET" | "POST", url: string, secret = controlToken) =>
  fetch(`http://${relay.host}${url}`, {
    method,
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    ...(method === "POST" ? { body: "{}" } : {}),
  });
const read = async (url: string) => (await ask("GET", url)).json() as Promise<Record<string, unknown[]>>;
const secret = "a-heart-rate-that-nobody-should-find";
const frame = (traceSeq: number, sessionId = "s1") =>
  buildFrame({
    traceSeq,
    body: `{"kind":"note","note":"notice","notice":"x","sessionId":"${sessionId}","sentence":"${secret}"}`,
  });

for (const [name, log] of [
  ["a log in a folder", () => folder.path],
  ["any log", () => new MemoryLog("memorylog000")],
] as const) {
  test(`${name} is emptied: nothing can be read, dashboards hear that their sessions are gone, devices go on`, async () => {
    relay = await openRelay({ controlToken, log: log() });
    await pairDevice(relay, { deviceId: "watch0009", role: "watch" });
    const tee = await welcomedTee(relay.host);
    const [list, page] = await Promise.all([
      liveLine(relay.host, "?entries=none").opened(),
      liveLine(relay.host, "?session=s1").opened(),
    ]);
    await list.next("live");
    await page.next("live");
    tee.say(framesMessage(frame(1), frame(2), frame(3, "s2")));
    await tee.next("ack");
    await page.next("entries");
    expect((await read("/api/v1/sessions")).sessions).toHaveLength(2);

    expect((await ask("POST", "/api/v1/purge", token)).status).toBe(403);
    expect((await read("/api/v1/sessions")).sessions).toHaveLength(2);
    expect((await ask("POST", "/api/v1/purge")).status).toBe(204);

    const goneFrom = async (line: typeof list) => {
      for (;;) {
        const { gone } = await line.next("summary");
        if (gone.length > 0) return [...gone].sort();
      }
    };
    expect([await goneFrom(list), await goneFrom(page)]).toEqual([["s1", "s2"], ["s1"]]);
    expect((await read("/api/v1/sessions")).sessions).toEqual([]);
    expect((await read("/api/v1/entries")).entries).toEqual([]);
    expect((await ask("GET", "/api/v1/sessions/s1")).status).toBe(404);
    expect((await read("/api/v1/devices")).paired).toHaveLength(1);

    // What was held stays held: sent again it does not come back. What is new lands, and numbers go on.
    tee.say(framesMessage(frame(3, "s2"), frame(4)));
    expect((await tee.next("ack")).acked[0]?.traceSeq).toBe(4);
    expect((await page.next("entries")).entries.map(({ entry }) => entry)).toEqual([4]);
    expect((await read("/api/v1/sessions")).sessions).toMatchObject([{ sessionId: "s1", entries: 1, firstEntry: 4 }]);
    await Promise.all([tee.close(), list.close(), page.close()]);
  });
}

test("nothing of what was purged is left in any file, while other threads hold the log open", async () => {
  relay = await openRelay({ controlToken, log: folder.path });
  const tee = await welcomedTee(relay.host, hello);
  tee.say(framesMessage(frame(1), frame(2)));
  await tee.next("ack");
  await read("/api/v1/sessions");
  await tee.close();
  expect((await ask("POST", "/api/v1/purge")).status).toBe(204);
  for (const file of readdirSync(folder.path, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const path = join(file.parentPath, file.name);
    expect(readFileSync(path).includes(secret), path).toBe(false);
  }
});
