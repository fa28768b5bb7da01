/*
 * A packet is the one thing that crosses the link: the JSON text under the key "lty1".
 *
 *   events    what happened, in the author's order
 *   hello     where I stand: vectors, digests, health; asks for nothing, is answered with what is missing
 *   snapshot  whole sessions with a stamp on every register, merged cell by cell
 *   ack       nothing but the vectors
 *   ping pong four time stamps for the clock offset
 *
 * Every kind carries `have`, so every kind acknowledges. [ACK-1]
 */

/// The one key of every WatchConnectivity payload. [PKT-1]
public let payloadKey = "lty1"

/// What crosses the link. [PKT-1]
public struct Packet: Sendable {
  public let deviceId: String
  public let role: Role
  public let have: Have
  public let body: Body

  public enum Body: Sendable {
    case events([Envelope])
    case hello([Standing])
    case snapshot(counter: Int64, sessions: [SessionSnapshot])
    case ack
    case ping(Ping)
    case pong(Pong)
  }

  public var kind: String {
    switch body {
    case .events: "events"
    case .hello: "hello"
    case .snapshot: "snapshot"
    case .ack: "ack"
    case .ping: "ping"
    case .pong: "pong"
    }
  }

  /// The packet as it travels.
  public var value: Value {
    var fields: Fields = [
      "v": .integer(protocolVersion), "kind": .string(kind), "deviceId": .string(deviceId),
      "role": .string(role.rawValue), "have": have.value,
    ]
    switch body {
    case .events(let events): fields["events"] = .array(events.map(\.value))
    case .hello(let sessions): fields["sessions"] = .array(sessions.map(\.value))
    case .snapshot(let counter, let sessions):
      fields["counter"] = .integer(counter)
      fields["sessions"] = .array(sessions.map(\.value))
    case .ack: break
    case .ping(let ping):
      fields["clockId"] = .string(ping.clockId)
      fields["sentAt"] = .integer(ping.sentAt)
    case .pong(let pong):
      fields["pingClockId"] = .string(pong.pingClockId)
      fields["pingSentAt"] = .integer(pong.pingSentAt)
      fields["pingReceivedAt"] = .integer(pong.pingReceivedAt)
      fields["clockId"] = .string(pong.clockId)
      fields["sentAt"] = .integer(pong.sentAt)
    }
    return .object(fields)
  }

  static let shape = Shape<Packet>.object { fields throws(Misfit) in
    _ = try fields.get("v", Shapes.version)
    return Packet(
      deviceId: try fields.get("deviceId", Shapes.deviceId), role: try fields.get("role", Shapes.role),
      have: try fields.get("have", Shapes.have), body: try Body.read(fields))
  }
}

extension Packet.Body {
  fileprivate static func read(_ fields: Fields) throws(Misfit) -> Packet.Body {
    switch fields["kind"]?.string {
    case "events": return .events(try fields.get("events", Shapes.list(Envelope.shape, 1...Limits.arrayLength)))
    case "hello": return .hello(try fields.get("sessions", Shapes.list(Standing.shape, 0...Limits.openSessions * 2)))
    case "snapshot":
      return .snapshot(
        counter: try fields.get("counter", Shapes.atLeast(1)),
        sessions: try fields.get("sessions", Shapes.list(SessionSnapshot.shape, 0...Limits.openSessions * 2)))
    case "ack": return .ack
    case "ping": return .ping(try Ping.read(fields))
    case "pong": return .pong(try Pong.read(fields))
    default: throw Misfit("expected one of events, hello, snapshot, ack, ping, pong").under("kind")
    }
  }
}

/// What a hello says of one session. [HEL-2]
public struct Standing: Sendable {
  public var sessionId: String
  public var revision: Int64
  public var digest: Digest
  public var status: Status?
  public var closed: Bool
  public var health: RegisterMap?

  var value: Value {
    var fields: Fields = [
      "sessionId": .string(sessionId), "revision": .integer(revision), "digest": .string(digest.hex),
    ]
    fields["status"] = .present(status?.rawValue)
    if closed { fields["closed"] = .bool(true) }
    fields["health"] = health?.value
    return .object(fields)
  }

