import { describe, expect, test } from "vitest";
import { fromVector } from "./have.ts";
import { SessionRecord } from "./record.ts";
import { SessionState } from "./session.ts";
import { epochMs, Pen, phoneId, sessionId, watchId } from "./testing/index.ts";

/** An ended session that the watch has just said the same of. */
function agreed(): SessionRecord {
  const phone = new Pen();
  const record = new SessionRecord(new SessionState(sessionId));
  for (const event of [phone.started(), phone.discarded()]) record.state.receive(event, "message", epochMs);
  record.said = { deviceId: watchId, vector: fromVector({ [phoneId]: { upTo: 2 } }), digest: record.state.digest };
  return record;
}

describe("[CLO-1] a record can be closed", () => {
  test("when it has ended, nothing is on its way, and the peer has said the same", () => {
    expect(agreed().canClose).toBe(true);
  });

  test.each<[string, (record: SessionRecord) => void]>([
    ["while an own event is on its way", (record) => record.outbox.add(2, new Pen().discarded())],
    ["while the peer has said nothing", (record) => Object.assign(record, { said: null })],
    ["while the peer has only acknowledged", (record) => delete record.said?.digest],
    [
      "while the peer says another digest",
      (record) => Object.assign(record.said as object, { digest: "0123456789abcdef" }),
    ],
    ["while the peer lacks something", (record) => record.said?.vector.set(phoneId, { upTo: 1 })],
    ["while the peer has more", (record) => record.said?.vector.set(watchId, { upTo: 1 })],
    ["while there is a hole", (record) => record.state.vector.set(watchId, { upTo: 0, past: [2] })],
    ["once it is closed", (record) => Object.assign(record, { closed: { deviceId: watchId, at: 1 } })],
  ])("not %s", (_, spoil) => {
    const record = agreed();
    spoil(record);
    expect(record.canClose).toBe(false);
  });

  test("not while it is live, though both say the same", () => {
    const record = new SessionRecord(new SessionState(sessionId));
    record.state.receive(new Pen().started(), "message", epochMs);
    record.said = { deviceId: watchId, vector: fromVector({ [phoneId]: { upTo: 1 } }), digest: record.state.digest };
    expect(record.canClose).toBe(false);
  });
});

describe("what is known of the peer", () => {
  test("[OUT-7] it lacks what its vector misses, and nothing before it has spoken", () => {
    const record = agreed();
    expect(record.peerLacks).toBe(false);
    record.said?.vector.set(phoneId, { upTo: 1 });
    expect(record.peerLacks).toBe(true);
    record.said = null;
    expect(record.peerLacks).toBe(false);
  });

  test("[DUR-2] the head holds what must outlive the process, and is absent where there is nothing", () => {
    const record = agreed();
    expect(record.toHead()).toEqual({ revision: 2, seq: 0, have: { [phoneId]: { upTo: 2 } } });
    record.seq = 2;
    record.endedAt = epochMs;
    record.closed = { deviceId: watchId, at: epochMs + 1 };
    expect(record.toHead()).toMatchObject({ seq: 2, endedAt: epochMs, closed: { deviceId: watchId, at: epochMs + 1 } });
  });
});
