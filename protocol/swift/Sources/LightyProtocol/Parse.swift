/*
 * text --size--> JSON --bounds--> version --shape--> packet
 *
 * Nothing here traps, whatever it is given: a text is a packet or a rejection. [BND-1] [PKT-2]
 */

/// Reads the text of a packet. [PKT-2]
public func parsePacket(_ text: String) -> Result<Packet, Rejection> {
  parseJson(text).flatMap(checkPacket)
}

/// Judges a packet that is already JSON.
public func checkPacket(_ json: Value) -> Result<Packet, Rejection> {
  if let version = json["v"]?.number, version.whole != protocolVersion {
    let said = Value.number(version).text
    return .failure(
      Rejection(
        .unsupportedVersion, "the packet is of version \(said); this build understands version \(protocolVersion)"))
  }
  do throws(Misfit) {
    let packet = try Packet.shape.read(json)
    try judgeRegisters(packet)
    return .success(packet)
  } catch {
    return .failure(error.rejection)
  }
}

/// Judges a frame of a tee. Its body is not looked into: it is evidence, whatever it is. [TEE-1]
public func checkFrame(_ json: Value) -> Result<Frame, Rejection> {
  do throws(Misfit) { return .success(try Frame.shape.read(json)) } catch { return .failure(error.rejection) }
}

/// Reads JSON within the bounds. [BND-1] [BND-2]
public func parseJson(_ text: String, maxBytes: Int = Limits.textBytes) -> Result<Value, Rejection> {
  let bytes = text.utf8.count
  guard bytes <= maxBytes else {
    return .failure(Rejection(.tooLarge, "the text has \(bytes) bytes; \(maxBytes) are allowed"))
  }
  guard let json = readJson(text) else {
    return .failure(Rejection(.badJson, "the text that begins \(beginning(of: text)) is not JSON"))
  }
  if let outside = judgeBounds(json) { return .failure(outside) }
  return .success(json)
}

/// Judges one event that is about to be made, by the same rules that its receiver will apply. [ACT-6]
func checkEnvelope(_ event: Envelope) -> Rejection? {
  if let outside = judgeBounds(event.value) { return outside }
  do throws(Misfit) {
    try judgeWrites(try Envelope.shape.read(event.value))
    return nil
  } catch {
    return error.rejection
  }
}

extension Misfit {
  package var rejection: Rejection { Rejection(.badShape, "\(at(path)): \(sentence)") }
}

/// At most 40 letters of a text, quoted: a letter as people count them may go on without end. Never half of a surrogate pair.
private func beginning(of text: String) -> String {
  Value.string(String(text.unicodeScalars.prefix(40))).text
}

private func at(_ path: String) -> String {
  path.isEmpty ? "the value" : path
}

/// Depth, lengths, key names and numbers, whatever the shape: a hostile value costs linear time. [BND-2]
func judgeBounds(_ value: Value) -> Rejection? {
  judge(value, .root, depth: 0).map { Rejection($0.code, "\(at($0.path)) \($0.sentence)") }
}

/// Where a value stands, as far as it matters: a tee frame's body is a whole packet, so it alone may be long. What it holds is judged when it
/// is read.
private enum Spot {
  case root, frames, frame, body, other

  func member(_ key: String) -> Spot {
    switch (self, key) {
    case (.root, "body"), (.frame, "body"): .body
    case (.root, "frame"): .frame
    case (.root, "frames"): .frames
    default: .other
    }
  }

  var item: Spot { self == .frames ? .frame : .other }
}

private struct Outside {
  let code: ErrorCode
  let sentence: String
  var path = ""

  init(_ code: ErrorCode, _ sentence: String) {
    self.code = code
    self.sentence = sentence
  }

  func under(_ key: some CustomStringConvertible) -> Outside {
    var outside = self
    outside.path = "/\(key)\(path)"
    return outside
  }
}

private func judge(_ value: Value, _ spot: Spot, depth: Int) -> Outside? {
  switch value {
  case .null, .bool, .number: return nil
  case .string(let text): return judgeLength(text, spot == .body ? Limits.textBytes : Limits.stringLength)
  case .array(let items):
    if depth >= Limits.depth { return tooDeep }
    if items.count > Limits.arrayLength {
      return Outside(.badShape, "has \(items.count) items; \(Limits.arrayLength) are allowed")
    }
    for (position, item) in items.enumerated() {
      if let outside = judge(item, spot.item, depth: depth + 1) { return outside.under(position) }
    }
    return nil
  case .object(let fields):
    if depth >= Limits.depth { return tooDeep }
    if fields.count > Limits.arrayLength {
      return Outside(.badShape, "has \(fields.count) keys; \(Limits.arrayLength) are allowed")
    }
    for (key, value) in fields {
      if let outside = judgeMember(key, value, spot, depth: depth) { return outside }
    }
    return nil
  case .unlawful(.number(let n)):
    // As JavaScript would have it; of numbers that need an exponent each language has its own spelling.
    let said = Int64(exactly: n).map(String.init) ?? (n.isInfinite ? "\(n < 0 ? "-" : "")Infinity" : "\(n)")
    return Outside(.badShape, "is \(said); a number is an integer or has at most two decimal places")
  case .unlawful(.string):
    return Outside(.badShape, "holds half of a surrogate pair, which is not Unicode text")
  case .unlawful(.depth): return tooDeep
  }
}

private let tooDeep = Outside(.tooDeep, "is nested deeper than \(Limits.depth) levels")

private func judgeMember(_ key: String, _ value: Value, _ spot: Spot, depth: Int) -> Outside? {
  guard isKey(key) else {
    return Outside(.badShape, "has the key \(beginning(of: key)); a key is 1 to 200 printable ASCII characters")
  }
  return judge(value, spot.member(key), depth: depth + 1)?.under(key)
}

private func judgeLength(_ text: String, _ allowed: Int) -> Outside? {
  guard text.utf8.count > allowed else { return nil }
  let length = text.utf16.count
  return length <= allowed ? nil : Outside(.badShape, "has \(length) characters; \(allowed) are allowed")
}

private func isKey(_ key: String) -> Bool {
  (1...200).contains(key.utf8.count) && key.utf8.allSatisfy { (0x20...0x7E).contains($0) } && key != "__proto__"
}

/// Registers that travel by name are judged by their names, wherever in a packet they stand. [REG-3]
private func judgeRegisters(_ packet: Packet) throws(Misfit) {
  switch packet.body {
  case .events(let events):
    for (position, event) in events.enumerated() {
      do throws(Misfit) { try judgeWrites(event) } catch { throw error.under(position).under("events") }
    }
  case .snapshot(_, let sessions):
    for (position, session) in sessions.enumerated() {
      do throws(Misfit) { try judgeCells(session.registers) } catch {
        throw error.under("registers").under(position).under("sessions")
      }
    }
  case .hello(let sessions):
    for (position, standing) in sessions.enumerated() {
      do throws(Misfit) { try judgeCells(standing.health ?? RegisterMap()) } catch {
        throw error.under("health").under(position).under("sessions")
      }
    }
  case .ack, .ping, .pong: break
  }
}

private func judgeCells(_ cells: RegisterMap) throws(Misfit) {
  for (name, cell) in cells {
    if let misfit = misfit(name, cell.value) { throw misfit.under(2).under(name) }
  }
}

private func judgeWrites(_ event: Envelope) throws(Misfit) {
  for (name, value) in event.writes ?? [:] {
    if let misfit = misfit(name, value) { throw misfit.under(name).under("writes") }
  }
}
