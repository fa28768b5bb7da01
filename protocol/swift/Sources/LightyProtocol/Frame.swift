/// The device whose tee saw the crossing.
public struct Observer: Hashable, Sendable {
  public var deviceId: String
  public var role: Role

  public init(deviceId: String, role: Role) {
    self.deviceId = deviceId
    self.role = role
  }

  var value: Value { .object(["deviceId": .string(deviceId), "role": .string(role.rawValue)]) }

  package static let shape = Shape<Observer>.object { fields throws(Misfit) in
    Observer(deviceId: try fields.get("deviceId", Shapes.deviceId), role: try fields.get("role", Shapes.role))
  }
}

/// One crossing seen at a device. Its key is (observer, bootId, traceSeq): ingest is idempotent by it, and a hole in traceSeq is shown, never
/// hidden. The body is the very text that crossed. [TEE-1] [TEE-2]
public struct Frame: Equatable, Sendable {
  public var observer: Observer
  public var bootId: String
  public var traceSeq: Int64
  /// Session clock of the observer.
  public var observedAt: Int64
  /// Monotonic reading of the observer, for spans that no clock change touches.
  public var monotonicMs: Int64
  public var direction: Direction
  /// Nil on local frames.
  public var transport: Transport?
  public var peer: String?
  /// UTF-8 bytes of the body as it crossed.
  public var sizeBytes: Int64
  public var body: String
  /// Ties a sent frame to the note that tells its outcome.
  public var sendId: String?
  /// The loudest of `verdicts`; received and local frames have it.
  public var verdict: Verdict.Word?
  public var verdicts: [Verdict]?
  /// Digest after the frame, of each session it touched.
  public var digests: [String: Digest]?
  /// Own events the peer has not acknowledged, after the frame.
  public var queueDepth: Int64?
  /// Frames this tee dropped just before this one. [TEE-3]
  public var droppedBefore: Int64?
  /// Frames of its boot that whoever selected left out just before this one. [CAP-8]
  public var leftOutBefore: Int64?
  /// Set when health values were left out; digests over health are then not judged.
  public var redacted = false
  /// Set on frames that a replay sends.
  public var replayed = false

  /// `local` is what the device did or noticed itself: its own edits, and notes. [TEE-1]
  public enum Direction: String, CaseIterable, Sendable {
    case sent, received, local
  }

  /// The frame as it travels.
  public var value: Value {
    var fields: Fields = [
      "observer": observer.value,
      "bootId": .string(bootId), "traceSeq": .integer(traceSeq), "observedAt": .integer(observedAt),
      "monotonicMs": .integer(monotonicMs), "direction": .string(direction.rawValue),
    ]
    fields["transport"] = .present(transport?.rawValue)
    fields["peer"] = .present(peer)
    fields["sizeBytes"] = .integer(sizeBytes)
    fields["body"] = .string(body)
    fields["sendId"] = .present(sendId)
    fields["verdict"] = .present(verdict?.rawValue)
    fields["verdicts"] = verdicts.map { .array($0.map(\.value)) }
    if let digests {
      var members = Fields()
      for (sessionId, digest) in digests.sorted(by: { $0.key < $1.key }) { members[sessionId] = .string(digest.hex) }
      fields["digests"] = .object(members)
    }
    fields["queueDepth"] = .present(queueDepth)
    fields["droppedBefore"] = .present(droppedBefore)
    fields["leftOutBefore"] = .present(leftOutBefore)
    if redacted { fields["redacted"] = .bool(true) }
    if replayed { fields["replayed"] = .bool(true) }
    return .object(fields)
  }