  static let shape = Shape<Standing>.object { fields throws(Misfit) in
    Standing(
      sessionId: try fields.get("sessionId", Shapes.id), revision: try fields.get("revision", Shapes.atLeast(0)),
      digest: try fields.get("digest", Shapes.digest), status: try fields.find("status", Shapes.word(Status.self)),
      closed: try fields.find("closed", Shapes.yes) ?? false, health: try fields.find("health", Shapes.registers))
  }
}

/// One session of a snapshot. [SNP-1]
public struct SessionSnapshot: Sendable {
  public var sessionId: String
  public var revision: Int64
  public var digest: Digest
  public var closed: Bool
  public var registers: RegisterMap
  public var derived: Derived?

  var value: Value {
    var fields: Fields = [
      "sessionId": .string(sessionId), "revision": .integer(revision), "digest": .string(digest.hex),
    ]
    if closed { fields["closed"] = .bool(true) }
    fields["registers"] = registers.value
    fields["derived"] = derived?.value
    return .object(fields)
  }

  static let shape = Shape<SessionSnapshot>.object { fields throws(Misfit) in
    SessionSnapshot(
      sessionId: try fields.get("sessionId", Shapes.id), revision: try fields.get("revision", Shapes.atLeast(0)),
      digest: try fields.get("digest", Shapes.digest), closed: try fields.find("closed", Shapes.yes) ?? false,
      registers: try fields.get("registers", Shapes.registers), derived: try fields.find("derived", Derived.shape))
  }
}

/// The derived fields of the brief, for readers only; a receiver computes its own and reports a mismatch. [DRV-2]
public struct Derived: Equatable, Sendable {
  public var elapsedSeconds: Int64
  public var activeRestRemainingSeconds: Int64
  public var completedSetsCount: Int64
  public var volumeLbs: Hundredths

  public var value: Value {
    .object([
      "elapsedSeconds": .integer(elapsedSeconds), "activeRestRemainingSeconds": .integer(activeRestRemainingSeconds),
      "completedSetsCount": .integer(completedSetsCount), "volumeLbs": .number(volumeLbs),
    ])
  }

  static let shape = Shape<Derived>.object { fields throws(Misfit) in
    Derived(
      elapsedSeconds: try fields.get("elapsedSeconds", Shapes.atLeast(0)),
      activeRestRemainingSeconds: try fields.get("activeRestRemainingSeconds", Shapes.atLeast(0)),
      completedSetsCount: try fields.get("completedSetsCount", Shapes.atLeast(0)),
      volumeLbs: try fields.get("volumeLbs", Shapes.number(0...Limits.number)))
  }
}

/// The first of the four stamps, on the sender's session clock. [CLK-3]
public struct Ping: Equatable, Sendable {
  public var clockId: String
  public var sentAt: Int64

  fileprivate static func read(_ fields: Fields) throws(Misfit) -> Ping {
    Ping(clockId: try fields.get("clockId", Shapes.id), sentAt: try fields.get("sentAt", Shapes.milliseconds))
  }
}

/// The ping's stamp given back, with when it came and when this left. [CLK-3]
public struct Pong: Equatable, Sendable {
  public var pingClockId: String
  public var pingSentAt: Int64
  public var pingReceivedAt: Int64
  public var clockId: String
  public var sentAt: Int64

  fileprivate static func read(_ fields: Fields) throws(Misfit) -> Pong {
    Pong(
      pingClockId: try fields.get("pingClockId", Shapes.id),
      pingSentAt: try fields.get("pingSentAt", Shapes.milliseconds),
      pingReceivedAt: try fields.get("pingReceivedAt", Shapes.milliseconds),
      clockId: try fields.get("clockId", Shapes.id), sentAt: try fields.get("sentAt", Shapes.milliseconds))
  }
}

extension Shapes {
  static let digest = Shape<Digest> { value throws(Misfit) in
    guard let digest = value.string.flatMap(Digest.init(hex:)) else {
      throw Misfit("a digest is 16 lowercase hex digits")
    }
    return digest
  }
}
