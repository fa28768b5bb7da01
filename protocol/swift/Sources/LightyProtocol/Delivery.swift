/// A userInfo transfer the system still holds: which events are in it.
typealias Transfer = [Outgoing.Reference]

/// Decides what leaves, when, and by which channel. Handlers only note what is owed; `flush` turns it into sends once an input has been
/// handled, after the save.
///
///     reachable      outbox, snapshots owed, hello, answers, ack   by message; on error the events by userInfo
///     not reachable  outbox by userInfo, once per activation
///     either way     the context, when something changed, not more often than the interval while live
final class Delivery {
  private let sender: Sender
  /// False until the link is activated: what is sent before is refused with 7004. [OUT-2]
  private var isActivated = false
  private var isReachable = false
  private let context: Context
  private var hello = HelloClock()
  private var pong: Pong?
  private var unsequenced: [Envelope] = []
  private var messages: [String: [Outgoing.Reference]] = [:]
  private var transfers = OrderedMap<String, Transfer>()

  init(_ sender: Sender, contextCounter: Int64) {
    self.sender = sender
    context = Context(sender, counter: contextCounter)
  }

  private struct HelloClock {
    var isDue = false
    var saidAt: Int64?
    var pauseMs = Limits.helloIntervalMs
  }

  private var records: [SessionRecord] { sender.records.values }

  // What handlers note

  /// A process has begun, or the link is up: everything unacknowledged leaves again, and both sides say where they stand. [OUT-2] [HEL-1]
  func begin(reachable: Bool, outstanding: OrderedMap<String, Transfer>) {
    isActivated = true
    messages.removeAll()
    transfers = outstanding
    for record in records { record.outbox.requeue(all: true) }
    for transfer in outstanding.values { mark(transfer, .yes) }
    if records.contains(where: \.isOpen) { changed(urgent: false) }
    setReachable(reachable)
  }

  func setReachable(_ reachable: Bool) {
    isReachable = reachable
    for record in records {
      record.outbox.requeue(all: false)
      if reachable { record.outbox.rewind() }
    }
    if !reachable { return }
    hello.isDue = true
    hello.pauseMs = Limits.helloIntervalMs
  }

  /// Something a snapshot shows has changed; `urgent` for start, pause, resume and end. [SNP-4]
  func changed(urgent: Bool) {
    context.changed(urgent: urgent)
  }

  /// An unsequenced event leaves now by message or not at all: its cells travel again in every hello and snapshot. [EVT-7]
  func owe(_ event: Envelope) { unsequenced.append(event) }

  /// A ping is answered with the stamps it asks for; when it leaves and by which clock is filled in then. [CLK-3]
  func owePong(_ ping: Ping, receivedAt: Int64) {
    pong = Pong(pingClockId: ping.clockId, pingSentAt: ping.sentAt, pingReceivedAt: receivedAt, clockId: "", sentAt: 0)
  }

  /// How a send ended. Events whose message failed go by userInfo, each once per activation. [OUT-3] [LNK-4]
  func sent(_ sendId: String, _ errorCode: Int?) -> [Outgoing.Reference] {
    context.sent(sendId, errorCode)
    if let transfer = transfers[sendId], let errorCode, mayRetry(errorCode: errorCode) { mark(transfer, .failed) }
    transfers[sendId] = nil
    let outgoing = messages.removeValue(forKey: sendId) ?? []
    return errorCode == nil ? [] : outgoing
  }

  private func mark(_ transfer: Transfer, _ queued: Outgoing.Queued) {
    for reference in transfer { sender.records[reference.sessionId]?.outbox.mark(reference.seq, queued) }
  }

  // Sending

  func flush(_ now: Int64, _ clockId: String, _ save: inout Save, failed: [Outgoing.Reference]) -> [Action] {
    var actions: [Action] = []
    defer { unsequenced = [] }
    if !isActivated { return actions }
    if isReachable { flushMessages(now, clockId, &actions) }
    queueEvents(failed, &actions)
    if !isReachable {
      for record in records { queueEvents(record.outbox.all.map(\.reference), &actions) }
      carryOverToContext()
    }
    context.publish(now, &save, &actions)
    return actions
  }

  /// When `flush` wants to be called next, on the own session clock; nil while there is nothing to wait for.
  var wakeAt: Int64? {
    var times: [Int64] = []
    if let hello = nextHelloAt { times.append(hello) }
    if let context = context.wakeAt { times.append(context) }
    for record in records where isReachable && record.owesSnapshot {
      if let snapshotAt = record.snapshotAt { times.append(snapshotAt + Limits.resendAfterMs) }
    }
    return times.min()
  }

  /// Takes transfers whose every event is acknowledged out of the system's queue. [OUT-8]
  func cancelSuperseded(_ actions: inout [Action]) {
    var sendIds: [String] = []
    for (sendId, transfer) in transfers {
      if transfer.allSatisfy({ outgoing($0) == nil }) { sendIds.append(sendId) }
    }
    for sendId in sendIds { transfers[sendId] = nil }
    if !sendIds.isEmpty { actions.append(.cancel(sendIds: sendIds)) }
  }

