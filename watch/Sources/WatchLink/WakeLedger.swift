/// When a background wake is over. The system wakes the app for what came while it slept, and kills one that does not say when it is done; one
/// that says so too early loses what it has not yet made durable.
///
///     over  =  activated, nothing pending at the system, every receipt settled
struct WakeLedger<Wake> {
  private var held: [Wake] = []
  private var unsettled = 0

  mutating func hold(_ wake: Wake) { held.append(wake) }

  /// A packet was handed to the session.
  mutating func came() { unsettled += 1 }

  /// One of them is durable.
  mutating func settled() { unsettled -= 1 }

  /// Nothing will come: all that is held, given out once.
  mutating func giveUp() -> [Wake] {
    defer { held = [] }
    return held
  }

  /// The wakes that are over now; they are given out once.
  mutating func over(isActivated: Bool, hasContentPending: Bool) -> [Wake] {
    isActivated && !hasContentPending && unsettled == 0 ? giveUp() : []
  }
}
