import { execFileSync, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { homedir, platform } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Frame } from "@lighty/protocol";
import { patienceMs } from "@lighty/protocol/testing";
import { expect, test, vi } from "vitest";
import { isSwiftHere } from "../src/replay/swift-door.ts";
import { type OpenRelay, openRelay, temporaryFolder } from "./open-relay.ts";

/* The tee of the watch's simulator, Foundation's WebSocket and all, against a real relay. On a Mac this is the simulator's to show. */

const scripts = fileURLToPath(new URL("../../scripts/", import.meta.url));

async function landed(relay: OpenRelay): Promise<Frame[]> {
  const { entries } = await relay.log.read({ after: 0, limit: 10_000 });
  return entries.map(({ text }) => JSON.parse(text) as Frame).sort((a, b) => a.traceSeq - b.traceSeq);
}

const has = (frames: Frame[], what: string, count = 1) =>
  frames.filter(({ body }) => body.includes(what)).length >= count;

test.skipIf(!isSwiftHere() || platform() === "darwin")(
  "[TEE-4] [TEE-9] [PAIR-2] [PAIR-3] the wrist's tee pairs over HTTP, sends its frames over a WebSocket, and goes on where it was after a cut",
  async () => {
    const built = execFileSync(process.execPath, [join(scripts, "swift.mjs"), "door"], { encoding: "utf8" });
    const home = temporaryFolder();
    const relay = await openRelay();
    const sockets = new Set<Socket>();
    relay.app.server.on("connection", (socket) => sockets.add(socket));
    const code = relay.gateway.pairing.open(8, 60_000).code;
    const door = ["exec", built.trim(), "-relay", `http://${relay.host}`, "-relayCode", code];
    // The pairing is kept in the home of whoever runs it; the Swift that runs it is where it was.
    const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache");
    const child = spawn(join(scripts, "swift.sh"), door, {
      stdio: ["pipe", "ignore", "inherit"],
      env: { ...process.env, HOME: home.path, XDG_CONFIG_HOME: home.path, XDG_CACHE_HOME: cache, TMPDIR: home.path },
    });
    const over = new Promise((resolve) => child.once("close", resolve));
    try {
      await vi.waitFor(async () => expect(has(await landed(relay), "set_toggled_completed")).toBe(true), patienceMs);
      for (const socket of sockets) socket.destroy();
      child.stdin.write("go on\n");
      await vi.waitFor(async () => expect(has(await landed(relay), "session_finished")).toBe(true), patienceMs);
      const frames = await landed(relay);
      expect(frames.map(({ traceSeq }) => traceSeq)).toEqual(frames.map((_, index) => index + 1));
      expect(frames.every(({ observer, redacted }) => observer.deviceId === "watch0001" && redacted === true)).toBe(
        true,
      );
    } finally {
      child.kill();
      await over;
      await relay.app.close();
      home.remove();
    }
  },
  900_000,
);
