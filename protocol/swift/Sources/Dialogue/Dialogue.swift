import LightyProtocol

/// An engine spoken to in lines of JSON: one request a line, one answer a line.
///
///     {"open": {"deviceId", "role", "idPrefix", "minted"?, "stored"?: [[key, value]]}}  ->  {"opened": true}
///     {"step": input}             ->  {"output": output, "wakeAt": monotonicMs or null}
///     {"steps": [input ...]}      ->  {"outputs": [output ...], "wakeAt": ...}
///     {"digest": sessionId}       ->  {"digest": hex or null}
///     {"registers": sessionId}    ->  {"registers": {name: [revision, deviceId, value]}}
///     {"view": sessionId, "now"}  ->  {"view": what a screen shows}
///     {"tee": request}            ->  what `TeeDialogue` answers, in a debug build
///
/// Ids are the prefix and a count, so that the same requests always give the same answers. What is not understood is answered with
/// `{"error": sentence}` and changes nothing.
public final class Dialogue {
  private var engine: Engine?
  #if DEBUG
    private let tee = TeeDialogue()
  #endif

  public init() {}

  public func answer(_ line: String) -> String {
    guard let request = readJson(line, maxDepth: 64) else { return error("the line is not JSON") }
    do {
      return try answer(request).text
    } catch let misunderstood as Misunderstood {
      return error(misunderstood.sentence)
    } catch {
      return self.error("\(error)")
    }
  }

  private func answer(_ request: Value) throws -> Value {
    if let options = request["open"] {
      try open(options)
      return .object(["opened": .bool(true)])
    }
    #if DEBUG
      if let request = request["tee"] { return try tee.answer(request) }
    #endif
    guard let engine else { throw Misunderstood("open an engine first") }
    if let json = request["step"] {
      return .object(["output": try engine.step(json: json).json, "wakeAt": try wakeAt(engine, json)])
    }
    if let list = request["steps"]?.array {
      let outputs = try list.map { try engine.step(json: $0).json }
      return .object(["outputs": .array(outputs), "wakeAt": try list.last.map { try wakeAt(engine, $0) } ?? .null])
    }
    if let sessionId = request["digest"]?.string {
      let digest = engine.sessions[sessionId]?.state.digest
      return .object(["digest": digest.map { .string($0.hex) } ?? .null])
    }
    if let sessionId = request["registers"]?.string {
      var registers = Fields()
      if let state = engine.sessions[sessionId]?.state {
        for (name, cell) in state.registers.cells { registers[name] = cell.stamped }
      }
      return .object(["registers": .object(registers)])
    }
    if let sessionId = request["view"]?.string {
      let now = try request.member("now") { try? Instant(json: $0) }
      let readClock = { engine.clock(at: now, of: $0) }
      let view = engine.sessions[sessionId].map { SessionView($0.state, readClock).json }
      return .object(["view": view ?? .null])
    }
    throw Misunderstood("a request is open, step, steps, digest, registers or view")
  }

  private func open(_ options: Value) throws {
    let prefix = try options.member("idPrefix", \.string)
    var minted = try options.optional("minted", \.int) ?? 0
    var stored: [(key: String, value: Value)] = []
    for pair in try options.optional("stored", \.array) ?? [] {
      guard let parts = pair.array, parts.count == 2, let key = parts[0].string else {
        throw Misunderstood("stored is a list of [key, value]")
      }
      stored.append((key, parts[1]))
    }
    engine = Engine(
      deviceId: try options.member("deviceId", \.string),
      role: try options.member("role") { $0.string.flatMap(Role.init) }, stored: stored,
      allowsReplay: options["allowsReplay"] == .bool(true)
    ) {
      minted += 1
      return "\(prefix)\(minted)"
    }
  }

  private func wakeAt(_ engine: Engine, _ input: Value) throws -> Value {
    engine.wakeAt(try Instant(json: input["now"] ?? .null)).map(Value.integer) ?? .null
  }

  private func error(_ sentence: String) -> String {
    Value.object(["error": .string(sentence)]).text
  }
}
