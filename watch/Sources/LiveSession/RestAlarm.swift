import LightyProtocol

/// Tells the end of a rest once, from its absolute deadline. Screens come and go, the rest is adjusted, paused, ended from the phone: what counts
/// is the deadline of the latest screen. [TMR-1]
///
///     none --a rest runs--> armed(id, deadline) --the deadline--> told(id)
///       ^------- paused, skipped, session over -------|
public struct RestAlarm: Equatable, Sendable {
  private var armed: Armed?
  private var told: String?

  private struct Armed: Equatable {
    let restId: String
    let deadlineMs: Int64
  }

  /// Later than that, the end of a rest is no longer news: the app was suspended meanwhile.
  public static let lateMs: Int64 = 10_000

  public init() {}

  /// When `ring` is wanted, on the monotonic clock.
  public var deadlineMs: Int64? { armed?.deadlineMs }

  public mutating func follow(_ screen: Screen) {
    guard let live = screen.live, let restId = live.restId, live.session.rest.state == .running, live.session.running
    else {
      // A rest that has run out is no longer there to be seen; it still has to be told.
      if let armed, armed.deadlineMs > screen.readAt.monotonicMs { self.armed = nil }
      return
    }
    if restId == told { return }
    armed = Armed(restId: restId, deadlineMs: screen.readAt.monotonicMs + live.session.rest.remainingMs)
  }

  /// True when the end of a rest is to be felt now.
  public mutating func ring(at monotonicMs: Int64) -> Bool {
    guard let armed, monotonicMs >= armed.deadlineMs else { return false }
    self.armed = nil
    told = armed.restId
    return monotonicMs - armed.deadlineMs <= Self.lateMs
  }
}
