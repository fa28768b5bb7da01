import type { Act, Envelope, Input, Output } from "../src/index.ts";
import { epochMs, Pen, plan, Sender, watchId } from "../src/testing/index.ts";
import { SwiftEngine } from "./swift-engine.ts";
import type { SwiftProgram } from "./swift-program.ts";

type Bare<T> = T extends Input ? Omit<T, "now"> : never;

/** A phone whose engine is the Swift one with its twin: every step is a comparison. */
class Phone {
  readonly engine: SwiftEngine;
  #at = 0;

  constructor(program: SwiftProgram, stored: Iterable<readonly [string, never]> = []) {
    let minted = 0;
    const mintId = () => `mint-${++minted}`;
    this.engine = new SwiftEngine(program, { deviceId: "phone0001", role: "phone", mintId, stored });
  }

  step(input: Bare<Input>, afterMs = 0): Output {
    this.#at += afterMs;
    const now = { wallMs: epochMs + this.#at, monotonicMs: 1_000 + this.#at, deviceBootId: "boot-1" };
    return this.engine.step({ ...input, now } as Input);
  }

  act(act: Act, afterMs = 0): Output {
    return this.step({ type: "acted", act }, afterMs);
  }

  receive(packet: object, afterMs = 0): Output {
    return this.step({ type: "received", transport: "message", text: JSON.stringify(packet) }, afterMs);
  }
}

/** Where bounds bite: what goes, what is split, what is left out. Each throws where the languages part. */
export const limitScenes: Record<string, (program: SwiftProgram) => void> = {
  "[OUT-5] [OUT-6] [OUT-7] two thousand own events and more, split, evicted, asked for again"(program) {
    const phone = new Phone(program);
    phone.step({ type: "activated", reachable: false });
    phone.act({ act: "start", sessionId: "s-1", plan: plan() });
    for (let i = 0; i < 2_100; i++)
      phone.act({ act: "edit_set", sessionId: "s-1", setId: "squat.1", weight: i / 4 }, 20);
    phone.step({ type: "activated", reachable: true }, 3_000);
    const lacking = { have: { "s-1": { phone0001: { upTo: 50, past: [60, 2_000] } } } };
    phone.receive({ ...new Sender(watchId).hello(), ...lacking }, 2_000);
    phone.receive({ ...new Sender(watchId).hello(), ...lacking }, 2_000);
    phone.receive({ ...new Sender(watchId).hello(), have: { "s-1": { phone0001: { upTo: 2_101 } } } }, 2_000);
  },

  "[HAVE-3] [VER-4] [DUP-2] more holes, devices and eventIds than are remembered"(program) {
    const phone = new Phone(program);
    phone.step({ type: "activated", reachable: true });
    const pen = new Pen(watchId);
    const odd = (seq: number) => pen.weight("squat.1", seq, { seq, revision: seq });
    const sender = new Sender(watchId);
    const crossings: Envelope[] = Array.from({ length: 700 }, (_, i) => odd(2 + 2 * i));
    for (let i = 0; i < 700; i += 50) phone.receive(sender.events(...crossings.slice(i, i + 50)), 100);
    phone.receive(sender.events(...crossings.slice(0, 5)), 100);
    phone.receive(sender.events({ ...(crossings[699] as Envelope), revision: 9_000 } as Envelope), 100);
    for (let i = 0; i < 70; i++) {
      const author = `device${String(i).padStart(4, "0")}`;
      phone.receive(new Sender(author).events(new Pen(author).reps("squat.2", i, { revision: 2_000 + i })), 100);
    }
  },

  "[SNP-3] [SNP-5] [LNK-2] sessions too large for a message, and more of them than a context holds"(program) {
    const phone = new Phone(program);
    phone.step({ type: "activated", reachable: true });
    for (let s = 0; s < 6; s++) {
      const sender = new Sender(watchId);
      const pen = new Pen(watchId, `s-${s}`);
      const writes = Object.fromEntries(Array.from({ length: 560 }, (_, i) => [`tempo/n${i}`, "x".repeat(100)]));
      phone.receive(sender.events(pen.started({}, { revision: 1 })), 500);
      phone.receive(sender.events(pen.writeForeign("much_said", {}, { writes })), 500);
      if (s < 2) phone.receive(sender.events(pen.finished()), 500);
      phone.receive({ ...new Sender("newwatch1").hello(), have: { [`s-${s}`]: {} } }, 2_500);
    }
    phone.step({ type: "tick" }, 6_000);
    phone.step({ type: "reachability", reachable: false });
    phone.step({ type: "tick" }, 6_000);
  },

  "[CLO-4] [CLO-5] [BND-4] sixty sessions closed, the oldest forgotten, and more than there is room for"(program) {
    const phone = new Phone(program);
    phone.step({ type: "activated", reachable: true });
    for (let s = 0; s < 60; s++) {
      const sessionId = `s-${s}`;
      phone.act({ act: "start", sessionId, plan: plan() }, 60_000);
      const ended = phone.act({ act: "discard", sessionId }, 60_000);
      const have = { [sessionId]: { phone0001: { upTo: 2 } } };
      const standing = { sessionId, revision: 700, digest: ended.digests?.[sessionId], status: "discarded" };
      phone.receive({ ...new Sender(watchId).hello(), have, sessions: [standing] }, 1_000);
    }
    phone.step({ type: "activated", reachable: true }, 1_000);
    phone.receive(new Sender(watchId).events(new Pen(watchId, "s-0").weight("squat.1", 1)), 1_000);
    for (let s = 0; s < 5; s++) {
      const pens = Array.from({ length: 20 }, (_, i) => new Pen(watchId, `w-${s}-${i}`));
      phone.receive(new Sender(watchId).events(...pens.map((pen) => pen.weight("a", 1))), 1_000);
    }
    phone.step({ type: "activated", reachable: false }, 2_592_000_000);
  },
};
