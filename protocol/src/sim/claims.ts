/** What must hold in every run, by the numbers of the invariants; the words name the fault when it does not. */
export const claims = {
  revisions_rise: "2: revision and seq strictly rise per device and session, across kill -9",
  outranks_what_was_seen: "3: an edit on a screen that shows X outranks X",
  replicas_equal: "4: after healing all replicas are equal",
  no_edit_lost: "5: no edit is lost that no one knowingly or concurrently replaced",
  own_writes_read: "6: read your own writes; a screen never returns to a replaced value",
  ended_stays_ended: "7: ended stays ended; finish beats discard; a late edit reaches the saved training",
  accepted_survives: "8: an accepted edit survives a crash; no peer holds an event its origin lacks",
  saved_before_sent: "8: no frame leaves before its save",
  ack_is_durable: "9: an ack never exceeds what is durable",
  digest_is_state: "10: digests are equal if and only if canonical states are equal",
  equal_vectors_equal_digests: "10: a digest mismatch after equal vectors never occurs",
  timers_agree: "11: timers within 250 ms under skew, jumps, restarts",
  derived_alike: "12: derived fields are computed alike everywhere",
  nothing_thrown: "13: no input throws",
  queued_once: "OUT-3: out of reach, every unacknowledged edit is with the active watch's system, once per activation",
  within_bounds: "14: bounds on outbox, have, holes, frame size",
  quiet_when_settled: "15: quiet when settled",
  no_alarm: "honest devices raise no alarm: no quarantine, collision, violation or unhealed drift",
} as const;
export type Claim = keyof typeof claims;

export interface Fault {
  claim: Claim;
  /** True time. */
  at: number;
  sentence: string;
}
