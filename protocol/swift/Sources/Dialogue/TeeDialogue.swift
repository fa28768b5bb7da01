#if DEBUG
  import LightyProtocol
  import LightyTee

  /// A tee that is spoken to in the form of `vectors/tee/machine.json`.
  ///
  ///     {"open": options}  ->  {"opened": true}          {"step": input}  ->  {"output": output}
  ///     {"pair": {code, relayId, nonce, deviceNonce, name?}}  ->  {"request": body of POST /v1/pair, "relayProof", "token"}
  ///     {"prove": {token, relayId, nonce}}                    ->  {"shown": deviceId.nonce.proof}
  public final class TeeDialogue {
    private var tee: Tee?
    private var observer = Observer(deviceId: "", role: .watch)
    private var bootId = ""
    private var chance = 0.0

    public init() {}

    public func answer(_ request: Value) throws -> Value {
      if let options = request["open"] {
        try open(options)
        return .object(["opened": .bool(true)])
      }
      if let pairing = request["pair"] { return try pair(pairing) }
      if let terms = request["prove"] {
        let shown = shownProof(
          token: try terms.member("token", \.string), relayId: try terms.member("relayId", \.string),
          nonce: try terms.member("nonce", \.string), deviceId: observer.deviceId)
        return .object(["shown": shown.map(Value.string) ?? .null])
      }
      guard let input = request["step"] else { throw Misunderstood("a tee is asked to open, step, pair or prove") }
      return .object(["output": try step(input)])
    }

    private func open(_ json: Value) throws {
      observer = try json.member("observer") { try? Observer.read($0) }
      bootId = try json.member("bootId", \.string)
      chance = try json.member("chance") { $0.number?.double }
      var options = Tee.Options(observer: observer, bootId: bootId)
      options.name = try json.optional("name", \.string)
      options.build = try json.optional("build", \.string)
      options.speaksFor = try json.optional("speaksFor") { $0.array?.compactMap(\.string) }
      options.includeHealth = try json.optional("includeHealth", \.bool) ?? false
      options.maxFrames = try json.optional("maxFrames") { $0.int.flatMap(Int.init(exactly:)) } ?? options.maxFrames
      options.maxBytes = try json.optional("maxBytes") { $0.int.flatMap(Int.init(exactly:)) } ?? options.maxBytes
      options.backlog = try (json.optional("backlog", \.array) ?? []).map { each in
        Journalled(
          bootId: try each.member("bootId", \.string), traceSeq: try each.member("traceSeq", \.int),
          text: try each.member("text", \.string))
      }
      tee = Tee(options)
    }

    private func pair(_ json: Value) throws -> Value {
      let terms = PairingTerms(
        relayId: try json.member("relayId", \.string), nonce: try json.member("nonce", \.string),
        deviceNonce: try json.member("deviceNonce", \.string), device: observer)
      let code = try json.member("code", \.string)
      let secrets = PairingSecrets(code: code, terms)
      let request = pairRequest(code: code, terms, name: try json.optional("name", \.string))
      return .object([
        "request": .string(request), "relayProof": .string(secrets.relayProof), "token": .string(secrets.token),
      ])
    }

    private func step(_ input: Value) throws -> Value {
      guard tee != nil else { throw Misunderstood("open a tee first") }
      if input["type"]?.string == "record" {
        let held = tee?.record(try crossing(input["frame"]))
        return after(["held": held.flatMap { readJson($0.text) } ?? .null])
      }
      let moment = Tee.Moment(
        now: try input.member("now", \.int), clock: try input.optional("clock", \.int), chance: chance)
      let actions = tee?.step(try read(input), at: moment) ?? []
      return after(["actions": .array(actions.map(\.json))])
    }

    private func read(_ input: Value) throws -> Tee.Input {
      switch input["type"]?.string {
      case "start": return .start
      case "stop": return .stop
      case "opened": return .opened
      case "closed": return .closed
      case "timer": return .timer
      case "flush": return .flush
      case "message": return .message(input["text"]?.string ?? (input["message"] ?? .null).text)
      default: throw Misunderstood("a tee is told start, stop, opened, message, closed, timer, flush or record")
      }
    }

    /// A frame that its device has made and the tee has not numbered.
    private func crossing(_ json: Value?) throws -> Frame {
      guard case .object(var fields)? = json else { throw Misunderstood("frame is missing or not what it should be") }
      fields["observer"] = .object(["deviceId": .string(observer.deviceId), "role": .string(observer.role.rawValue)])
      fields["bootId"] = .string(bootId)
      fields["traceSeq"] = .integer(1)
      switch checkFrame(.object(fields)) {
      case .success(let frame): return frame
      case .failure(let rejection): throw Misunderstood(rejection.sentence)
      }
    }

    private func after(_ output: Fields) -> Value {
      var output = output
      guard let tee else { return .object(output) }
      let counts = tee.counts
      output["state"] = .string(tee.state.rawValue)
      output["deadline"] = tee.deadline.map(Value.integer) ?? .null
      output["counts"] = .object([
        "recorded": .integer(counts.recorded), "landed": .integer(counts.landed), "dropped": .integer(counts.dropped),
        "held": .integer(counts.held),
      ])
      output["isFlushWanted"] = .bool(tee.isFlushWanted)
      output["isHealthRedacted"] = .bool(tee.isHealthRedacted)
      return .object(output)
    }
  }

  extension Tee.Action {
    fileprivate var json: Value {
      switch self {
      case .connect: .object(["type": .string("connect")])
      case .send(let text):
        .object(["type": .string("send"), "message": readJson(text) ?? .null])
      case .close(let reason): .object(["type": .string("close"), "reason": .string(reason)])
      case .acked(let acked): .object(["type": .string("acked"), "acked": .array(acked.map(\.value))])
      }
    }
  }

  extension Observer {
    fileprivate static func read(_ json: Value) throws -> Observer {
      Observer(
        deviceId: try json.member("deviceId", \.string), role: try json.member("role") { $0.string.flatMap(Role.init) })
    }
  }
#endif
