#if DEBUG
  import LightyProtocol

  /*
   * Device -> relay: hello, then frames; a ping whenever it likes, and the four stamps of it once the pong is back.
   * Relay -> device: welcome with what it already holds, an ack after each commit, pong, error.
   */

  /// What a tee still holds of one boot: frames `first` to `last`.
  public struct Spool: Equatable, Sendable {
    public var bootId: String
    public var first: Int64
    public var last: Int64

    public init(bootId: String, first: Int64, last: Int64) {
      self.bootId = bootId
      self.first = first
      self.last = last
    }

    var value: Value { .object(["bootId": .string(bootId), "first": .integer(first), "last": .integer(last)]) }

    static let shape = Shape<Spool>.object { fields throws(Misfit) in
      Spool(
        bootId: try fields.get("bootId", Shapes.id), first: try fields.get("first", Shapes.atLeast(1)),
        last: try fields.get("last", Shapes.atLeast(0)))
    }
  }

  /// First message on a tee socket. [TEE-4]
  public struct TeeHello: Equatable, Sendable {
    public var observer: Observer
    public var name: String?
    public var build: String?
    public var bootId: String
    public var spools: [Spool]
    /// Other observers whose frames it brings. [TEE-7]
    public var speaksFor: [String]?

    var value: Value {
      var fields: Fields = [
        "type": .string("hello"), "v": .integer(protocolVersion), "deviceId": .string(observer.deviceId),
        "role": .string(observer.role.rawValue),
      ]
      fields["name"] = .present(name)
      fields["build"] = .present(build)
      fields["bootId"] = .string(bootId)
      fields["spools"] = .array(spools.map(\.value))
      fields["speaksFor"] = speaksFor.map { .array($0.map(Value.string)) }
      return .object(fields)
    }

    static let shape = Shape<TeeHello>.object { fields throws(Misfit) in
      _ = try fields.get("v", Shapes.version)
      return TeeHello(
        observer: try Observer.shape.read(.object(fields)), name: try fields.find("name", Shapes.text(upTo: 100)),
        build: try fields.find("build", Shapes.text(upTo: 100)), bootId: try fields.get("bootId", Shapes.id),
        spools: try fields.get("spools", Shapes.list(Spool.shape, 0...64)),
        speaksFor: try fields.find("speaksFor", Shapes.list(Shapes.deviceId, 0...8)))
    }
  }

  /// What a device may say to the relay.
  public enum TeeUp: Equatable, Sendable {
    case hello(TeeHello)
    /// Frames in traceSeq order per boot. [TEE-4]
    case frames([Frame])
    case ping(sentAt: Int64)
    /// The four stamps of a ping and its pong: sent and back by the device's session clock, received and answered by the relay's. [TEE-8]
    case clock(sentAt: Int64, receivedAt: Int64, answeredAt: Int64, backAt: Int64)

    public var value: Value {
      switch self {
      case .hello(let hello): hello.value
      case .frames(let frames): .object(["type": .string("frames"), "frames": .array(frames.map(\.value))])
      case .ping(let sentAt): .object(["type": .string("ping"), "sentAt": .integer(sentAt)])
      case .clock(let sentAt, let receivedAt, let answeredAt, let backAt):
        .object([
          "type": .string("clock"), "sentAt": .integer(sentAt), "receivedAt": .integer(receivedAt),
          "answeredAt": .integer(answeredAt), "backAt": .integer(backAt),
        ])
      }
    }

    package static let shape = Shape<TeeUp>.object { fields throws(Misfit) in
      let time = Shapes.milliseconds
      switch fields["type"]?.string {
      case "hello": return .hello(try TeeHello.shape.read(.object(fields)))
      case "frames": return .frames(try fields.get("frames", Shapes.list(Frame.shape, 1...Limits.teeWindow)))
      case "ping": return .ping(sentAt: try fields.get("sentAt", time))
      case "clock":
        return .clock(
          sentAt: try fields.get("sentAt", time), receivedAt: try fields.get("receivedAt", time),
          answeredAt: try fields.get("answeredAt", time), backAt: try fields.get("backAt", time))
      default: throw Misfit("expected hello, frames, ping or clock").under("type")
      }
    }
  }

  /// The highest traceSeq the relay holds durably, per observer and boot. [TEE-4]
  public struct TraceAck: Equatable, Sendable {
    public var deviceId: String
    public var bootId: String
    public var traceSeq: Int64

    public var value: Value {
      .object(["deviceId": .string(deviceId), "bootId": .string(bootId), "traceSeq": .integer(traceSeq)])
    }

    static let shape = Shape<TraceAck>.object { fields throws(Misfit) in
      TraceAck(
        deviceId: try fields.get("deviceId", Shapes.deviceId), bootId: try fields.get("bootId", Shapes.id),
        traceSeq: try fields.get("traceSeq", Shapes.atLeast(0)))
    }
  }

  /// How a relay takes a device in.
  public struct TeeWelcome: Equatable, Sendable {
    public var relayId: String
    public var window: Int64
    public var acked: [TraceAck]
    /// The line can be listened to: health values are to be left out. [TEE-9]
    public var redactHealth: Bool

    var value: Value {
      var fields: Fields = [
        "type": .string("welcome"), "v": .integer(protocolVersion), "relayId": .string(relayId),
        "window": .integer(window), "acked": .array(acked.map(\.value)),
      ]
      if redactHealth { fields["redactHealth"] = .bool(true) }
      return .object(fields)
    }

    static let shape = Shape<TeeWelcome>.object { fields throws(Misfit) in
      _ = try fields.get("v", Shapes.version)
      return TeeWelcome(
        relayId: try fields.get("relayId", Shapes.id), window: try fields.get("window", Shapes.atLeast(1)),
        acked: try fields.get("acked", Shapes.list(TraceAck.shape, 0...Limits.arrayLength)),
        redactHealth: try fields.find("redactHealth", Shapes.yes) ?? false)
    }
  }

  /// What the relay may say to a device.
  public enum TeeDown: Equatable, Sendable {
    case welcome(TeeWelcome)
    case ack([TraceAck])
    case pong(pingSentAt: Int64, receivedAt: Int64, sentAt: Int64)
    case error(Rejection)

    public var value: Value {
      switch self {
      case .welcome(let welcome): welcome.value
      case .ack(let acked): .object(["type": .string("ack"), "acked": .array(acked.map(\.value))])
      case .pong(let pingSentAt, let receivedAt, let sentAt):
        .object([
          "type": .string("pong"), "pingSentAt": .integer(pingSentAt), "receivedAt": .integer(receivedAt),
          "sentAt": .integer(sentAt),
        ])
      case .error(let rejection):
        .object([
          "type": .string("error"), "code": .string(rejection.code.rawValue), "sentence": .string(rejection.sentence),
        ])
      }
    }

    package static let shape = Shape<TeeDown>.object { fields throws(Misfit) in
      let time = Shapes.milliseconds
      switch fields["type"]?.string {
      case "welcome": return .welcome(try TeeWelcome.shape.read(.object(fields)))
      case "ack": return .ack(try fields.get("acked", Shapes.list(TraceAck.shape, 1...Limits.arrayLength)))
      case "pong":
        return .pong(
          pingSentAt: try fields.get("pingSentAt", time), receivedAt: try fields.get("receivedAt", time),
          sentAt: try fields.get("sentAt", time))
      case "error":
        return .error(
          Rejection(
            try fields.get("code", Shapes.word(ErrorCode.self)),
            try fields.get("sentence", Shapes.text(upTo: Limits.stringLength))))
      default: throw Misfit("expected welcome, ack, pong or error").under("type")
      }
    }
  }

  /// Reads what a relay said, within the bounds; what this build does not understand is a rejection. [BND-1]
  public func parseTeeDown(_ text: String) -> Result<TeeDown, Rejection> {
    parseJson(text).flatMap { json in
      do throws(Misfit) { return .success(try TeeDown.shape.read(json)) } catch { return .failure(error.rejection) }
    }
  }
#endif
