/// What one input has produced so far.
private struct Turn {
  let now: Int64
  var save = Save()
  var output = Output()
  var touched = OrderedMap<String, SessionRecord>()
  /// Events whose message failed in this turn.
  var failed: [Outgoing.Reference] = []

  mutating func notify(_ notice: Notice) { output.actions.append(.notify(notice)) }
}

/// The engine of one device: inputs with `now` in, the save and the actions out. It owns its state in memory and changes it in place (a copy
/// of every register for every frame would cost more than all the rest); it reads no clock, no randomness, no disk, and the same inputs
/// always give the same outputs. It belongs to one actor, or one thread.
///
///     activated, reachability, received, sent, acted, tick
///          |
///          v
///     own session clock -> handler (merge, draft, hear) -> what is owed -> delivery.flush -> { save, actions }
public final class Engine {
  public let deviceId: String
  public let role: Role
  private let replica: Replica
  private let sender: Sender
  private let delivery: Delivery
  private let allowsReplay: Bool

  /// Opens an engine over what its store loaded. `mintId` mints event, send and clock ids: the host's random source.
  /// `allowsReplay` where a person has said in a debug build that a capture may be played to this device; a release build never sets it. [RPL-2]
  public init(
    deviceId: String, role: Role, stored: some Sequence<(key: String, value: Value)> = Batch(),
    allowsReplay: Bool = false, mintId: @escaping () -> String
  ) {
    self.allowsReplay = allowsReplay
    self.deviceId = deviceId
    self.role = role
    replica = Replica(deviceId: deviceId)
    sender = Sender(deviceId: deviceId, role: role, mintId: mintId)
    let restored = Restored(stored, replica)
    sender.records = restored.records
    sender.clocks = Clocks(anchor: restored.anchor, offsets: restored.offsets)
    delivery = Delivery(sender, contextCounter: restored.contextCounter)
  }

  /// Handles one input. Write `save`, then perform `actions` in order. [DUR-1]
  public func step(_ input: Input) -> Output {
    var save = Save()
    let clockId = readOwnClock(input.now, &save)
    var turn = Turn(now: sender.clocks.now, save: save)
    handle(input, &turn)
    close(&turn)
    delivery.cancelSuperseded(&turn.output.actions)
    turn.output.actions += delivery.flush(turn.now, clockId, &turn.save, failed: turn.failed)
    turn.output.save = turn.save.batch
    for (sessionId, record) in turn.touched { turn.output.digests[sessionId] = record.state.digest }
    return turn.output
  }

  private func handle(_ input: Input, _ turn: inout Turn) {
    switch input {
    case .activated(_, let reachable, let outstanding): activate(reachable, outstanding, &turn)
    case .reachability(_, let reachable): delivery.setReachable(reachable)
    case .received(_, let transport, let text): turn.output.verdicts = receive(text, transport, &turn)
    case .sent(_, let sendId, let errorCode): turn.failed = delivery.sent(sendId, errorCode)
    case .acted(_, let sessionId, let act): perform(act, sessionId, &turn)
    case .tick: break
    }
  }

  // Reading

  /// Every session kept here, shells and closed ones included.
  public var sessions: OrderedMap<String, SessionRecord> { sender.records }

  /// The session on the screen: of the live ones the smallest (startedAt, sessionId), so both devices choose alike. [SES-2]
  public var activeSession: SessionRecord? {
    sender.records.values.filter(\.state.isLive).min { a, b in
      let (startedA, startedB) = (a.state.registers.meta?.startedAt ?? 0, b.state.registers.meta?.startedAt ?? 0)
      return startedA == startedB ? isBefore(a.sessionId, b.sessionId) : startedA < startedB
    }
  }

  /// Own events the peer has not acknowledged, over all sessions.
  public var queueDepth: Int { sender.records.values.reduce(0) { $0 + $1.queueDepth } }

  public var clockId: String? { sender.clocks.anchor?.clockId }

  /// Reads a device's session clock at that instant; its own without a clockId. Milliseconds. [CLK-4]
  public func clock(at now: Instant, of clockId: String? = nil) -> Int64 {
    let own = sender.clocks.anchor.map { $0.read(now) ?? now.wallMs } ?? now.wallMs
    guard let clockId, clockId != self.clockId else { return own }
    return own + sender.clocks.offsets.offsetMs(clockId)
  }

