/// Two values of one register, written without knowledge of each other: what stayed, what was lost, and whose each is. [CON-1]
public struct Conflict: Sendable {
  public let sessionId: String
  public let register: String
  public let kept: Value
  public let lost: Value
  public let keptBy: String
  public let lostBy: String
  public let sentence: String
}

/// Sets that both devices wrote without knowing of each other: the incoming write met an own one that its sender had not received. Both devices
/// find it, each on the other's event, so each can offer the value that lost. [CON-1]
func conflicts(
  in record: SessionRecord, _ merge: Merge, _ packet: Packet, deviceId: String, _ ownWrites: inout OwnWrites
) -> [Conflict] {
  if record.outbox.isEmpty { return [] }
  let known = packet.have[record.sessionId]?[deviceId] ?? .nothing
  var conflicts: [Conflict] = []
  for incoming in incomingWrites(record.sessionId, merge, packet) where incoming.register.hasPrefix("set/") {
    guard let own = ownWrites.of(record)[incoming.register], !known.covers(own.seq), own.value != incoming.value else {
      continue
    }
    let tookTheirs = merge.changed.contains(incoming.register)
    let kept = tookTheirs ? incoming.value : own.value
    let lost = tookTheirs ? own.value : incoming.value
    conflicts.append(
      Conflict(
        sessionId: record.sessionId, register: incoming.register, kept: kept, lost: lost,
        keptBy: tookTheirs ? packet.deviceId : deviceId, lostBy: tookTheirs ? deviceId : packet.deviceId,
        sentence: "both devices changed \(incoming.register): kept \(kept.text), not \(lost.text)"))
  }
  return conflicts
}

/// What the packet tried to write: an event all it names, a snapshot only what it changed.
private func incomingWrites(_ sessionId: String, _ merge: Merge, _ packet: Packet) -> [Write] {
  switch packet.body {
  case .events(let events):
    guard let event = events.first(where: { $0.eventId == merge.verdict.eventId }), merge.verdict.word != .duplicate,
      !event.isStart
    else { return [] }
    return event.registerWrites
  case .snapshot(_, let sessions):
    let snapshot = sessions.first { $0.sessionId == sessionId }
    return merge.changed.map { Write($0, snapshot?.registers[$0]?.value ?? .null) }
  case .hello, .ack, .ping, .pong: return []
  }
}

/// The last write of each register that waits in an outbox, gathered once for all of a packet: a device long alone has many.
struct OwnWrites {
  private var gathered: [String: [String: (seq: Int64, value: Value)]] = [:]

  mutating func of(_ record: SessionRecord) -> [String: (seq: Int64, value: Value)] {
    if let writes = gathered[record.sessionId] { return writes }
    var writes: [String: (seq: Int64, value: Value)] = [:]
    for outgoing in record.outbox.all where !outgoing.event.isStart {
      for write in outgoing.event.registerWrites { writes[write.register] = (outgoing.seq, write.value) }
    }
    gathered[record.sessionId] = writes
    return writes
  }
}

extension Envelope {
  fileprivate var isStart: Bool { eventType == EventType.sessionStarted.rawValue }
}
