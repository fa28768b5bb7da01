import Bench
import Foundation
import LightyProtocol
import LiveSession
import Testing
import WatchLink

@testable import RelayTee

/// A phone that takes what is carried, or does not.
private final class FakeCourier: Courier, @unchecked Sendable {
  let arrivals: AsyncStream<Carried>
  private let stream: AsyncStream<Carried>.Continuation
  var words: () -> String? = { nil }
  var carried: [URL] = []

  init() { (arrivals, stream) = AsyncStream.makeStream() }

  func sayBeside(_ words: @escaping @Sendable () -> String?) { self.words = words }
  func carry(_ file: URL) { carried.append(file) }
}

/// A wrist whose tee writes into a folder of its own.
private struct Lab {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lighty-tee-\(UUID().uuidString)")
  let courier = FakeCourier()
  let tee: RelayTee
  let world: World

  init(includeHealth: Bool = true) {
    tee = RelayTee(courier: courier, folder: folder, bootId: "boot-1", includeHealth: includeHealth)
    world = World(witness: tee)
  }

  func over() { try? FileManager.default.removeItem(at: folder) }

  /// Every frame that has been written down, in the order of the files.
  func frames() throws -> [Value] {
    tee.drain()
    let folder = folder.appendingPathComponent(RelayTee.marker)
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.sorted { $0.lastPathComponent < $1.lastPathComponent }.flatMap { file in
      try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { try parseJson(String($0)).get() }
    }
  }

}

/// Edits on both sides, in reach of each other and out of it.
func workout(_ world: World) async {
  await world.start()
  await world.wrist { await $0.start(monday) }
  await world.pass(20_000)
  await world.wrist { await $0.completeSet("squat.1") }
  world.phone.act(.editSet(setId: "squat.2", reps: 7), in: await world.session.screen.live?.session.sessionId ?? "")
  await world.pass(20_000)
  world.weather.isUp = false
  await world.pass(1_000)
  await world.wrist { await $0.editSet("squat.2", weight: Hundredths(95)) }
  await world.pass(30_000)
  world.weather.isUp = true
  await world.pass(30_000)
}

@Test("[TEE-1] [TEE-2] [TEE-6] every crossing is a frame, numbered without a hole, with what became of it")
func everyCrossing() async throws {
  let lab = Lab()
  defer { lab.over() }
  await workout(lab.world)
  let frames = try lab.frames()
  #expect(frames.map { $0["traceSeq"]?.int } == (1...frames.count).map { Int64($0) })
  let sent = frames.filter { $0["direction"]?.string == "sent" }.compactMap { $0["body"]?.string }
  #expect(sent == lab.world.air.watch.sent.map(\.text))
  let received = frames.filter { $0["direction"]?.string == "received" }
  #expect(!received.isEmpty && received.allSatisfy { $0["verdict"] != nil && $0["transport"] != nil })
  #expect(received.contains { $0["digests"] != nil && $0["verdict"]?.string == "applied" })
  for word in ["\"events\"", "\"activated\"", "\"reachability\""] {
    #expect(frames.contains { $0["direction"]?.string == "local" && ($0["body"]?.string ?? "").contains(word) })
  }
  #expect(frames.allSatisfy { $0["queueDepth"] != nil && $0["observer"]?["role"]?.string == "watch" })
  let last = frames.last { $0["digests"] != nil }
  let sessionId = await lab.world.session.screen.live?.session.sessionId ?? ""
  let digest = await lab.world.session.inspect { $0?.activeSession?.state.digest.hex }
  #expect(last?["digests"]?[sessionId]?.string == digest)
}

@Test("[TEE-3] the session sends the same packets with a tee and without")
func inert() async throws {
  let lab = Lab()
  defer { lab.over() }
  await workout(lab.world)
  let world = World()
  await workout(world)
  #expect(world.air.watch.sent.map(\.text) == lab.world.air.watch.sent.map(\.text))
}

@Test("the frame of what was received rides beside its acknowledgement, once; nothing rides beside nothing")
func beside() async throws {
  let lab = Lab()
  defer { lab.over() }
  await lab.world.startWatch()
  let said = Locked<[String?]>([])
  let courier = lab.courier
  let packet = #"{"v":1,"kind":"ack","deviceId":"phone0001","role":"phone","have":{}}"#
  await lab.world.session.take(
    .received(.message, text: packet, receipt: Receipt { _ in said.with { $0.append(courier.words()) } }))
  let words = said.with { $0.compactMap { $0 } }
  let text = try #require(words.first)
  let frame = try parseJson(text).get()
  #expect(frame["body"]?.string == packet && frame["verdict"]?.string == "applied" && frame["queueDepth"]?.int == 0)
  #expect(courier.words() == nil)
  #expect(try lab.frames().contains { $0["traceSeq"] == frame["traceSeq"] }, "and it is written down all the same")
}

@Test("files go off when the phone is back and when a session ends; what arrived is gone, what did not goes again")
func shipping() async throws {
  let lab = Lab()
  defer { lab.over() }
  await workout(lab.world)
  lab.tee.drain()
  let first = lab.courier.carried
  #expect(!first.isEmpty)
  for file in first { lab.tee.take(Carried(file: file, isThere: false)) }
  await lab.world.wrist { await $0.finish() }
  lab.tee.drain()
  let again = lab.courier.carried.dropFirst(first.count)
  #expect(again.map(\.lastPathComponent).starts(with: first.map(\.lastPathComponent)))
  for file in again { lab.tee.take(Carried(file: file, isThere: true)) }
  #expect(try lab.frames().isEmpty)
}

@Test("[TEE-9] without includeHealth no frame tells a health value, and each is marked")
func health() async throws {
  for includeHealth in [true, false] {
    let lab = Lab(includeHealth: includeHealth)
    defer { lab.over() }
    await workout(lab.world)
    let sessionId = await lab.world.session.screen.live?.session.sessionId ?? ""
    await lab.world.wrist {
      await $0.measure(
        activeEnergyKcal: Hundredths(count: 4_711), heartRateBpm: Hundredths(123), ageMs: 0, in: sessionId)
    }
    await lab.world.pass(30_000)
    let frames = try lab.frames()
    let bodies = frames.compactMap { $0["body"]?.string }
    #expect(bodies.contains { $0.contains("47.11") } == includeHealth)
    #expect(bodies.contains { $0.contains("heartRateBpm") })
    #expect(frames.allSatisfy { ($0["redacted"] != nil) == !includeHealth })
    // Nothing else is touched: what is left reads as a packet or a note.
    for body in bodies where !body.contains("\"note\"") { #expect(throws: Never.self) { try parsePacket(body).get() } }
  }
}
