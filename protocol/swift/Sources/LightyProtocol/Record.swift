/// What a peer last said of a session.
struct Said {
  let deviceId: String
  let vector: Vector
  /// Nil when it only acknowledged.
  var digest: Digest?
}

/// A session as its owner keeps it: the merged state, and what is left to do about the peer.
///
///     live --finish or discard--> ended --peer says the same--> closed --30 days, or 50 newer--> forgotten
///       ^                           ^                             |
///       |                           +---- a new cell, or another device --+
public final class SessionRecord {
  public let state: SessionState
  var outbox = Outbox()
  /// Own events made so far. [HAVE-1]
  public internal(set) var seq: Int64 = 0
  /// The device it is closed with, and when by the own session clock. [CLO-1]
  public internal(set) var closed: Closed?
  /// When the end became known here, by the own session clock.
  public internal(set) var endedAt: Int64?
  var said: Said?
  /// The peer mentioned it while it was closed here, and is owed an answer. [CLO-3]
  var owesAnswer = false
  /// The peer lacks what the outbox cannot give, or the digests part: it is owed a snapshot. [OUT-7] [DRF-2]
  var owesSnapshot = false
  /// The peer mentioned it and is owed the vector, even an empty one. [ACK-2]
  var owesAck = false
  var snapshotAt: Int64?
  var drift: Drift?

  public struct Closed: Equatable, Sendable {
    public let deviceId: String
    public let at: Int64
  }

  /// The pair of digests over which drift was reported, and what has been tried. [DRF-1..3]
  struct Drift {
    let ours: Digest
    let theirs: Digest
    var snapshotSent = false
    var unhealed = false
  }

  init(_ state: SessionState) { self.state = state }

  public var sessionId: String { state.sessionId }
  public var isOpen: Bool { closed == nil }

  /// Own events the peer has not acknowledged. [OUT-1]
  public var queueDepth: Int { outbox.count }

  /// Ended, nothing of ours on the way, no hole, and the peer has just said the same vector and digest. [CLO-1]
  var canClose: Bool {
    guard isOpen, state.registers.ended, outbox.isEmpty, let said, said.digest == state.digest else { return false }
    return !state.vector.hasHoles && said.vector.isSame(as: state.vector)
  }

  /// True when the peer's vector, as last said, misses something that is here.
  var peerLacks: Bool {
    guard let said else { return false }
    return !said.vector.includes(state.vector)
  }

  /// The durable part beside the cells and the outbox. [DUR-2]
  var head: Value {
    var fields: Fields = [
      "revision": .integer(state.revision), "seq": .integer(seq), "have": state.vector.value,
    ]
    fields["endedAt"] = .present(endedAt)
    if let closed { fields["closed"] = .object(["deviceId": .string(closed.deviceId), "at": .integer(closed.at)]) }
    return .object(fields)
  }

  func restore(_ head: Value) {
    seq = head["seq"]?.int ?? 0
    state.raise(head["revision"]?.int ?? 0)
    endedAt = head["endedAt"]?.int
    if let deviceId = head["closed"]?["deviceId"]?.string, let at = head["closed"]?["at"]?.int {
      closed = Closed(deviceId: deviceId, at: at)
    }
    for (deviceId, received) in Shapes.vector.trusted(head["have"])?.settled ?? Vector() {
      state.vector[deviceId] = received
    }
  }
}
