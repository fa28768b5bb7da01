/// Everything one packet did to the sessions.
struct Reception {
  var verdicts: [Verdict] = []
  var merges: [(session: SessionState, merge: Merge)] = []
}

/// The sessions as one device knows them, by merging alone: no outbox, no sending, no time. [OBS-1]
final class Replica {
  let deviceId: String
  private(set) var sessions: [String: SessionState] = [:]
  /// Ids of sessions that were closed and cleared; nothing rises from them. [CLO-5]
  var forgotten = OrderedMap<String, Bool>()

  init(deviceId: String) { self.deviceId = deviceId }

  /// The session, opened as a shell if it is new. [SES-1]
  func session(_ sessionId: String) -> SessionState {
    if let session = sessions[sessionId] { return session }
    let session = SessionState(sessionId: sessionId)
    sessions[sessionId] = session
    return session
  }

  func forget(_ sessionId: String) {
    sessions[sessionId] = nil
    forgotten[sessionId] = true
  }

  /// Merges a packet that has passed its shape: whole, or, with a rejection or its own echo, not at all. [BND-5] [RCV-7]
  func receive(_ packet: Packet, _ transport: Transport, at: Int64) -> Reception {
    // A device that is handed its own words back (an echoed context, a replay into the wrong room) changes nothing. [RCV-8]
    if packet.deviceId == deviceId { return Reception(verdicts: [Verdict(.foreign(deviceId: deviceId))]) }
    do { try judge(packet) } catch { return Reception(verdicts: [Verdict(.rejected(error))]) }
    var reception = Reception()
    switch packet.body {
    case .events(let events):
      for event in events {
        if forgotten.contains(event.sessionId) {
          reception.verdicts.append(Verdict(sessionId: event.sessionId, eventId: event.eventId, .ended))
        } else {
          let session = session(event.sessionId)
          reception.add(session, session.receive(event, transport, at: at))
        }
      }
    case .snapshot(_, let sessions):
      for part in sessions {
        if forgotten.contains(part.sessionId) {
          reception.verdicts.append(Verdict(sessionId: part.sessionId, .ended))
        } else {
          let session = session(part.sessionId)
          reception.add(session, session.receive(part, packet.have[part.sessionId]))
        }
      }
    case .hello(let standings): receive(standings, &reception)
    case .ack, .ping, .pong: break
    }
    return reception
  }

  /// The device's own event, as it makes it.
  func write(_ event: Envelope, at: Int64) -> Merge {
    session(event.sessionId).receive(event, .message, at: at)
  }

  /// A hello brings health cells and revisions of sessions; a session not known here it opens as an empty shell. [HEL-3]
  private func receive(_ standings: [Standing], _ reception: inout Reception) {
    for standing in standings where !forgotten.contains(standing.sessionId) {
      let isKnown = sessions[standing.sessionId] != nil
      let session = session(standing.sessionId)
      let before = session.revision
      session.raise(standing.revision)
      let (changed, collisions) = session.merge(isKnown ? standing.health ?? RegisterMap() : RegisterMap())
      let verdict = Verdict(sessionId: standing.sessionId, .applied(registers: changed))
      if !changed.isEmpty { reception.verdicts.append(verdict) }
      if changed.isEmpty && collisions.isEmpty && session.revision == before { continue }
      let merge = Merge(verdict: verdict, isNews: !changed.isEmpty, changed: changed, collisions: collisions)
      reception.merges.append((session, merge))
    }
  }

  /// The rules a shape cannot state. Nothing has been changed when one is broken. [BND-3] [BND-4] [RCV-7]
  private func judge(_ packet: Packet) throws(Rejection) {
    switch packet.body {
    case .events(let events):
      for event in events {
        guard event.deviceId == packet.deviceId else {
          throw Rejection(
            .wrongAuthor, "event \(event.eventId) was written by \(event.deviceId) but sent by \(packet.deviceId)")
        }
        try judge(event.sessionId, event.revision, "event \(event.eventId)")
      }
      try judgeRoom(events.map(\.sessionId))
    case .snapshot(_, let sessions):
      for part in sessions {
        try judge(part.sessionId, part.revision, "the snapshot of session \(part.sessionId)")
        try judge(part.sessionId, part.registers)
      }
      try judgeRoom(sessions.map(\.sessionId))
    case .hello(let standings):
      for standing in standings {
        try judge(standing.sessionId, standing.health ?? RegisterMap())
        try judge(standing.sessionId, standing.revision, "the hello of session \(standing.sessionId)")
      }
      try judgeRoom(standings.map(\.sessionId))
    case .ack, .ping, .pong: break
    }
  }

  private func judge(_ sessionId: String, _ cells: RegisterMap) throws(Rejection) {
    for (name, cell) in cells { try judge(sessionId, cell.stamp.revision, "register \(name)") }
  }

  private func judge(_ sessionId: String, _ revision: Int64, _ what: @autoclosure () -> String) throws(Rejection) {
    let held = sessions[sessionId]?.revision ?? 0
    let highest = revisionCeiling(held: held)
    guard revision > highest else { return }
    throw Rejection(
      .revisionOutOfBounds, "\(what()) has revision \(revision); at most \(highest) is allowed while \(held) is held")
  }

  private func judgeRoom(_ sessionIds: [String]) throws(Rejection) {
    let unknown = Set(sessionIds.filter { sessions[$0] == nil && !forgotten.contains($0) })
    let room = Limits.openSessions + Limits.closedSessions - sessions.count
    guard !unknown.isEmpty && unknown.count > room else { return }
    throw Rejection(
      .tooManySessions, "the packet opens \(unknown.count) sessions where there is room for \(max(0, room))")
  }
}

extension Reception {
  fileprivate mutating func add(_ session: SessionState, _ merge: Merge) {
    verdicts.append(merge.verdict)
    merges.append((session, merge))
  }
}
