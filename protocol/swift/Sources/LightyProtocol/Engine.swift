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
  private let mintId: () -> String
  private let delivery: Delivery
  private let kept: Sessions
  private let ownClock: DeviceClock
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
    self.mintId = mintId
    replica = Replica(deviceId: deviceId)
    let restored = Restored(stored, replica)
    ownClock = DeviceClock(anchor: restored.anchor, offsets: restored.offsets, mintId: mintId)
    let sender = Sender(deviceId: deviceId, role: role, mintId: mintId, clock: ownClock, records: restored.records)
    let delivery = Delivery(sender, contextCounter: restored.contextCounter)
    self.delivery = delivery
    kept = Sessions(sender, replica) { delivery.changed(urgent: $0) }
  }

  /// Handles one input. Write `save`, then perform `actions` in order. [DUR-1]
  public func step(_ input: Input) -> Output {
    var save = Save()
    let clockId = ownClock.advance(input.now, &save)
    var turn = Turn(now: ownClock.now, save: save)
    handle(input, &turn)
    kept.close(&turn)
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
  public var sessions: OrderedMap<String, SessionRecord> { kept.all }

  /// The session on the screen: of the live ones the smallest (startedAt, sessionId), so both devices choose alike. [SES-2]
  public var activeSession: SessionRecord? { kept.active }

  /// Own events the peer has not acknowledged, over all sessions.
  public var queueDepth: Int { kept.all.values.reduce(0) { $0 + $1.queueDepth } }

  public var clockId: String? { ownClock.clockId }

  /// Reads a device's session clock at that instant; its own without a clockId. Milliseconds. [CLK-4]
  public func clock(at now: Instant, of clockId: String? = nil) -> Int64 {
    ownClock.read(at: now, clockId)
  }

  /// True once a ping has told the offset to that clock.
  public func knowsClock(_ clockId: String) -> Bool { ownClock.knows(clockId) }

  /// A set is "here" while an own write of it is unacknowledged, else on both devices. [OUT-9]
  public enum Whereabouts: String, Sendable { case here, both }

  /// The set's sync truth. [OUT-9]
  public func whereabouts(_ sessionId: String, _ setId: String) -> Whereabouts {
    for outgoing in kept[sessionId]?.outbox.all ?? [] where outgoing.event.concerns(setId) { return .here }
    return .both
  }

  /// The monotonic reading at which a tick is wanted; nil while there is nothing to wait for.
  public func wakeAt(_ now: Instant) -> Int64? {
    delivery.wakeAt.map { now.monotonicMs + max(0, $0 - clock(at: now)) }
  }

  // The link

  private func activate(_ reachable: Bool, _ outstanding: [Outstanding], _ turn: inout Turn) {
    var transfers = OrderedMap<String, Transfer>()
    for held in outstanding {
      transfers[held.sendId] = (try? parsePacket(held.text).get())?.transfer(of: deviceId) ?? []
    }
    kept.forgetOld(&turn)
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
    let liveBefore = kept.live
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
      let record = kept.open(session.sessionId)
      for conflict in conflicts(in: record, merge, packet, deviceId: deviceId, &ownWrites) {
        turn.notify(.conflict(conflict))
      }
      kept.keep(record, merge, &turn)
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
    case .pong(let pong): ownClock.hear(pong, &turn.save)
    case .events, .hello, .ack: break
    }
    kept.noticeEnds(liveBefore, &turn)
    return reception.verdicts
  }

  /// Every packet's head acknowledges; hellos and snapshots also say where the peer stands. [ACK-1] [HEL-2]
  private func hearAll(_ packet: Packet, _ turn: inout Turn) {
    let mentions = packet.mentions
    for sessionId in mentions.keys where !kept.isForgotten(sessionId) && kept[sessionId] == nil {
      let record = kept.open(sessionId)
      record.owesAck = true
      turn.touched[sessionId] = record
    }
    for record in kept.all.values {
      for seq in record.hear(packet, deviceId: deviceId) { turn.save.event(record.sessionId, seq, nil) }
      if let closed = record.closed, closed.deviceId != packet.deviceId {
        // What the old device said last would close it again before the new one has heard of it.
        if record.said?.deviceId != packet.deviceId { record.said = nil }
        kept.reopen(record, &turn)
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
      guard let theirs = part.derived, let state = kept[part.sessionId]?.state, state.digest == part.digest
      else { continue }
      let own = state.registers.derived(ownClock.read)
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
      let record = kept.open(sessionId)
      let merge = replica.write(event, at: turn.now)
      if let seq = event.seq {
        record.seq = seq
        let evicted = record.outbox.add(seq, event)
        turn.save.event(sessionId, seq, event)
        if let evicted { turn.save.event(sessionId, evicted, nil) }
      }
      kept.keep(record, merge, &turn)
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
      if kept[sessionId] != nil || kept.isForgotten(sessionId) {
        throw Rejection(.sessionExists, "session \(sessionId) is known here; a new one needs a new id")
      }
      if let live = activeSession {
        throw Rejection(.sessionLive, "session \(live.sessionId) is live; finish or discard it first")
      }
      return try draftStart(plan, now: now, clockId: clockId)
    }
    guard let record = kept[sessionId] else {
      throw Rejection(.sessionUnknown, "no session \(sessionId) is known here")
    }
    let scene = Scene(session: record.state, role: role, deviceId: deviceId, clockId: clockId, clock: ownClock)
    return try scene.draft(act)
  }

  /// Gives a draft its identity: the next seq, and a revision above everything seen that leans on time. [REV-1] [REV-3] [HAVE-1]
  private func seal(_ sessionId: String, _ payload: Payload, _ now: Int64) throws(Rejection) -> Envelope {
    let record = kept[sessionId]
    let sinceStartMs = record?.state.registers.meta.map { ownClock.read($0.clockId) - $0.startedAt } ?? 0
    let revision = nextRevision(held: record?.state.revision ?? 0, sinceStartMs: sinceStartMs)
    let seq = record?.seq ?? 0
    if revision > Limits.maxRevision || seq >= Limits.maxSeq {
      throw Rejection(.limitReached, "session \(sessionId) has counted to its end")
    }
    let event = Envelope(
      sessionId: sessionId, eventId: mintId(), deviceId: deviceId,
      seq: payload.eventType == .healthUpdate ? nil : seq + 1, revision: revision, timestamp: now, payload: payload)
    if let rejection = checkEnvelope(event) { throw rejection }
    return event
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
