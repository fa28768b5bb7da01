/// An own event the peer has not acknowledged. What is sent of it is not durable: a new process sends again. [OUT-1]
struct Outgoing {
  let event: Envelope
  let seq: Int64
  /// When it last left by message, on the own session clock; nil when it should leave.
  var messagedAt: Int64?
  var queued = Queued.no

  /// Where it stands with transferUserInfo: not handed over since the last activation, handed over or found there, or handed back. [OUT-3]
  enum Queued { case no, yes, failed }

  var reference: Reference { Reference(sessionId: event.sessionId, seq: seq) }

  /// Where in which outbox it stands, for as long as it does.
  struct Reference: Hashable {
    let sessionId: String
    let seq: Int64
  }
}

/// Own events of one session above what the peer has acknowledged, in order. [OUT-1]
struct Outbox {
  private var events = OrderedMap<Int64, Outgoing>()

  var count: Int { events.count }
  var isEmpty: Bool { events.isEmpty }
  var all: [Outgoing] { events.values }

  subscript(seq: Int64) -> Outgoing? { events[seq] }

  /// Adds the newest event; says which one had to go when there was no room: the snapshot answers for it. [OUT-5]
  mutating func add(_ seq: Int64, _ event: Envelope) -> Int64? {
    events[seq] = Outgoing(event: event, seq: seq)
    guard events.count > Limits.outboxEvents, let oldest = events.firstKey else { return nil }
    events[oldest] = nil
    return oldest
  }

  /// Forgets what has been acknowledged. [OUT-4]
  mutating func prune(_ acked: Received?) -> [Int64] {
    guard let acked, !events.isEmpty else { return [] }
    let gone = events.keys.filter(acked.covers)
    for seq in gone { events[seq] = nil }
    return gone
  }

  mutating func markMessaged(_ seq: Int64, at: Int64) { events[seq]?.messagedAt = at }

  mutating func mark(_ seq: Int64, _ queued: Outgoing.Queued) { events[seq]?.queued = queued }

  /// The link is up again: everything should leave once more. [OUT-2]
  mutating func rewind() {
    for seq in events.keys { events[seq]?.messagedAt = nil }
  }

  /// The system is asked anew to carry what it handed back, or, with `all`, whatever it is not found to hold. [OUT-3]
  mutating func requeue(all: Bool) {
    for outgoing in events.values where all || outgoing.queued == .failed { events[outgoing.seq]?.queued = .no }
  }

  /// The peer lacks these: those that left long enough ago leave again. False when one of them is no longer here. [OUT-7]
  mutating func resend(_ missing: [Int64], now: Int64) -> Bool {
    var isComplete = true
    for seq in missing {
      guard let outgoing = events[seq] else {
        isComplete = false
        continue
      }
      if let messagedAt = outgoing.messagedAt, now - messagedAt >= Limits.resendAfterMs {
        events[seq]?.messagedAt = nil
      }
    }
    return isComplete
  }
}
