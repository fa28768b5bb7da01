import { EventEmitter } from "node:events";
import type { WebSocket } from "@fastify/websocket";
import { expect, test } from "vitest";
import { sayTo } from "./socket.ts";

/** A peer that takes what it is sent when the test says so. */
class Peer extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  closedWith: number | null = null;
  readonly #taken: (() => void)[] = [];

  send(text: string, taken?: () => void): void {
    this.bufferedAmount += text.length;
    if (taken !== undefined) this.#taken.push(taken);
  }

  read(): void {
    this.bufferedAmount = 0;
    for (const taken of this.#taken.splice(0)) taken();
  }

  close(code: number): void {
    this.closedWith = code;
    this.readyState = 2;
  }

  terminate(): void {}
}

function peerWith(mostBytes: number) {
  const peer = new Peer();
  const told = { cuts: 0 };
  const say = sayTo(peer as unknown as WebSocket, { mostBytes, cut: () => void told.cuts++ });
  return { peer, say, told };
}

test("who reads is told without end", () => {
  const { peer, say } = peerWith(1_000);
  for (let i = 0; i < 20_000; i++) {
    say({ type: "pong" });
    if (i % 50 === 49) peer.read();
  }
  expect(peer.closedWith).toBeNull();
});

test("who does not is let go with 1013, for bytes or for the number of them, and told nothing more", () => {
  for (const [mostBytes, most] of [
    [1_000, 100],
    [1e9, 10_000],
  ] as const) {
    const { peer, say, told } = peerWith(mostBytes);
    for (let i = 0; i < most; i++) say({ type: "pong" });
    const { bufferedAmount } = peer;
    say({ type: "pong" });
    expect([peer.closedWith, told.cuts, peer.bufferedAmount]).toEqual([1013, 1, bufferedAmount]);
  }
});
