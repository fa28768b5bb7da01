import type { Entry, Frame, Role } from "@lighty/protocol";
import { expect, test } from "vitest";
import { Crossings } from "./crossing.ts";
import { readBody } from "./reading.ts";

/** Frames between one phone and one watch, written by hand. */
class Exchange {
  readonly crossings = new Crossings(({ frame }) => frame.observedAt);
  #entry = 0;

  sent(role: Role, body: string, more: Partial<Frame> = {}): Entry {
    return this.#add(role, { direction: "sent", body, transport: "message", ...more });
  }
  received(role: Role, body: string, more: Partial<Frame> = {}): Entry {
    return this.#add(role, { direction: "received", body, transport: "message", verdict: "applied", ...more });
  }
  note(role: Role, note: object): Entry {
    return this.#add(role, { direction: "local", body: JSON.stringify({ kind: "note", ...note }) });
  }
  get outcomes() {
    return this.crossings.all.map(({ sent, received, outcome }) => [
      sent?.entry ?? null,
      received?.entry ?? null,
      outcome,
    ]);
  }

  #add(role: Role, more: Pick<Frame, "direction" | "body"> & Partial<Frame>): Entry {
    const id = (of: Role) => `${of}0000`;
    const number = ++this.#entry;
    const frame: Frame = {
      observer: { deviceId: id(role), role },
      bootId: "b",
      traceSeq: number,
      observedAt: number,
      monotonicMs: number,
      sizeBytes: more.body.length,
      peer: id(role === "phone" ? "watch" : "phone"),
      ...more,
    };
    const entry = { entry: number, receivedAt: number, frame };
    this.crossings.append(entry, readBody(more.body));
    return entry;
  }
}

const hello = (role: Role) =>
  JSON.stringify({ v: 1, deviceId: `${role}0000`, role, have: {}, kind: "hello", sessions: [] });
const finish = (eventId: string, have = {}) =>
  JSON.stringify({
    v: 1,
    deviceId: "phone0000",
    role: "phone",
    have,
    kind: "events",
    events: [
      {
        v: 1,
        sessionId: "s",
        eventId,
        deviceId: "phone0000",
        seq: 1,
        revision: 1,
        timestamp: 1,
        eventType: "session_discarded",
        payload: {},
      },
    ],
  });

test("either end may reach the log first", () => {
  const exchange = new Exchange();
  exchange.received("watch", hello("phone"));
  expect(exchange.outcomes).toEqual([[null, 1, "unsent"]]);
  exchange.sent("phone", hello("phone"));
  expect(exchange.outcomes).toEqual([[2, 1, "arrived"]]);
});

test("a send that the link delivered twice is two arrows", () => {
  const exchange = new Exchange();
  exchange.sent("phone", finish("e1"));
  exchange.received("watch", finish("e1"));
  exchange.received("watch", finish("e1"), { verdict: "duplicate" });
  expect(exchange.outcomes).toEqual([
    [1, 2, "arrived"],
    [1, 3, "arrived"],
  ]);
  expect(exchange.crossings.all.map(({ isRepeat }) => isRepeat)).toEqual([false, true]);
  expect(exchange.crossings.at(1)).toHaveLength(2);
});

test("the same event over two transports is two sends and two arrows, each on its own line", () => {
  const exchange = new Exchange();
  exchange.sent("phone", finish("e1"));
  exchange.sent("phone", finish("e1"), { transport: "userInfo" });
  exchange.received("watch", finish("e1"), { transport: "userInfo" });
  exchange.received("watch", finish("e1"));
  expect(exchange.outcomes).toEqual([
    [1, 4, "arrived"],
    [2, 3, "arrived"],
  ]);
});

test("where the texts differ, the event says what belongs together", () => {
  const exchange = new Exchange();
  exchange.sent("phone", finish("e1"));
  exchange.received("watch", finish("e1", { s: { phone0000: { upTo: 1 } } }));
  expect(exchange.outcomes).toEqual([[1, 2, "arrived"]]);
});

test("a failed send is a stub, unless it arrived all the same", () => {
  const exchange = new Exchange();
  exchange.sent("phone", finish("e1"), { sendId: "s1" });
  exchange.note("phone", { note: "send_failed", sendId: "s1", transport: "message", errorCode: 7012 });
  expect(exchange.outcomes).toEqual([[1, null, "failed"]]);
  exchange.received("watch", finish("e1"));
  expect(exchange.outcomes).toEqual([[1, 3, "arrived"]]);
});

test("a context that never left was replaced by the next", () => {
  const exchange = new Exchange();
  exchange.sent("phone", hello("phone"), { transport: "applicationContext" });
  exchange.sent("phone", finish("e1"), { transport: "applicationContext" });
  exchange.received("watch", finish("e1"), { transport: "applicationContext" });
  expect(exchange.outcomes).toEqual([
    [1, null, "replaced"],
    [2, 3, "arrived"],
  ]);
});

test("what was not seen to arrive stays open", () => {
  const exchange = new Exchange();
  exchange.sent("watch", hello("watch"));
  expect(exchange.outcomes).toEqual([[1, null, "open"]]);
});

test("a send that reaches the log after its own arrival takes it from an earlier send of the same text", () => {
  const exchange = new Exchange();
  exchange.sent("phone", hello("phone"), { observedAt: 10 });
  exchange.received("watch", hello("phone"), { observedAt: 60 });
  exchange.received("watch", hello("phone"), { observedAt: 5_060 });
  exchange.sent("phone", hello("phone"), { observedAt: 5_010 });
  expect(exchange.outcomes).toEqual([
    [1, 2, "arrived"],
    [4, 3, "arrived"],
  ]);
  expect(exchange.crossings.all.map(({ isRepeat }) => isRepeat)).toEqual([false, false]);
  expect(exchange.crossings.at(1)).toHaveLength(1);
});

test("a packet never meets one that went the other way", () => {
  const exchange = new Exchange();
  exchange.sent("phone", finish("e1"));
  exchange.received("phone", finish("e1"));
  expect(exchange.outcomes).toEqual([
    [1, null, "open"],
    [null, 2, "unsent"],
  ]);
});
