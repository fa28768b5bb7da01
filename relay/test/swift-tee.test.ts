import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Frame } from "@lighty/protocol";
import type { PairAnswer } from "@lighty/protocol/pairing";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { isSwiftHere } from "../src/replay/swift-door.ts";
import { type OpenRelay, openRelay } from "./open-relay.ts";
import { challenge } from "./pair.ts";
import { workout } from "./workout.ts";

/*
 * The tee of the watch's simulator against a real relay, its socket cut at will: the machine in Swift decides, in the headless program, and this
 * test is its socket and its timer. wrist-door.test.ts has Foundation's own socket.
 */

const root = fileURLToPath(new URL("../..", import.meta.url));
const observer = { deviceId: "watch0001", role: "watch" } as const;

type Action =
  | { type: "connect" }
  | { type: "send"; message: object }
  | { type: "close"; reason: string }
  | { type: "acked" };
interface After {
  actions?: Action[];
  held?: Frame | null;
  state: string;
  deadline: number | null;
  counts: { recorded: number; landed: number; dropped: number; held: number };
  isFlushWanted: boolean;
}

class SwiftTee {
  readonly held: Frame[] = [];
  counts: After["counts"] = { recorded: 0, landed: 0, dropped: 0, held: 0 };
  connections = 0;
  socket: WebSocket | null = null;
  token = "";
  readonly #relay: OpenRelay;
  readonly #child: ChildProcess;
  readonly #answers: ((line: string) => void)[] = [];
  readonly #watchers = new Set<() => void>();
  #timer: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #connecting: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(relay: OpenRelay) {
    this.#relay = relay;
    const built = execFileSync(process.execPath, [join(root, "scripts/swift.mjs"), "headless", "debug"], {
      encoding: "utf8",
    });
    const binary = built.trim().split("\n").at(-1) as string;
    this.#child = spawn(join(root, "scripts/swift.sh"), ["exec", binary], { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#child.stdout as NodeJS.ReadableStream }).on("line", (line) =>
      this.#answers.shift()?.(line),
    );
  }

  async ask<T>(request: object): Promise<T> {
    const line = await new Promise<string>((resolve) => {
      this.#answers.push(resolve);
      this.#child.stdin?.write(`${JSON.stringify({ tee: request })}\n`);
    });
    const answer = JSON.parse(line) as T & { error?: string };
    expect(answer.error).toBeUndefined();
    return answer;
  }

  async pair(code: string): Promise<void> {
    const { relayId, nonce } = await challenge(this.#relay);
    const deviceNonce = randomBytes(16).toString("base64url");
    const made = await this.ask<{ request: string; relayProof: string; token: string }>({
      pair: { code, relayId, nonce, deviceNonce, name: "Watch simulator" },
    });
    const answer = await fetch(`http://${this.#relay.host}/v1/pair`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: made.request,
    });
    expect(answer.status).toBe(200);
    expect(((await answer.json()) as PairAnswer).proof).toBe(made.relayProof);
    this.token = made.token;
  }

  async record({ observer: _, bootId: __, traceSeq: ___, ...frame }: Frame): Promise<void> {
    const { held, isFlushWanted } = await this.tell({ type: "record", frame });
    if (held) this.held.push(held);
    if (isFlushWanted) await this.tell({ type: "flush" });
  }

  /** One input after the other, as its driver's one consumer takes them. */
  tell(input: object): Promise<After> {
    const told = this.#turn.then(() => this.#step(input));
    this.#turn = told;
    return told;
  }

  async #step(input: object): Promise<After> {
    const now = Math.floor(performance.now());
    const { output } = await this.ask<{ output: After }>({ step: { ...input, now, clock: 1_800_000_000_000 + now } });
    for (const action of output.actions ?? []) {
      if (action.type === "connect") this.#connecting = this.#connect();
      else if (action.type === "send") this.socket?.send(JSON.stringify(action.message));
      else if (action.type === "close") this.socket?.close(1000, action.reason);
    }
    this.counts = output.counts;
    clearTimeout(this.#timer);
    if (output.deadline !== null)
      this.#timer = setTimeout(() => void this.tell({ type: "timer" }), Math.max(0, output.deadline - now));
    for (const watcher of this.#watchers) watcher();
    return output;
  }

  async #connect(): Promise<void> {
    this.connections++;
    const { relayId, nonce } = await challenge(this.#relay);
    const { shown } = await this.ask<{ shown: string }>({ prove: { token: this.token, relayId, nonce } });
    if (this.#isOver) return;
    const socket = new WebSocket(`ws://${this.#relay.host}/v1/tee`, { headers: { authorization: `Lighty ${shown}` } });
    this.socket = socket;
    socket.on("open", () => void this.tell({ type: "opened" }));
    socket.on("message", (data) => void this.tell({ type: "message", text: data.toString() }));
    socket.on("close", () => void this.tell({ type: "closed" }));
    socket.on("error", () => {});
  }

  /** Resolves once `isSo`, looked at after each step. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo()) return;
    await new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
    });
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await this.#connecting;
    this.socket?.removeAllListeners().on("error", () => {});
    await this.tell({ type: "stop" });
    this.socket?.terminate();
    clearTimeout(this.#timer);
    const ended = new Promise((resolve) => this.#child.once("close", resolve));
    this.#child.stdin?.end();
    await ended;
  }
}

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

test.skipIf(!isSwiftHere())(
  "[TEE-3] [TEE-4] [TEE-9] [PAIR-2] [PAIR-3] the simulator's tee pairs by a code, proves itself, and every frame lands once, across lost connections",
  async () => {
    const relay = await openRelay();
    open.push({ close: () => relay.app.close() });
    const tee = new SwiftTee(relay);
    open.push(tee);
    await tee.ask({ open: { observer, bootId: "boot-1", chance: 0.5, clock: true } });
    await tee.pair(relay.gateway.pairing.open(8, 60_000).code);

    const seeds = ["swift-tee-1", "swift-tee-2", "swift-tee-3", "swift-tee-4"];
    const frames = seeds.flatMap(workout).filter((frame) => frame.observer.role === "watch");
    expect(frames.length).toBeGreaterThan(60);
    const third = Math.floor(frames.length / 3);
    await tee.tell({ type: "start" });
    for (const frame of frames.slice(0, third)) await tee.record(frame);
    await tee.until(() => tee.counts.landed > 0);
    for (const cut of [third, 2 * third]) {
      tee.socket?.terminate();
      for (const frame of frames.slice(cut, cut === third ? 2 * third : frames.length)) await tee.record(frame);
    }
    await tee.until(() => tee.counts.landed === frames.length);

    expect(tee.connections).toBeGreaterThan(1);
    expect(tee.counts).toEqual({ recorded: frames.length, landed: frames.length, dropped: 0, held: 0 });
    const { entries } = await relay.log.read({ after: 0, limit: 10_000 });
    const landed = entries.map(({ text }) => JSON.parse(text) as Frame).sort((a, b) => a.traceSeq - b.traceSeq);
    expect(landed).toEqual(tee.held);
    expect(landed.every(({ redacted, observer }) => redacted === true && observer.deviceId === "watch0001")).toBe(true);

    // The same token does not open the door with a proof that was used, nor without one.
    tee.token = tee.token.replace(/^./, (letter) => (letter === "A" ? "B" : "A"));
    const { connections } = tee;
    tee.socket?.terminate();
    await tee.until(() => tee.connections > connections + 1);
    expect((await tee.tell({ type: "flush" })).state).not.toBe("open");
  },
  900_000,
);
