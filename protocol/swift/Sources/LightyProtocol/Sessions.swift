/// The sessions a device keeps, from the first word of each until its id is all that is left. [CLO-1..6]
final class Sessions {
  private let sender: Sender
  private let replica: Replica
  /// Told of whatever a snapshot shows, and whether it is urgent. [SNP-4]
  private let changed: (_ urgent: Bool) -> Void

  init(_ sender: Sender, _ replica: Replica, changed: @escaping (_ urgent: Bool) -> Void) {
    self.sender = sender
    self.replica = replica
    self.changed = changed
  }

  /// Every session kept here, shells and closed ones included.
  var all: OrderedMap<String, SessionRecord> { sender.records }

  subscript(sessionId: String) -> SessionRecord? { sender.records[sessionId] }

  /// True for one that was cleared: nothing rises from it. [CLO-5]
  func isForgotten(_ sessionId: String) -> Bool { replica.forgotten.contains(sessionId) }

  /// Ids of those that are live.
  var live: Set<String> { Set(all.values.filter(\.state.isLive).map(\.sessionId)) }

  /// The session on the screen: of the live ones the smallest (startedAt, sessionId), so both devices choose alike. [SES-2]
  var active: SessionRecord? {
    all.values.filter(\.state.isLive).min { a, b in
      let (startedA, startedB) = (a.state.registers.meta?.startedAt ?? 0, b.state.registers.meta?.startedAt ?? 0)
      return startedA == startedB ? isBefore(a.sessionId, b.sessionId) : startedA < startedB
    }
  }

  /// Puts what a merge did into the save, and reports what it met.
  func keep(_ record: SessionRecord, _ merge: Merge, _ turn: inout Turn) {
    let sessionId = record.sessionId
    turn.touched[sessionId] = record
    if !merge.changed.isEmpty || !merge.collisions.isEmpty {
      if record.closed != nil { reopen(record, &turn) }
      let ended = record.state.registers.ended
      if ended && record.endedAt == nil { record.endedAt = turn.now }
      turn.save.cells(record, merge.changed)
      turn.save.cells(record, merge.collisions)
      let isUrgent = merge.changed.contains("status") || merge.changed.contains("run")
      if ended || !merge.changed.allSatisfy(isHealth) { changed(isUrgent) }
    } else if merge.isNews {
      changed(false)
    }
    turn.save.head(record)
    for register in merge.collisions {
      let sentence = "session \(sessionId): two writes of \(register) carry one stamp and different values"
      turn.notify(.stampCollision(sessionId: sessionId, register: register, sentence: sentence))
    }
    if let violation = merge.violation {
      turn.notify(.protocolViolation(sessionId: sessionId, eventId: nil, sentence: violation))
    }
  }

  /// The session's record, opened as a shell's if it is new. [SES-1]
  func open(_ sessionId: String) -> SessionRecord {
    if let record = sender.records[sessionId] { return record }
    let record = SessionRecord(replica.session(sessionId))
    sender.records[sessionId] = record
    return record
  }

  /// Tells the host what the peer did to whole sessions: ended one, or started a second beside ours. [SES-2] [SES-3]
  func noticeEnds(_ before: Set<String>, _ turn: inout Turn) {
    for (sessionId, record) in turn.touched {
      let status = record.state.registers.status
      if let status, before.contains(sessionId), status != .active {
        turn.notify(
          .sessionEndedElsewhere(
            sessionId: sessionId, status: status,
            sentence: "session \(sessionId) was \(status.rawValue) on the other device"))
      }
      if !before.contains(sessionId) && record.state.isLive && !before.isEmpty {
        turn.notify(
          .secondSession(
            sessionId: sessionId,
            sentence: "session \(sessionId) was also started on the other device: keep, finish or discard it"))
      }
    }
  }

  /// Closes what may be closed. [CLO-1]
  func close(_ turn: inout Turn) {
    var closedOne = false
    for record in all.values where record.canClose {
      guard let said = record.said else { continue }
      record.closed = SessionRecord.Closed(deviceId: said.deviceId, at: turn.now)
      turn.save.head(record)
      closedOne = true
    }
    if closedOne { forgetOld(&turn) }
  }

  /// Something new came of it, or for someone new. [CLO-2]
  func reopen(_ record: SessionRecord, _ turn: inout Turn) {
    record.closed = nil
    turn.save.head(record)
    changed(true)
  }

  /// Sessions go 30 days after they were closed, or when there are more than 50 newer; their ids stay, so nothing rises from them. The phone,
  /// which keeps the history, counts from the end: a phone without a watch closes nothing. A watch keeps what no phone has acknowledged.
  /// [CLO-4..6]
  func forgetOld(_ turn: inout Turn) {
    let done = all.values.enumerated().compactMap { position, record in
      (record.closed?.at ?? (sender.role == .phone ? record.endedAt : nil)).map {
        (record: record, at: $0, position: position)
      }
    }
    let newestFirst = done.sorted { $0.at == $1.at ? $0.position < $1.position : $0.at > $1.at }
    for (index, (record, at, _)) in newestFirst.enumerated() {
      if index < Limits.closedSessions && turn.now - at < Limits.closedKeepMs { continue }
      turn.save.forget(record)
      sender.records[record.sessionId] = nil
      replica.forget(record.sessionId)
    }
    while replica.forgotten.count > Limits.tombstones, let oldest = replica.forgotten.firstKey {
      replica.forgotten[oldest] = nil
      turn.save.forgetTombstone(oldest)
    }
  }
}
