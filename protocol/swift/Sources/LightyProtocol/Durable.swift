/*
 * The durable keys of an engine. One batch is one atomic write; a key set to null is deleted. [DUR-2]
 *
 *   clock                     the session clock's anchor
 *   context                   counter of published contexts
 *   offset/<clockId>          best offset sample to a peer's clock
 *   session/<id>              revision, seq, have, closed
 *   cell/<id>/<register>      [revision, deviceId, value]
 *   event/<id>/<seq>          outbox
 *   tombstone/<id>            a forgotten session
 */

/// The keyed write an input makes, gathered while it is handled.
struct Save {
  private(set) var batch = Batch()

  mutating func clock(_ anchor: ClockAnchor) { batch["clock"] = anchor.value }

  mutating func context(_ counter: Int64) { batch["context"] = .integer(counter) }

  mutating func offset(_ clockId: String, _ offsets: Offsets) {
    batch["offset/\(clockId)"] = offsets.sample(clockId)?.value ?? .null
  }

  mutating func head(_ record: SessionRecord) { batch["session/\(record.sessionId)"] = record.head }

  mutating func cells(_ record: SessionRecord, _ names: [String]) {
    for name in names {
      if let cell = record.state.registers[name] { batch["cell/\(record.sessionId)/\(name)"] = cell.stamped }
    }
  }

  mutating func event(_ sessionId: String, _ seq: Int64, _ event: Envelope?) {
    batch["event/\(sessionId)/\(seq)"] = event?.value ?? .null
  }

  /// A closed session leaves its id and nothing else. [CLO-4]
  mutating func forget(_ record: SessionRecord) {
    let sessionId = record.sessionId
    batch["session/\(sessionId)"] = .null
    for name in record.state.registers.cells.keys { batch["cell/\(sessionId)/\(name)"] = .null }
    for outgoing in record.outbox.all { event(sessionId, outgoing.seq, nil) }
    batch["tombstone/\(sessionId)"] = .bool(true)
  }

  mutating func forgetTombstone(_ sessionId: String) { batch["tombstone/\(sessionId)"] = .null }
}

/// What was read back at open.
struct Restored {
  var anchor: ClockAnchor?
  var contextCounter: Int64 = 0
  var records = OrderedMap<String, SessionRecord>()
  var offsets = Offsets()

  /// Puts an engine's memory together again from its durable keys, in whatever order they come. [DUR-3]
  init(_ stored: some Sequence<(key: String, value: Value)>, _ replica: Replica) {
    var events: [(owner: SessionRecord, seq: Int64, event: Envelope)] = []
    for (key, value) in stored where !value.isNull {
      let parts = key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      let id = parts.count > 1 ? parts[1] : ""
      let rest = parts.count > 2 ? parts[2] : ""
      switch parts[0] {
      case "clock": anchor = ClockAnchor(stored: value)
      case "context": contextCounter = value.int ?? 0
      case "offset": offsets.restore(id, value)
      case "tombstone": replica.forgotten[id] = true
      case "cell":
        if let cell = Cell.shape.trusted(value) { record(id, replica).state.restore(rest, cell) }
      case "event":
        guard let seq = Int64(rest), let event = Envelope.shape.trusted(value) else { break }
        events.append((record(id, replica), seq, event))
      case "session": record(id, replica).restore(value)
      default: break
      }
    }
    for (owner, seq, event) in events.sorted(by: { $0.seq < $1.seq }) { _ = owner.outbox.add(seq, event) }
  }

  private mutating func record(_ sessionId: String, _ replica: Replica) -> SessionRecord {
    if let record = records[sessionId] { return record }
    let record = SessionRecord(replica.session(sessionId))
    records[sessionId] = record
    return record
  }
}
