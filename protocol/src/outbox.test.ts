import { describe, expect, test } from "vitest";
import { limits } from "./limits.ts";
import { Outbox, type Outgoing } from "./outbox.ts";
import { Pen } from "./testing/index.ts";

function outboxOf(count: number): Outbox {
  const pen = new Pen();
  const outbox = new Outbox();
  for (let seq = 1; seq <= count; seq++) outbox.add(seq, pen.weight("x", seq));
  return outbox;
}

const seqsIn = (outbox: Outbox) => [...outbox.values()].map(({ seq }) => seq);

describe("the outbox", () => {
  test("[OUT-1] keeps own events in the author's order until they are acknowledged", () => {
    const outbox = outboxOf(5);
    expect(seqsIn(outbox)).toEqual([1, 2, 3, 4, 5]);
    expect(outbox.prune({ upTo: 2, past: [4] })).toEqual([1, 2, 4]);
    expect(seqsIn(outbox)).toEqual([3, 5]);
    expect(outbox.get(4)).toBeUndefined();
  });

  test("[OUT-4] an acknowledgement of nothing, or of what was forgotten, changes nothing", () => {
    const outbox = outboxOf(3);
    expect(outbox.prune(undefined)).toEqual([]);
    expect(outbox.prune({ upTo: 0 })).toEqual([]);
    outbox.prune({ upTo: 3 });
    expect(outbox.prune({ upTo: 3 })).toEqual([]);
    expect(outbox.size).toBe(0);
  });

  test("[OUT-5] beyond 2,000 events the oldest go, one for each that comes, and are named", () => {
    const outbox = outboxOf(limits.outboxEvents);
    const pen = new Pen();
    expect(outbox.add(limits.outboxEvents + 1, pen.weight("x", 1))).toBe(1);
    expect(outbox.add(limits.outboxEvents + 2, pen.weight("x", 1))).toBe(2);
    expect(outbox.size).toBe(limits.outboxEvents);
  });

  test("[OUT-2] when the link comes up everything should leave once more, but what the system holds stays held", () => {
    const outbox = outboxOf(2);
    for (const outgoing of outbox.values()) {
      outgoing.messagedAt = 5;
      outgoing.queued = "yes";
    }
    outbox.rewind();
    expect([...outbox.values()].map(({ messagedAt, queued }) => [messagedAt, queued])).toEqual([
      [null, "yes"],
      [null, "yes"],
    ]);
  });

  test("[OUT-7] what the peer lacks leaves again once it has been gone for two seconds", () => {
    const outbox = outboxOf(2);
    const [first, second] = [...outbox.values()] as [Outgoing, Outgoing];
    first.messagedAt = 1_000;
    second.messagedAt = 2_500;
    expect(outbox.resend([1, 2], 1_000 + limits.resendAfterMs)).toBe(true);
    expect([first.messagedAt, second.messagedAt]).toEqual([null, 2_500]);
  });

  test("[OUT-7] says when something that the peer lacks is not here any more", () => {
    const outbox = outboxOf(3);
    outbox.prune({ upTo: 1 });
    expect(outbox.resend([2, 3], 0)).toBe(true);
    expect(outbox.resend([1, 2, 3], 0)).toBe(false);
    expect(outbox.resend([], 0)).toBe(true);
  });
});
