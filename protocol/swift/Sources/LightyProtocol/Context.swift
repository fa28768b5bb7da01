/// The application context: the latest snapshot of all that is open, when it leaves and what it holds. [SNP-3] [SNP-4] [SNP-6]
final class Context {
  private let sender: Sender
  private var counter: Int64
  private var isDirty = false
  private var isUrgent = false
  private var publishedAt: Int64?
  private var sendId: String?
  /// The system refused it: it is tried again on the interval, whether or not a session is live. [SNP-6]
  private var hasFailed = false
  /// Room for sessions; the rest is the packet's own head.
  private static let budget = Limits.contextBytes - 8_192

  init(_ sender: Sender, counter: Int64) {
    self.sender = sender
    self.counter = counter
  }

  /// The counter that the next one will carry.
  var nextCounter: Int64 { counter + 1 }

  /// Something it shows has changed; `urgent` for start, pause, resume and end. [SNP-4]
  func changed(urgent: Bool) {
    isDirty = true
    if urgent { isUrgent = true }
  }

  /// How a send ended, which may have been its own. [SNP-6]
  func sent(_ sendId: String, _ errorCode: Int?) {
    if sendId != self.sendId { return }
    hasFailed = errorCode.map(mayRetry) ?? false
    isDirty = isDirty || hasFailed
  }

  /// When the interval is over, for one that waits for it; on the own session clock.
  var wakeAt: Int64? { isDirty ? publishedAt.map { $0 + Limits.snapshotIntervalMs } : nil }

  /// Publishes it, where something changed and the interval allows.
  func publish(_ now: Int64, _ save: inout Save, _ actions: inout [Action]) {
    if !isDirty { return }
    let records = volunteered
    if records.isEmpty {
      isDirty = false
      return
    }
    let isEarly = publishedAt.map { now - $0 < Limits.snapshotIntervalMs } ?? false
    let mayWait = records.contains(where: \.state.isLive) && !isUrgent
    if isEarly && (mayWait || hasFailed) { return }

    isDirty = false
    isUrgent = false
    publishedAt = now
    counter += 1
    save.context(counter)
    let head = sender.packet(.snapshot(counter: counter, sessions: []))
    var bytes = head.value.byteCount
    var sessions: [SessionSnapshot] = []
    for record in records {
      let snapshot = sender.snapshot(record)
      let size = snapshot.value.byteCount + 1
      if bytes + size > Self.budget { continue }
      bytes += size
      sessions.append(snapshot)
    }
    for record in records { record.owesAnswer = false }
    if sessions.isEmpty { return }
    let full = Packet.Body.snapshot(counter: counter, sessions: sessions)
    sendId = sender.send(
      .applicationContext, Packet(deviceId: head.deviceId, role: head.role, have: head.have, body: full), &actions)
  }

  /// What a context holds: live sessions first, then ended ones that are not closed, or whose closing the peer has yet to hear. [SNP-3]
  private var volunteered: [SessionRecord] {
    let records = sender.records.values.filter { $0.isOpen || $0.owesAnswer }
    return records.filter { !$0.state.registers.ended } + records.filter { $0.state.registers.ended }
  }
}