  /// True once a ping has told the offset to that clock.
  public func knowsClock(_ clockId: String) -> Bool {
    clockId == self.clockId || sender.clocks.offsets.sample(clockId) != nil
  }

  /// A set is "here" while an own write of it is unacknowledged, else on both devices. [OUT-9]
  public enum Whereabouts: String, Sendable { case here, both }

  /// The set's sync truth. [OUT-9]
  public func whereabouts(_ sessionId: String, _ setId: String) -> Whereabouts {
    for outgoing in sender.records[sessionId]?.outbox.all ?? [] where outgoing.event.concerns(setId) { return .here }
    return .both
  }

  /// The monotonic reading at which a tick is wanted; nil while there is nothing to wait for.
  public func wakeAt(_ now: Instant) -> Int64? {
    delivery.wakeAt.map { now.monotonicMs + max(0, $0 - clock(at: now)) }
  }

  // Time

  /// Reads the own session clock, or begins a new one where there is none yet or the device has rebooted; its id. [CLK-1] [CLK-2]
  private func readOwnClock(_ now: Instant, _ save: inout Save) -> String {
    if let anchor = sender.clocks.anchor, let reading = anchor.read(now) {
      sender.clocks.now = reading
      return anchor.clockId
    }
    if sender.clocks.anchor != nil {
      for clockId in sender.clocks.offsets.doubtAll() { save.offset(clockId, sender.clocks.offsets) }
    }
    let anchor = ClockAnchor(at: now, clockId: sender.mintId())
    sender.clocks.anchor = anchor
    sender.clocks.now = anchor.wallMs
    save.clock(anchor)
    return anchor.clockId
  }

  private func hear(_ pong: Pong, _ turn: inout Turn) {
    guard pong.pingClockId == clockId,
      let sample = OffsetSample(
        pingSentAt: pong.pingSentAt, pingReceivedAt: pong.pingReceivedAt, pongSentAt: pong.sentAt, now: turn.now)
    else { return }
    let (taken, dropped) = sender.clocks.offsets.offer(pong.clockId, sample)
    if taken { turn.save.offset(pong.clockId, sender.clocks.offsets) }
    if let dropped { turn.save.offset(dropped, sender.clocks.offsets) }
  }

  // The link

  private func activate(_ reachable: Bool, _ outstanding: [Outstanding], _ turn: inout Turn) {
    var transfers = OrderedMap<String, Transfer>()
    for held in outstanding {
      transfers[held.sendId] = (try? parsePacket(held.text).get())?.transfer(of: deviceId) ?? []
    }
    forgetOld(&turn)
    delivery.begin(reachable: reachable, outstanding: transfers)
  }

  private func receive(_ text: String, _ transport: Transport, _ turn: inout Turn) -> [Verdict] {
    do {
      let packet = try parsePacket(text).get()
      try refuseReplay(packet)
      return receive(packet, transport, &turn)
    } catch {
      turn.notify(.quarantined(sentence: error.sentence))
      return [Verdict(.rejected(error))]
    }
  }

  private func refuseReplay(_ packet: Packet) throws(Rejection) {
    guard !allowsReplay, isReplayed(packet.deviceId) else { return }
    throw Rejection(
      .replayRefused,
      "the \(packet.kind) of \(packet.deviceId) is a replay's; a debug build takes it once its user has allowed it")
  }

  private func receive(_ packet: Packet, _ transport: Transport, _ turn: inout Turn) -> [Verdict] {
    let liveBefore = Set(sender.records.values.filter(\.state.isLive).map(\.sessionId))
    let reception = replica.receive(packet, transport, at: turn.now)
    switch reception.verdicts.first?.decision {
    case .rejected(let rejection):
      turn.notify(.quarantined(sentence: rejection.sentence))
      return reception.verdicts
    case .foreign: return reception.verdicts
    default: break
    }
    var ownWrites = OwnWrites()
    for (session, merge) in reception.merges {
      let record = record(session.sessionId)
      for conflict in conflicts(in: record, merge, packet, deviceId: deviceId, &ownWrites) {
        turn.notify(.conflict(conflict))
      }
      keep(record, merge, &turn)
      switch packet.body {
      case .events: record.owesAck = true
      case .snapshot where merge.isNews: record.owesAck = true
      default: break
      }
    }
    hearAll(packet, &turn)
    switch packet.body {
    case .snapshot(_, let sessions): checkDerived(sessions, &turn)
    case .ping(let ping): delivery.owePong(ping, receivedAt: turn.now)
    case .pong(let pong): hear(pong, &turn)
    case .events, .hello, .ack: break
    }
    noticeSessions(liveBefore, &turn)
    return reception.verdicts
  }

