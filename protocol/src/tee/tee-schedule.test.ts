import fc from "fast-check";
import { expect, test } from "vitest";
import type { Frame } from "../frame.ts";
import { Tee, type TeeAction } from "./tee.ts";

const observer = { deviceId: "phone0001", role: "phone" } as const;

/** A relay and the wire to it: what is on the wire is lost when it breaks, but what the relay took in stays. */
class Harness {
  readonly tee: Tee;
  readonly landed = new Map<number, number>();
  readonly declared: number[] = [];
  #up: string[] = [];
  #down: string[] = [];
  #connected = false;
  now = 0;

  constructor(maxFrames: number) {
    this.tee = new Tee({ observer, bootId: "boot-1", random: () => 0.5, maxFrames });
    this.#perform(this.tee.step({ type: "start", now: 0 }));
  }

  record(count: number): void {
    for (let i = 0; i < count; i++) {
      this.tee.record({ observedAt: 0, monotonicMs: 0, direction: "local", sizeBytes: 2, body: "{}" });
    }
    if (this.tee.isFlushWanted) this.#perform(this.tee.step({ type: "flush", now: this.now }));
  }

  /** The relay takes in some messages and its answers start back. */
  relay(count: number): void {
    for (const text of this.#up.splice(0, count)) {
      const message = JSON.parse(text);
      if (message.type === "hello") this.#down.push(this.#say({ type: "welcome", v: 1, relayId: "r1", window: 50 }));
      if (message.type !== "frames") continue;
      for (const frame of message.frames as Frame[]) this.#land(frame);
      this.#down.push(this.#say({ type: "ack" }));
    }
  }

  deliver(count: number): void {
    for (const text of this.#down.splice(0, count)) {
      this.#perform(this.tee.step({ type: "message", now: this.now, text }));
    }
  }

  breakWire(): void {
    if (!this.#connected) return;
    this.#lose();
    this.#perform(this.tee.step({ type: "closed", now: this.now }));
  }

  pass(ms: number): void {
    this.now += ms;
    this.#perform(this.tee.step({ type: "timer", now: this.now }));
  }

  #land({ traceSeq, droppedBefore = 0 }: Frame): void {
    const before = Math.max(0, ...this.landed.keys());
    if (!this.landed.has(traceSeq) && traceSeq > before) {
      // A hole in what the relay holds is always named, and named in its full size.
      expect(traceSeq - before - 1).toBe(droppedBefore);
      this.declared.push(droppedBefore);
    }
    this.landed.set(traceSeq, (this.landed.get(traceSeq) ?? 0) + 1);
  }

  #say(message: object): string {
    const traceSeq = Math.max(0, ...this.landed.keys());
    return JSON.stringify({ ...message, acked: [{ ...{ deviceId: observer.deviceId }, bootId: "boot-1", traceSeq }] });
  }

  #lose(): void {
    this.#connected = false;
    this.#up = [];
    this.#down = [];
  }

  #perform(actions: readonly TeeAction[]): void {
    for (const action of actions) {
      if (action.type === "send") this.#up.push(action.text);
      if (action.type === "close") this.#lose();
      if (action.type === "connect") {
        this.#connected = true;
        this.#perform(this.tee.step({ type: "opened", now: this.now }));
      }
    }
  }
}

const move = fc.oneof(
  fc.record({ act: fc.constant("record" as const), n: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ act: fc.constant("relay" as const), n: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ act: fc.constant("deliver" as const), n: fc.integer({ min: 1, max: 5 }) }),
  fc.record({ act: fc.constant("breakWire" as const), n: fc.constant(0) }),
  fc.record({ act: fc.constant("pass" as const), n: fc.integer({ min: 1, max: 12_000 }) }),
);

test("[TEE-3] [TEE-4] every frame recorded lands or is counted as dropped, never both, across any disconnects", () => {
  fc.assert(
    fc.property(fc.array(move, { maxLength: 80 }), fc.integer({ min: 5, max: 100 }), (moves, maxFrames) => {
      const harness = new Harness(maxFrames);
      for (const { act, n } of moves) harness[act](n);
      // The weather clears: whatever is held goes up and is acknowledged.
      for (let i = 0; i < 60 && harness.tee.counts.held > 0; i++) {
        harness.relay(Number.POSITIVE_INFINITY);
        harness.deliver(Number.POSITIVE_INFINITY);
        if (harness.tee.counts.held > 0) harness.pass(12_000);
      }
      harness.relay(Number.POSITIVE_INFINITY);
      harness.deliver(Number.POSITIVE_INFINITY);
      const { recorded, landed, dropped, held } = harness.tee.counts;
      expect(held).toBe(0);
      expect(landed).toBe(harness.landed.size);
      expect(landed + dropped).toBe(recorded);
    }),
    { numRuns: 2_000 },
  );
});
