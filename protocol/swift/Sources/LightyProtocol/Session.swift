/// What a merge did, beside its verdict.
struct Merge {
  var verdict: Verdict
  /// Something came that the peer should hear has come: an event, a cell, a seq.
  var isNews: Bool
  /// Registers whose cell is now another.
  var changed: [String]
  /// Registers that met their own stamp with another value. [MRG-2]
  var collisions: [String] = []
  /// Set when the sender broke a rule in a way that does no harm. [DUP-2]
  var violation: String?
}

/// One session as any observer can fold it: registers, R, and the version vector. Receiving an event or a snapshot is a join, so order,
/// repetition and detours change nothing. [MRG-1]
public final class SessionState {
  public let sessionId: String
  public private(set) var registers = Registers()
  public internal(set) var vector = Vector()
  /// R: the highest revision seen in this session by any way, also on what was then ignored. [REV-2]
  public private(set) var revision: Int64 = 0
  private var traces = OrderedMap<String, Trace>()

  private struct Trace {
    let event: Envelope
    let transport: Transport
    let at: Int64
  }

  init(sessionId: String) { self.sessionId = sessionId }

  public var digest: Digest { registers.digest }

  /// A shell has cells or seqs but no session_started yet; it shows nothing. [SES-1]
  public var isShell: Bool { registers["meta"] == nil }

  public var isLive: Bool { !isShell && !registers.ended }

  func raise(_ revision: Int64) { self.revision = max(self.revision, revision) }

  /// Puts a cell back that was durable.
  func restore(_ name: String, _ cell: Cell) { _ = registers.write(name, cell) }

  /// Merges one event. [RCV-1..6]
  func receive(_ event: Envelope, _ transport: Transport, at: Int64) -> Merge {
    let part = vector[event.deviceId] ?? .nothing
    let known = traces[event.eventId]
    let violation = violation(event, known?.event)
    let verdict = { (decision: Verdict.Decision) in
      Verdict(sessionId: self.sessionId, eventId: event.eventId, seq: event.seq, decision)
    }
    raise(event.revision)

    if let seq = event.seq, part.covers(seq), violation == nil {
      let firstSeen = known.map { Verdict.FirstSeen(transport: $0.transport, at: $0.at) }
      return Merge(verdict: verdict(.duplicate(firstSeen: firstSeen)), isNews: false, changed: [])
    }

    let stamp = Stamp(revision: event.revision, deviceId: event.deviceId)
    var merge = Merge(verdict: verdict(.ended), isNews: true, changed: [], violation: violation)
    var lost: [Loss] = []
    for write in event.registerWrites {
      switch registers.write(write.register, Cell(stamp, write.value)) {
      case .taken: merge.changed.append(write.register)
      case .collided: merge.collisions.append(write.register)
      case .lost:
        if let winner = registers[write.register]?.stamp { lost.append(Loss(register: write.register, winner: winner)) }
      case .same: break
      }
    }

    let missing = event.seq.map(part.missing(below:)) ?? []
    if let seq = event.seq { note(event.deviceId, part.with(seq)) }
    if known == nil { trace(Trace(event: event, transport: transport, at: at), event.eventId) }

    let registers = merge.changed
    if !missing.isEmpty {
      merge.verdict = verdict(.early(missing: missing, registers: registers, lost: lost))
    } else if lost.isEmpty {
      merge.verdict = verdict(.applied(registers: registers))
    } else if registers.isEmpty {
      merge.verdict = verdict(.superseded(lost: lost))
    } else {
      merge.verdict = verdict(.partlyApplied(registers: registers, lost: lost))
    }
    return merge
  }

  /// Merges one session of a snapshot, cell by cell, never swapped in, and takes over the vector that its cells include. [SNP-2]
  func receive(_ snapshot: SessionSnapshot, _ vector: Vector?) -> Merge {
    let (changed, collisions) = merge(snapshot.registers)
    raise(snapshot.revision)
    var isNews = !changed.isEmpty
    for (deviceId, received) in vector ?? Vector() {
      let held = self.vector[deviceId]
      note(deviceId, (held ?? .nothing).joined(received))
      isNews = isNews || self.vector[deviceId] != held
    }
    let decision: Verdict.Decision = changed.isEmpty ? .applied(registers: []) : .healed(registers: changed)
    return Merge(
      verdict: Verdict(sessionId: sessionId, decision), isNews: isNews, changed: changed, collisions: collisions)
  }

  /// Merges cells that carry their own stamps: a snapshot's, or the health cells of a hello. [HEL-3]
  func merge(_ cells: RegisterMap) -> (changed: [String], collisions: [String]) {
    var changed: [String] = []
    var collisions: [String] = []
    for (name, cell) in cells {
      switch registers.write(name, cell) {
      case .taken: changed.append(name)
      case .collided: collisions.append(name)
      case .lost, .same: break
      }
      raise(cell.stamp.revision)
    }
    return (changed, collisions)
  }

  /// A device that finds no room in the vector is merged all the same; its events come again and change nothing. [HAVE-3]
  private func note(_ deviceId: String, _ received: Received) {
    if vector.count < Limits.vectorDevices || vector.contains(deviceId) { vector[deviceId] = received }
  }

  /// The eventId cache only bears witness: an id that comes back with other content is reported and merged all the same. [DUP-2]
  private func violation(_ event: Envelope, _ known: Envelope?) -> String? {
    guard let known else { return nil }
    let isSame =
      known.revision == event.revision && known.deviceId == event.deviceId && known.eventType == event.eventType
      && known.seq == event.seq && known.payloadValue == event.payloadValue
      && known.value["writes"] == event.value["writes"]
    return isSame ? nil : "event \(event.eventId) came before with other content"
  }

  private func trace(_ trace: Trace, _ eventId: String) {
    traces[eventId] = trace
    if traces.count > Limits.traceEvents, let oldest = traces.firstKey { traces[oldest] = nil }
  }
}