  /// Every packet's head acknowledges; hellos and snapshots also say where the peer stands. [ACK-1] [HEL-2]
  private func hearAll(_ packet: Packet, _ turn: inout Turn) {
    let mentions = packet.mentions
    for sessionId in mentions.keys where !replica.forgotten.contains(sessionId) && !sender.records.contains(sessionId) {
      let record = record(sessionId)
      record.owesAck = true
      turn.touched[sessionId] = record
    }
    for record in sender.records.values {
      for seq in record.hear(packet, deviceId: deviceId) { turn.save.event(record.sessionId, seq, nil) }
      if let closed = record.closed, closed.deviceId != packet.deviceId {
        // What the old device said last would close it again before the new one has heard of it.
        if record.said?.deviceId != packet.deviceId { record.said = nil }
        reopen(record, &turn)
      }
      if packet.have.contains(record.sessionId) { record.answerLack(deviceId: deviceId, now: turn.now) }
      guard let mention = mentions[record.sessionId] else { continue }
      turn.touched[record.sessionId] = record
      if let notice = record.compare(mention) { turn.notify(notice) }
      if !mention.closed && (!record.isOpen || record.canClose) { record.owesAnswer = true }
    }
  }

  /// Where the states agree, so must what is derived from them; time-bound fields are left alone. [DRV-2]
  private func checkDerived(_ sessions: [SessionSnapshot], _ turn: inout Turn) {
    for part in sessions {
      guard let theirs = part.derived, let state = sender.records[part.sessionId]?.state, state.digest == part.digest
      else { continue }
      let own = state.registers.derived(sender.clocks.read)
      let fields: [(name: String, own: Hundredths, theirs: Hundredths)] = [
        ("completedSetsCount", Hundredths(own.completedSetsCount), Hundredths(theirs.completedSetsCount)),
        ("volumeLbs", own.volumeLbs, theirs.volumeLbs),
      ]
      for field in fields where field.own != field.theirs {
        let (ours, said) = (Value.number(field.own).text, Value.number(field.theirs).text)
        turn.notify(
          .derivedMismatch(
            sessionId: part.sessionId,
            sentence:
              "session \(part.sessionId): \(field.name) is \(ours) here and \(said) at the peer, from one digest"))
      }
    }
  }

  // Acts

  private func perform(_ act: Act, _ sessionId: String, _ turn: inout Turn) {
    do {
      let payload = try draft(act, sessionId, turn.now)
      let event = try seal(sessionId, payload, turn.now)
      // Only now: a start that is refused leaves no shell behind.
      let record = record(sessionId)
      let merge = replica.write(event, at: turn.now)
      if let seq = event.seq {
        record.seq = seq
        let evicted = record.outbox.add(seq, event)
        turn.save.event(sessionId, seq, event)
        if let evicted { turn.save.event(sessionId, evicted, nil) }
      }
      keep(record, merge, &turn)
      if event.seq == nil { delivery.owe(event) }
      turn.output.events = [event]
      turn.output.verdicts = [merge.verdict]
    } catch {
      turn.output.refusal = error
    }
  }

  private func draft(_ act: Act, _ sessionId: String, _ now: Int64) throws(Rejection) -> Payload {
    let clockId = clockId ?? ""
    if case .start(let plan) = act {
      if sender.records.contains(sessionId) || replica.forgotten.contains(sessionId) {
        throw Rejection(.sessionExists, "session \(sessionId) is known here; a new one needs a new id")
      }
      if let live = activeSession {
        throw Rejection(.sessionLive, "session \(live.sessionId) is live; finish or discard it first")
      }
      return try draftStart(plan, now: now, clockId: clockId)
    }
    guard let record = sender.records[sessionId] else {
      throw Rejection(.sessionUnknown, "no session \(sessionId) is known here")
    }
    let scene = Scene(session: record.state, role: role, deviceId: deviceId, clockId: clockId, clocks: sender.clocks)
    return try scene.draft(act)
  }