  package static let shape = Shape<Frame>.object { fields throws(Misfit) in
    Frame(
      observer: try fields.get("observer", Observer.shape), bootId: try fields.get("bootId", Shapes.id),
      traceSeq: try fields.get("traceSeq", Shapes.atLeast(1)),
      observedAt: try fields.get("observedAt", Shapes.milliseconds),
      monotonicMs: try fields.get("monotonicMs", Shapes.milliseconds),
      direction: try fields.get("direction", Shapes.word(Direction.self)),
      transport: try fields.find("transport", Shapes.word(Transport.self)),
      peer: try fields.find("peer", Shapes.deviceId), sizeBytes: try fields.get("sizeBytes", Shapes.atLeast(0)),
      body: try fields.get("body", Shapes.text(upTo: Limits.textBytes)),
      sendId: try fields.find("sendId", Shapes.id),
      verdict: try fields.find("verdict", Shapes.word(Verdict.Word.self)),
      verdicts: try fields.find("verdicts", Shapes.list(Verdict.shape, 0...Limits.arrayLength)),
      digests: try fields.find("digests", Shapes.digests),
      queueDepth: try fields.find("queueDepth", Shapes.atLeast(0)),
      droppedBefore: try fields.find("droppedBefore", Shapes.atLeast(1)),
      leftOutBefore: try fields.find("leftOutBefore", Shapes.atLeast(1)),
      redacted: try fields.find("redacted", Shapes.yes) ?? false,
      replayed: try fields.find("replayed", Shapes.yes) ?? false)
  }
}

extension Frame {
  /// A frame that has not been numbered, and says nothing yet of what became of its body.
  public init(
    observer: Observer, bootId: String, observedAt: Int64, monotonicMs: Int64, direction: Direction, body: String
  ) {
    self.init(
      observer: observer, bootId: bootId, traceSeq: 1, observedAt: observedAt, monotonicMs: monotonicMs,
      direction: direction, sizeBytes: Int64(body.utf8.count), body: body)
  }
}

extension Shapes {
  static let digests = Shape<[String: Digest]> { value throws(Misfit) in
    var digests: [String: Digest] = [:]
    for (sessionId, digest) in try map(id, digest).read(value) { digests[sessionId] = digest }
    return digests
  }
}

/// What happened at a device that no packet shows. [TEE-6]
public enum Note: Equatable, Sendable {
  /// The app's process began; the link is up as far as the device knows.
  case activated(clockId: String, build: String?)
  case reachability(reachable: Bool)
  /// A send that the transport refused or lost, by WatchConnectivity's error code. [LNK-4]
  case sendFailed(sendId: String, transport: Transport, errorCode: Int64)
  /// What the engine noticed, e.g. drift_detected. [NOT-1]
  case notice(String, sessionId: String?, sentence: String)

  /// The note as it travels, in a local frame's body.
  public var value: Value {
    var fields: Fields = ["kind": .string("note")]
    switch self {
    case .activated(let clockId, let build):
      fields["note"] = .string("activated")
      fields["clockId"] = .string(clockId)
      fields["build"] = .present(build)
    case .reachability(let reachable):
      fields["note"] = .string("reachability")
      fields["reachable"] = .bool(reachable)
    case .sendFailed(let sendId, let transport, let errorCode):
      fields["note"] = .string("send_failed")
      fields["sendId"] = .string(sendId)
      fields["transport"] = .string(transport.rawValue)
      fields["errorCode"] = .integer(errorCode)
    case .notice(let notice, let sessionId, let sentence):
      fields["note"] = .string("notice")
      fields["notice"] = .string(notice)
      fields["sessionId"] = .present(sessionId)
      fields["sentence"] = .string(sentence)
    }
    return .object(fields)
  }

  static let shape = Shape<Note>.object { fields throws(Misfit) in
    guard fields["kind"]?.string == "note" else { throw Misfit("expected note").under("kind") }
    let text = Shapes.text(upTo: Limits.stringLength)
    switch fields["note"]?.string {
    case "activated":
      return .activated(clockId: try fields.get("clockId", Shapes.id), build: try fields.find("build", text))
    case "reachability": return .reachability(reachable: try fields.get("reachable", Shapes.bool))
    case "send_failed":
      return .sendFailed(
        sendId: try fields.get("sendId", Shapes.id),
        transport: try fields.get("transport", Shapes.word(Transport.self)),
        errorCode: try fields.get("errorCode", Shapes.int(-Limits.number...Limits.number)))
    case "notice":
      return .notice(
        try fields.get("notice", text), sessionId: try fields.find("sessionId", Shapes.id),
        sentence: try fields.get("sentence", text))
    default: throw Misfit("expected activated, reachability, send_failed or notice").under("note")
    }
  }
}
