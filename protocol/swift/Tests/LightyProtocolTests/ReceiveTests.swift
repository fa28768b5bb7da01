import Testing

@testable import LightyProtocol

/// A replica with that content, by nothing but merging; what it received before counts as received.
private func replica(_ example: Example) throws -> Replica {
  let replica = Replica(deviceId: example.text("deviceId"))
  for forgotten in example["before"]["forgotten"]?.array ?? [] { replica.forgotten[forgotten.string ?? ""] = true }
  for (sessionId, content) in example["before"]["sessions"]?.object ?? [:] {
    let snapshot = SessionSnapshot(
      sessionId: sessionId, revision: content["revision"]?.int ?? 0, digest: .zero, closed: false,
      registers: try Shapes.registers.read(content["registers"] ?? .null))
    _ = replica.session(sessionId).receive(snapshot, try Shapes.vector.read(content["have"] ?? .null))
  }
  for crossing in example["before"]["received"]?.array ?? [] { _ = try receive(crossing, replica) }
  return replica
}

private func receive(_ crossing: Value, _ replica: Replica) throws -> Value {
  let packet = try parsePacket((crossing["packet"] ?? .null).text).get()
  let transport = try #require(crossing["transport"]?.string.flatMap(Transport.init))
  return .array(replica.receive(packet, transport, at: crossing["at"]?.int ?? 0).verdicts.map(\.value))
}

private func content(_ replica: Replica) -> Value {
  var sessions = Fields()
  for (sessionId, state) in replica.sessions {
    sessions[sessionId] = .object([
      "revision": .integer(state.revision), "registers": state.registers.cells.value, "have": state.vector.value,
      "digest": .string(state.digest.hex),
    ])
  }
  return .object(sessions)
}

@Test(
  "[MRG-1] [MRG-2] [MRG-3] [MRG-4] [RCV-1] [RCV-2] [RCV-3] [RCV-4] [RCV-5] [RCV-6] [RCV-7] [RCV-8] [DUP-1] [DUP-2] [SES-1] [HEL-3] [SNP-2] [VER-1] [VER-2] [VER-4] [CLO-5] what a packet does",
  arguments: examples("receive/cases"))
func receptions(_ example: Example) throws {
  let replica = try replica(example)
  let verdicts = try receive(example["input"], replica)
  expectSame(verdicts, example["after"]["verdicts"] ?? .null)
  expectSame(content(replica), example["after"]["sessions"] ?? .null)
}

@Test("[MRG-1] the same packet again changes nothing", arguments: examples("receive/cases"))
func repetitions(_ example: Example) throws {
  let replica = try replica(example)
  _ = try receive(example["input"], replica)
  _ = try receive(example["input"], replica)
  expectSame(content(replica), example["after"]["sessions"] ?? .null)
}