  /// Gives a draft its identity: the next seq, and a revision above everything seen that leans on time. [REV-1] [REV-3] [HAVE-1]
  private func seal(_ sessionId: String, _ payload: Payload, _ now: Int64) throws(Rejection) -> Envelope {
    let record = sender.records[sessionId]
    let sinceStartMs = record?.state.registers.meta.map { sender.clocks.read($0.clockId) - $0.startedAt } ?? 0
    let revision = nextRevision(held: record?.state.revision ?? 0, sinceStartMs: sinceStartMs)
    let seq = record?.seq ?? 0
    if revision > Limits.maxRevision || seq >= Limits.maxSeq {
      throw Rejection(.limitReached, "session \(sessionId) has counted to its end")
    }
    let event = Envelope(
      sessionId: sessionId, eventId: sender.mintId(), deviceId: deviceId,
      seq: payload.eventType == .healthUpdate ? nil : seq + 1, revision: revision, timestamp: now, payload: payload)
    if let rejection = checkEnvelope(event) { throw rejection }
    return event
  }

  // Keeping

  /// Puts what a merge did into the save, and reports what it met.
  private func keep(_ record: SessionRecord, _ merge: Merge, _ turn: inout Turn) {
    let sessionId = record.sessionId
    turn.touched[sessionId] = record
    if !merge.changed.isEmpty || !merge.collisions.isEmpty {
      if record.closed != nil { reopen(record, &turn) }
      let ended = record.state.registers.ended
      if ended && record.endedAt == nil { record.endedAt = turn.now }
      turn.save.cells(record, merge.changed)
      turn.save.cells(record, merge.collisions)
      let isUrgent = merge.changed.contains("status") || merge.changed.contains("run")
      if ended || !merge.changed.allSatisfy(isHealth) { delivery.changed(urgent: isUrgent) }
    } else if merge.isNews {
      delivery.changed(urgent: false)
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

  private func record(_ sessionId: String) -> SessionRecord {
    if let record = sender.records[sessionId] { return record }
    let record = SessionRecord(replica.session(sessionId))
    sender.records[sessionId] = record
    return record
  }

  /// Tells the host what the peer did to whole sessions: ended one, or started a second beside ours. [SES-2] [SES-3]
  private func noticeSessions(_ before: Set<String>, _ turn: inout Turn) {
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

  // Closing

  private func close(_ turn: inout Turn) {
    var closedOne = false
    for record in sender.records.values where record.canClose {
      guard let said = record.said else { continue }
      record.closed = SessionRecord.Closed(deviceId: said.deviceId, at: turn.now)
      turn.save.head(record)
      closedOne = true
    }
    if closedOne { forgetOld(&turn) }
  }

  private func reopen(_ record: SessionRecord, _ turn: inout Turn) {
    record.closed = nil
    turn.save.head(record)
    delivery.changed(urgent: true)
  }

  /// Sessions go 30 days after they were closed, or when there are more than 50 newer; their ids stay, so nothing rises from them. The phone,
  /// which keeps the history, counts from the end: a phone without a watch closes nothing. A watch keeps what no phone has acknowledged.
  /// [CLO-4..6]
  private func forgetOld(_ turn: inout Turn) {
    let done = sender.records.values.enumerated().compactMap { position, record in
      (record.closed?.at ?? (role == .phone ? record.endedAt : nil)).map {
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

extension Envelope {
  /// True when it writes a cell of that set. [OUT-9]
  fileprivate func concerns(_ setId: String) -> Bool {
    switch payload {
    case .sessionStarted(let meta): meta.plan.exercises.contains { $0.sets.contains { $0.setId == setId } }
    case .setUpdated(let update): update.setId == setId
    case .setToggledCompleted(let id, _): id == setId
    case nil: payloadValue["setId"]?.string == setId
    default: false
    }
  }
}
