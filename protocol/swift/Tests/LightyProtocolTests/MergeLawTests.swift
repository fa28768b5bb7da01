import Testing

@testable import LightyProtocol

private let devices = ["phone0001", "watch0001"]

/// What two devices might have written in one session, seqs in a row, stamps as they come.
private func history(_ random: inout SeededRandom) -> [Envelope] {
  var events: [Envelope] = []
  for deviceId in devices {
    var revision: Int64 = 0
    for seq in 1...Int64(random.int(1...12)) {
      revision += Int64(random.int(1...3))
      events.append(
        Envelope(
          sessionId: "s-1", eventId: "\(deviceId)-\(seq)", deviceId: deviceId, seq: seq, revision: revision,
          timestamp: 1, payload: payload(&random)))
    }
  }
  return events
}

private func payload(_ random: inout SeededRandom) -> Payload {
  let setId = random.pick(["a", "b"])
  switch random.int(0...6) {
  case 0: return .setUpdated(SetUpdate(setId: setId, weight: Hundredths(Int64(random.int(0...3)))))
  case 1: return .setUpdated(SetUpdate(setId: setId, weight: Hundredths(1), reps: Int64(random.int(0...3))))
  case 2: return .setToggledCompleted(setId: setId, isCompleted: random.chance(50))
  case 3: return .restUpdated(random.chance(50) ? .none : .paused(durationMs: 9, remainingMs: Int64(random.int(1...9))))
  case 4: return .exerciseIndexChanged(Int64(random.int(0...2)))
  case 5: return .sessionDiscarded
  default:
    return .sessionFinished(Final(role: .watch, endedAt: 1, durationMs: Int64(random.int(0...9)), outcome: .none))
  }
}

private func merged(_ events: [Envelope]) -> SessionState {
  let session = SessionState(sessionId: "s-1")
  for event in events { _ = session.receive(event, .message, at: 0) }
  return session
}

private func snapshot(_ session: SessionState) -> SessionSnapshot {
  SessionSnapshot(
    sessionId: "s-1", revision: session.revision, digest: session.digest, closed: false,
    registers: session.registers.cells)
}

private func expectEqual(_ a: SessionState, _ b: SessionState) {
  #expect(a.digest == b.digest)
  #expect(a.registers.cells.value == b.registers.cells.value)
  #expect(a.revision == b.revision)
  #expect(a.vector.isSame(as: b.vector))
}

@Test("invariant 1 [MRG-1] [MRG-3] [RCV-4] any order and any repetition end in one state", arguments: 0..<100)
func anyOrder(_ seed: Int) {
  var random = SeededRandom(seed)
  let events = history(&random)
  let wanted = merged(events)
  expectEqual(merged(events.shuffled(using: &random)), wanted)
  expectEqual(merged((events + events).shuffled(using: &random)), wanted)
}

@Test("invariant 1 [SNP-2] any detour by snapshots ends in the same state", arguments: 0..<100)
func anyDetour(_ seed: Int) {
  var random = SeededRandom(seed)
  let events = history(&random)
  let replicas = (0..<3).map { _ in SessionState(sessionId: "s-1") }
  for event in events { _ = random.pick(replicas).receive(event, .message, at: 0) }
  for _ in 0..<6 {
    let source = random.pick(replicas)
    _ = random.pick(replicas).receive(snapshot(source), source.vector)
  }
  for source in replicas { _ = replicas[0].receive(snapshot(source), source.vector) }
  expectEqual(replicas[0], merged(events))
}

@Test("[DIG-1] the digest that is kept is the digest that is counted", arguments: 0..<50)
func countedDigest(_ seed: Int) {
  var random = SeededRandom(seed)
  let session = merged(history(&random).shuffled(using: &random))
  let counted = session.registers.cells.reduce(Digest.zero) { $0 + registerHash($1.key, $1.value) }
  #expect(session.registers.coreDigest == counted)
}

@Test("[MRG-2] one stamp, two values: the greater canonical value stays, whichever came first, and it is told")
func collision() {
  let write = { (weight: Int64) in
    Envelope(
      sessionId: "s-1", eventId: "e-\(weight)", deviceId: "watch0001", seq: nil, revision: 3, timestamp: 1,
      payload: .setUpdated(SetUpdate(setId: "a", weight: Hundredths(weight))))
  }
  for order in [[9, 10], [10, 9]] as [[Int64]] {
    let session = SessionState(sessionId: "s-1")
    _ = session.receive(write(order[0]), .message, at: 0)
    #expect(session.receive(write(order[1]), .message, at: 0).collisions == ["set/a/weight"])
    #expect(session.registers.value("set/a/weight")?.canonical == "900", "as text, 900 is greater than 1000")
  }
}
