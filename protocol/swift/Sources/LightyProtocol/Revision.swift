/// The revision of an own write: above everything seen, and leaning on time, so that among edits made apart the later tap wins.
/// `sinceStartMs` is the session's age by the clock it was started on; it may be below zero where clocks part. [REV-1] [REV-3]
public func nextRevision(held: Int64, sinceStartMs: Int64) -> Int64 {
  max(held + 1, min(Limits.revisionClockCap, sinceStartMs / 100))
}

/// The highest revision that is taken from a peer while `held` is the highest seen. [BND-3]
public func revisionCeiling(held: Int64) -> Int64 {
  min(Limits.maxRevision, max(held, Limits.revisionClockCap) + Limits.maxRevisionLead)
}
