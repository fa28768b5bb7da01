import { beforeAll, describe, expect, test } from "vitest";
import type { Claim } from "../src/sim/index.ts";
import { emptyTally, failuresOf, type Tally } from "./fuzz/batch.ts";
import { runBatches } from "./fuzz/workers.ts";

/*
 * Whole workouts between two real engines under seeded weather, each watched by an oracle. Half of the seeds are the same in every run,
 * half are new, so that what is known stays known and the rest is looked for. A failure names the one command that replays it.
 */

const fixed = 10_000;
const fresh = 10_000;

describe("20,000 schedules", () => {
  let tally: Tally = emptyTally();

  beforeAll(async () => {
    const prefix = Date.now().toString(36);
    const startedAt = performance.now();
    tally = await runBatches([
      { prefix: "", schedules: fixed },
      { prefix, schedules: fresh },
    ]);
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(
      `${tally.schedules} schedules (fresh seeds ${prefix}-0 to ${prefix}-${fresh - 1}), ${tally.edits} edits, ${tally.packets} packets in ${seconds.toFixed(1)} s`,
    );
  }, 600_000);

  const holds = (claim: Claim) => () => expect(failuresOf(tally, claim)).toEqual([]);

  test("all of them ran", () => expect(tally.schedules).toBe(fixed + fresh));

  test(
    "invariant 2 [REV-1] [HAVE-1] revision and seq strictly rise per device and session, across kills",
    holds("revisions_rise"),
  );
  test("invariant 3 [REV-2] [REV-3] an edit outranks everything its device had seen", holds("outranks_what_was_seen"));
  test(
    "invariant 4 [OUT-1] [OUT-2] [OUT-3] [OUT-4] [OUT-7] [SNP-2] [HEL-1] after healing both devices hold the same, with both paths and with each alone",
    holds("replicas_equal"),
  );
  test(
    "invariant 5 [MRG-1] [MRG-4] [RCV-2] [RCV-4] [RCV-6] no edit is lost that no one knowingly or concurrently replaced",
    holds("no_edit_lost"),
  );
  test(
    "invariant 6 [REG-2] a device reads its own writes, and no screen returns to a replaced value",
    holds("own_writes_read"),
  );
  test(
    "invariant 7 [MRG-3] [ACT-3] [CLO-2] [EVT-8] ended stays ended, finish beats discard, late edits arrive",
    holds("ended_stays_ended"),
  );
  test(
    "invariant 8 [DUR-2] [DUR-3] an accepted edit survives a crash at any save or send, and no one holds what no one wrote",
    holds("accepted_survives"),
  );
  test("invariant 8 [DUR-1] no packet leaves before what it says is durable", holds("saved_before_sent"));
  test("invariant 9 [ACK-1] an ack never exceeds what is durable", holds("ack_is_durable"));
  test("invariant 10 [DIG-1] [DIG-4] a digest is the sum over the cells, counted anew", holds("digest_is_state"));
  test(
    "invariant 10 [DRF-1] [SNP-1] equal vectors without holes never meet different digests",
    holds("equal_vectors_equal_digests"),
  );
  test(
    "invariant 11 [CLK-1] [CLK-2] [CLK-3] [CLK-4] [TMR-1] rest timers stay within 250 ms of the truth",
    holds("timers_agree"),
  );
  test(
    "invariant 12 [DRV-2] [DRV-3] [TRN-1] derived fields and the training come out alike on both devices",
    holds("derived_alike"),
  );
  test("invariant 13 [BND-1] nothing throws", holds("nothing_thrown"));
  test(
    "[OUT-3] out of reach, every unacknowledged edit is with the system, each once per activation, whichever watch is worn",
    holds("queued_once"),
  );
  test(
    "invariant 14 [LNK-2] [OUT-5] [OUT-6] [HAVE-3] packets, outbox and holes stay within their bounds",
    holds("within_bounds"),
  );
  test(
    "invariant 15 [CLO-1] [CLO-3] [SNP-4] settled devices are quiet; a live session says hello and nothing else",
    holds("quiet_when_settled"),
  );
  test("[DRF-3] [MRG-2] [DUP-2] honest devices in any weather raise no alarm", holds("no_alarm"));
});
