import Dialogue
import LightyProtocol
import Testing

/// An input of a script: packets are JSON there, and text here.
private func input(_ json: Value?) throws -> Value {
  let json = json ?? .null
  var fields = try #require(json.object)
  if let packet = fields["packet"] { fields["text"] = .string(packet.text) }
  if let outstanding = fields["outstanding"]?.array {
    fields["outstanding"] = .array(
      outstanding.map { .object(["sendId": $0["sendId"] ?? .null, "text": .string(($0["packet"] ?? .null).text)]) })
  }
  return .object(fields)
}

/// An output as a script holds it.
private func plain(_ output: Output) throws -> Value {
  var fields = try #require(output.json.object)
  if !output.save.isEmpty {
    var save = Fields()
    for (key, value) in output.save { save[key] = value }
    fields["save"] = .object(save)
  }
  fields["actions"] = .array(
    try output.json["actions"]?.array?.map { action in
      guard let text = action["text"]?.string else { return action }
      return .object([
        "type": .string("send"), "channel": action["channel"] ?? .null, "sendId": action["sendId"] ?? .null,
        "packet": try #require(readJson(text)),
      ])
    } ?? [])
  return .object(fields)
}

private func engine(_ example: Example) throws -> Engine {
  let role = try #require(Role(rawValue: example.text("role")))
  var minted = 0
  return Engine(
    deviceId: example.text("deviceId"), role: role, stored: Array(example["stored"].object ?? [:]),
    allowsReplay: example["allowsReplay"] == .bool(true)
  ) {
    minted += 1
    return "id-\(minted)"
  }
}

@Test(
  "[ACK-1] [ACK-2] [ACT-1] [ACT-2] [ACT-3] [ACT-4] [ACT-5] [BND-5] [CLK-2] [CLK-3] [CLK-4] [CLO-1] [CLO-2] [CLO-3] [CLO-4] [CLO-5] [CON-1] [DRF-1] [DUR-1] [DUR-2] [DUR-3] [EVT-7] [EVT-8] [HEL-1] [HEL-2] [HEL-3] [OUT-1] [OUT-2] [OUT-3] [OUT-4] [OUT-7] [OUT-8] [RCV-3] [RCV-8] [REV-3] [RPL-2] [SES-2] [SES-3] [SNP-3] [SNP-4] [SNP-6] [TMR-3] what an engine does, input by input",
  arguments: examples("engine/scripts"))
func scripts(_ example: Example) throws {
  let engine = try engine(example)
  for (position, step) in (example["steps"].array ?? []).enumerated() {
    let output = try engine.step(json: try input(step["input"]))
    let wrapped: Fields = ["step \(position)": try plain(output)]
    expectSame(.object(wrapped), .object(["step \(position)": step["output"] ?? .null]))
  }
}

@Test("[DUR-1] the same inputs always give the same outputs, byte for byte", arguments: examples("engine/scripts"))
func sameAgain(_ example: Example) throws {
  let run = {
    let engine = try engine(example)
    return try (example["steps"].array ?? []).map { try engine.step(json: try input($0["input"])).json.text }
  }
  #expect(try run() == run())
}