  private func outgoing(_ reference: Outgoing.Reference) -> Outgoing? {
    sender.records[reference.sessionId]?.outbox[reference.seq]
  }

  private func flushMessages(_ now: Int64, _ clockId: String, _ actions: inout [Action]) {
    let before = actions.count
    if let next = nextHelloAt, now >= next { hello.isDue = true }
    if hello.isDue {
      sayHello(now, clockId, &actions)
    } else if records.contains(where: \.owesAnswer) {
      sender.send(.message, .hello(sender.standings), &actions)
    }
    for record in records { record.owesAnswer = false }

    for record in records {
      for batch in split(record.outbox.all.filter { $0.messagedAt == nil }) {
        let sendId = sender.send(.message, .events(batch.map(\.event)), &actions)
        messages[sendId] = batch.map(\.reference)
        for outgoing in batch { record.outbox.markMessaged(outgoing.seq, at: now) }
      }
      sendSnapshotOwed(record, now, &actions)
    }
    if !unsequenced.isEmpty { sender.send(.message, .events(unsequenced), &actions) }
    if actions.count == before && records.contains(where: \.owesAck) { sender.send(.message, .ack, &actions) }
    for record in records { record.owesAck = false }

    if var pong {
      pong.clockId = clockId
      pong.sentAt = now
      sender.send(.message, .pong(pong), &actions)
      self.pong = nil
    }
  }

  private func sayHello(_ now: Int64, _ clockId: String, _ actions: inout [Action]) {
    hello.isDue = false
    sender.send(.message, .hello(sender.standings), &actions)
    sender.send(.message, .ping(Ping(clockId: clockId, sentAt: now)), &actions)
    let isLive = records.contains { $0.isOpen && $0.state.isLive }
    let slower = min(hello.pauseMs * 2, Limits.helloMaxIntervalMs)
    hello.pauseMs = isLive || hello.saidAt == nil ? Limits.helloIntervalMs : slower
    hello.saidAt = now
  }

  /// Live sessions say hello on the interval; ended ones ever less often, until they are closed. [HEL-1] [HEL-4]
  private var nextHelloAt: Int64? {
    guard isReachable, let saidAt = hello.saidAt else { return nil }
    if records.contains(where: { $0.isOpen && $0.state.isLive }) { return saidAt + Limits.helloIntervalMs }
    return records.contains(where: \.isOpen) ? saidAt + hello.pauseMs : nil
  }

  private func sendSnapshotOwed(_ record: SessionRecord, _ now: Int64, _ actions: inout [Action]) {
    if !record.owesSnapshot { return }
    if let snapshotAt = record.snapshotAt, now - snapshotAt < Limits.resendAfterMs { return }
    record.owesSnapshot = false
    record.snapshotAt = now
    let body = Packet.Body.snapshot(counter: context.nextCounter, sessions: [sender.snapshot(record)])
    let packet = sender.packet(body, about: record)
    if packet.value.byteCount > Limits.messageBytes - 4_096 {
      changed(urgent: true)
      return
    }
    record.drift?.snapshotSent = true
    sender.send(.message, packet, &actions)
  }

  /// Not reachable: what would have been said by message is said by the next context. [ACK-2]
  private func carryOverToContext() {
    for record in records {
      if record.owesAck || record.owesSnapshot || record.owesAnswer { changed(urgent: false) }
      if record.owesSnapshot { record.drift?.snapshotSent = true }
      record.owesAck = false
      record.owesSnapshot = false
    }
  }

  /// Hands events to the system's durable queue, each once per activation. [OUT-3]
  private func queueEvents(_ references: [Outgoing.Reference], _ actions: inout [Action]) {
    let due = references.compactMap(outgoing).filter { $0.queued == .no }
    for batch in split(due) {
      let sendId = sender.send(.userInfo, .events(batch.map(\.event)), &actions)
      transfers[sendId] = batch.map(\.reference)
      for outgoing in batch { sender.records[outgoing.event.sessionId]?.outbox.mark(outgoing.seq, .yes) }
    }
  }

  /// In the author's order, one session a packet, none above the split size. [OUT-6]
  private func split(_ due: [Outgoing]) -> [[Outgoing]] {
    var batches: [[Outgoing]] = []
    var bytes = 0
    for outgoing in due {
      let size = outgoing.event.value.byteCount + 1
      let isSameSession = batches.last?.first?.event.sessionId == outgoing.event.sessionId
      if isSameSession && bytes + size <= Limits.packetSplitBytes - 4_096 {
        batches[batches.count - 1].append(outgoing)
        bytes += size
      } else {
        batches.append([outgoing])
        bytes = size
      }
    }
    return batches
  }
}

extension Packet {
  /// Which events of that device a text that the system still holds would bring. [OUT-8]
  func transfer(of deviceId: String) -> Transfer {
    guard case .events(let events) = body else { return [] }
    return events.compactMap { event in
      guard event.deviceId == deviceId, let seq = event.seq else { return nil }
      return Outgoing.Reference(sessionId: event.sessionId, seq: seq)
    }
  }
}
