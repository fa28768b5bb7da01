import Bench
import Foundation
import LightyProtocol
import LightyTee
import LiveSession
import Testing
import WatchLink

@testable import RelayTee

/// A relay at the other end of sockets, which says what a relay says on the wire, when it is told to.
private final class FakeRelay: RelayDoor, @unchecked Sendable {
  private(set) var sockets: [FakeSocket] = []
  /// What it holds durably: texts by traceSeq.
  private(set) var held: [Int64: String] = [:]
  var acked: Int64 = 0
  var redactsHealth = false

  func connect(as observer: Observer, _ heard: @escaping @Sendable (SocketWord) -> Void) -> any RelaySocket {
    let socket = FakeSocket(observer, heard)
    sockets.append(socket)
    return socket
  }

  var socket: FakeSocket { sockets[sockets.count - 1] }

  func welcome() {
    let held =
      acked == 0 ? "" : #"{"deviceId":"\#(socket.observer.deviceId)","bootId":"boot-1","traceSeq":\#(acked)}"#
    let redact = redactsHealth ? #","redactHealth":true"# : ""
    socket.say(#"{"type":"welcome","v":1,"relayId":"r1","window":4096,"acked":[\#(held)]\#(redact)}"#)
  }

  /// Takes what has come in, and acknowledges it, as far as there is no hole.
  func commit() throws {
    for text in socket.takeSent() {
      for frame in try parseJson(text).get()["frames"]?.array ?? [] {
        held[frame["traceSeq"]?.int ?? 0] = frame.text
      }
    }
    while held[acked + 1] != nil { acked += 1 }
    let device = socket.observer.deviceId
    socket.say(
      #"{"type":"ack","acked":[{"deviceId":"\#(device)","bootId":"boot-1","traceSeq":\#(acked)}]}"#)
  }
}

private final class FakeSocket: RelaySocket, @unchecked Sendable {
  let observer: Observer
  private let heard: @Sendable (SocketWord) -> Void
  private var sent: [String] = []
  private(set) var reason: String?

  init(_ observer: Observer, _ heard: @escaping @Sendable (SocketWord) -> Void) {
    (self.observer, self.heard) = (observer, heard)
  }

  func send(_ text: String) { sent.append(text) }
  func close(_ reason: String) { self.reason = reason }
  func say(_ text: String) { heard(.message(text)) }
  func open() { heard(.opened) }
  func fall() { heard(.closed) }

  func takeSent() -> [String] {
    defer { sent = [] }
    return sent
  }
}

/// A clock that a test moves by hand. Nobody sleeps by it.
private final class HandTime: DeviceTime, @unchecked Sendable {
  var ms: Int64 = 1_000
  func now() -> Instant { Instant(wallMs: ms, monotonicMs: ms, deviceBootId: "boot-1") }
  func sleep(untilMonotonicMs: Int64) async throws { try await Task.sleep(for: .seconds(86_400)) }
}

/// A driver whose words are handed on by hand: what a socket says comes back through its stream, in order.
private struct DriverLab {
  let relay = FakeRelay()
  let tee = HeldTee()
  let time = HandTime()
  let driver: TeeDriver
  private let words: Words

  /// What the driver was told and has not heard.
  private final class Words: @unchecked Sendable {
    var iterator: AsyncStream<TeeDriver.Word>.Iterator
    init(_ words: AsyncStream<TeeDriver.Word>) { iterator = words.makeAsyncIterator() }
  }

  init() async {
    driver = TeeDriver(tee: tee, door: relay, time: time, chance: { 0 })
    words = Words(driver.words)
    tee.open(Tee.Options(observer: Observer(deviceId: "watch0001", role: .watch), bootId: "boot-1"))
    await hear(.opened)
  }

  func hear(_ word: TeeDriver.Word) async { await driver.hear(word) }

  /// Hears the next word that is on its way.
  func next() async { if let word = await words.iterator.next() { await driver.hear(word) } }

  func record(_ count: Int) {
    for n in 1...count {
      _ = tee.record(
        Frame(
          observer: Observer(deviceId: "watch0001", role: .watch), bootId: "boot-1", observedAt: 0, monotonicMs: 0,
          direction: .local, body: "\(n)"))
    }
  }

  func connect() async {
    relay.socket.open()
    await next()
    relay.welcome()
    await next()
  }

  func commit() async throws {
    try relay.commit()
    await next()
  }
}

@Test("[TEE-4] it connects, greets, is welcomed, and what is recorded lands once, in order")
func lands() async throws {
  let lab = await DriverLab()
  lab.record(3)
  await lab.connect()
  #expect(lab.relay.socket.observer.deviceId == "watch0001")
  try await lab.commit()
  lab.record(2)
  await lab.hear(.news)
  try await lab.commit()
  #expect(lab.relay.held.keys.sorted() == [1, 2, 3, 4, 5])
  #expect(lab.tee.counts.landed == 5 && lab.tee.counts.held == 0 && lab.tee.counts.dropped == 0)
}

@Test("[TEE-4] after a break it waits, connects again and resumes behind what the relay holds")
func resumes() async throws {
  let lab = await DriverLab()
  await lab.connect()
  lab.record(4)
  await lab.hear(.news)
  try await lab.commit()
  lab.record(3)
  await lab.hear(.news)
  let before = lab.relay.socket
  before.fall()
  await lab.next()
  #expect(lab.relay.sockets.count == 1, "not at once")
  await lab.hear(.due)
  #expect(lab.relay.sockets.count == 1, "nor before its time")
  lab.time.ms += 10_000
  await lab.hear(.due)
  #expect(lab.relay.sockets.count == 2)
  // The old socket is not heard any more.
  before.fall()
  await lab.next()
  await lab.connect()
  let again = lab.relay.socket.takeSent().compactMap { try? parseJson($0).get() }
  let resent = again.flatMap { $0["frames"]?.array ?? [] }.compactMap { $0["traceSeq"]?.int }
  #expect(resent == [5, 6, 7])
}

@Test("[TEE-4] a relay that does not accept is given up on, and its socket closed with the reason")
func givesUp() async {
  let lab = await DriverLab()
  lab.time.ms += 10_000
  await lab.hear(.due)
  #expect(lab.relay.socket.reason == "the relay did not accept in time")
  lab.time.ms += 10_000
  await lab.hear(.due)
  #expect(lab.relay.sockets.count == 2)
}

@Test("[TEE-8] told the session clock, it pings at once and says what the clock reads when the pong is back")
func clock() async throws {
  let lab = await DriverLab()
  lab.tee.read(clock: 1_800_000_000_000, at: lab.time.now().monotonicMs)
  lab.time.ms += 40
  await lab.connect()
  let ping = try #require(lab.relay.socket.takeSent().last)
  #expect(ping == #"{"type":"ping","sentAt":1800000000040}"#)
  lab.time.ms += 30
  lab.relay.socket.say(#"{"type":"pong","pingSentAt":1800000000040,"receivedAt":7,"sentAt":8}"#)
  await lab.next()
  #expect(
    lab.relay.socket.takeSent() == [
      #"{"type":"clock","sentAt":1800000000040,"receivedAt":7,"answeredAt":8,"backAt":1800000000070}"#
    ])
}

@Test("[TEE-3] a wrist with a door sends its frames there, writes no files, and its session sends the same packets")
func throughTheDoor() async throws {
  let relay = FakeRelay()
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lighty-door-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let tee = RelayTee(
    courier: NoCourier(), folder: folder, bootId: "boot-1", includeHealth: false, door: relay, time: WristTime())
  let world = World(witness: tee)
  let run = Task { await tee.run() }
  await workout(world)
  while relay.sockets.isEmpty { await Task.yield() }
  relay.socket.open()
  relay.welcome()
  let recorded = tee.held.counts.recorded
  while tee.held.counts.landed < recorded {
    await Task.yield()
    try relay.commit()
  }
  #expect(relay.held.keys.sorted() == Array(1...recorded))
  let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent(RelayTee.marker).path)
  #expect(files.isEmpty)
  run.cancel()
  await run.value
  #expect(relay.socket.reason == "the tee was stopped")
  let bare = World()
  await workout(bare)
  #expect(bare.air.watch.sent.map(\.text) == world.air.watch.sent.map(\.text))
}

/// There is no phone to carry anything.
private final class NoCourier: Courier {
  let arrivals = AsyncStream<Carried> { $0.finish() }
  func sayBeside(_ words: @escaping @Sendable () -> String?) {}
  func carry(_ file: URL) { Issue.record("a file was to be carried") }
}
