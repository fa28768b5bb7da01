/// A register that kept a higher stamp than the event brought: who holds it. [VER-2]
public struct Loss: Hashable, Sendable {
  public let register: String
  public let winner: Stamp

  var value: Value {
    .object([
      "register": .string(register), "revision": .integer(winner.revision), "deviceId": .string(winner.deviceId),
    ])
  }

  static let shape = Shape<Loss>.object { fields throws(Misfit) in
    Loss(
      register: try fields.get("register", Shapes.registerName),
      winner: Stamp(
        revision: try fields.get("revision", Shapes.revision), deviceId: try fields.get("deviceId", Shapes.deviceId)))
  }
}

/// What a receiver says of one event, one snapshotted session, or one packet that holds neither: a value, never an error, the same words in
/// TypeScript, Swift, SQL, HTTP and the dashboard. [VER-1]
public struct Verdict: Equatable, Sendable {
  public var sessionId: String?
  public var eventId: String?
  public var seq: Int64?
  public var decision: Decision

  public enum Decision: Equatable, Sendable {
    case applied(registers: [String])
    case partlyApplied(registers: [String], lost: [Loss])
    case superseded(lost: [Loss])
    case duplicate(firstSeen: FirstSeen?)
    case early(missing: [Int64], registers: [String], lost: [Loss])
    case healed(registers: [String])
    case ended
    case foreign(deviceId: String)
    case rejected(Rejection)
  }

  public struct FirstSeen: Equatable, Sendable {
    public let transport: Transport
    public let at: Int64
  }

  /// The words, from the quietest to the one a reader should see first when a packet earned several. [VER-3]
  public enum Word: String, CaseIterable, Comparable, Sendable {
    case applied, duplicate, healed, early
    case partlyApplied = "partly_applied"
    case superseded, foreign, ended, rejected

    public static func < (a: Word, b: Word) -> Bool { a.loudness < b.loudness }

    private var loudness: Int { Word.allCases.firstIndex(of: self) ?? 0 }
  }

  init(sessionId: String? = nil, eventId: String? = nil, seq: Int64? = nil, _ decision: Decision) {
    self.sessionId = sessionId
    self.eventId = eventId
    self.seq = seq
    self.decision = decision
  }

  public var word: Word {
    switch decision {
    case .applied: .applied
    case .partlyApplied: .partlyApplied
    case .superseded: .superseded
    case .duplicate: .duplicate
    case .early: .early
    case .healed: .healed
    case .ended: .ended
    case .foreign: .foreign
    case .rejected: .rejected
    }
  }

  /// The word for a whole packet: the loudest of its parts; `applied` when it had none. [VER-3]
  public static func summary(_ verdicts: [Verdict]) -> Word {
    verdicts.map(\.word).max() ?? .applied
  }

  /// The verdict as it travels in the tee.
  public var value: Value {
    var fields = Fields()
    fields["sessionId"] = .present(sessionId)
    fields["eventId"] = .present(eventId)
    fields["seq"] = .present(seq)
    fields["verdict"] = .string(word.rawValue)
    let names = { (registers: [String]) in Value.array(registers.map(Value.string)) }
    let losses = { (lost: [Loss]) in Value.array(lost.map(\.value)) }
    switch decision {
    case .applied(let registers), .healed(let registers): fields["registers"] = names(registers)
    case .partlyApplied(let registers, let lost):
      fields["registers"] = names(registers)
      fields["lost"] = losses(lost)
    case .superseded(let lost): fields["lost"] = losses(lost)
    case .duplicate(let firstSeen):
      if let firstSeen {
        fields["firstSeen"] = .object([
          "transport": .string(firstSeen.transport.rawValue), "at": .integer(firstSeen.at),
        ])
      }
    case .early(let missing, let registers, let lost):
      fields["missing"] = .array(missing.map(Value.integer))
      fields["registers"] = names(registers)
      fields["lost"] = losses(lost)
    case .ended: break
    case .foreign(let deviceId): fields["deviceId"] = .string(deviceId)
    case .rejected(let rejection):
      fields["code"] = .string(rejection.code.rawValue)
      fields["sentence"] = .string(rejection.sentence)
    }
    return .object(fields)
  }
}

extension Verdict {
  static let shape = Shape<Verdict>.object { fields throws(Misfit) in
    Verdict(
      sessionId: try fields.find("sessionId", Shapes.id), eventId: try fields.find("eventId", Shapes.id),
      seq: try fields.find("seq", Shapes.seq), try Decision.read(fields))
  }
}

extension Verdict.Decision {
  fileprivate static func read(_ fields: Fields) throws(Misfit) -> Verdict.Decision {
    let names = Shapes.list(Shapes.registerName, 0...Int.max)
    let losses = Shapes.list(Loss.shape, 0...Int.max)
    switch try fields.get("verdict", Shapes.word(Verdict.Word.self)) {
    case .applied: return .applied(registers: try fields.get("registers", names))
    case .partlyApplied:
      return .partlyApplied(registers: try fields.get("registers", names), lost: try fields.get("lost", losses))
    case .superseded: return .superseded(lost: try fields.get("lost", losses))
    case .duplicate: return .duplicate(firstSeen: try fields.find("firstSeen", Verdict.FirstSeen.shape))
    case .early:
      return .early(
        missing: try fields.get("missing", Shapes.list(Shapes.seq, 0...Int.max)),
        registers: try fields.get("registers", names), lost: try fields.get("lost", losses))
    case .healed: return .healed(registers: try fields.get("registers", names))
    case .ended: return .ended
    case .foreign: return .foreign(deviceId: try fields.get("deviceId", Shapes.deviceId))
    case .rejected:
      return .rejected(
        Rejection(
          try fields.get("code", Shapes.word(ErrorCode.self)),
          try fields.get("sentence", Shapes.text(upTo: Limits.stringLength))))
    }
  }
}

extension Verdict.FirstSeen {
  fileprivate static let shape = Shape<Verdict.FirstSeen>.object { fields throws(Misfit) in
    Verdict.FirstSeen(
      transport: try fields.get("transport", Shapes.word(Transport.self)),
      at: try fields.get("at", Shapes.milliseconds))
  }
}
