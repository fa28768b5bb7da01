import Bench
import LightyProtocol
import Testing
import WatchLink

@testable import LiveSession

/// A wrist in a workout that it started, next to a phone that knows.
private func training() async -> World {
  let world = World()
  await world.start()
  await world.pass(1_000)
  await world.wrist { await $0.start(monday) }
  await world.pass(3_000)
  return world
}

extension World {
  fileprivate var live: LiveView? { get async { await session.screen.live } }
}

@Test("[ACK-1] [DUR-1] a sender has its reply once what it sent is durable, and none where it is not")
func durableBeforeReply() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  // The disk is full when the phone's words come.
  world.disk.failing = world.disk.calls + 1...world.disk.calls + 400
  await world.pass(1_500)
  #expect(await world.session.screen.trouble != nil)
  #expect(world.phone.engine?.whereabouts("s-1", "squat.1") == .here, "nothing was acknowledged")
  world.disk.failing = nil
  await world.pass(30_000)
  #expect(await world.live?.session.sessionId == "s-1")
  #expect(await world.session.screen.trouble == nil)
  #expect(world.phone.engine?.whereabouts("s-1", "squat.1") == .both)
}

@Test("[DUR-1] a tap that cannot be saved is answered so, shown so, and nothing of it leaves")
func fullDisk() async throws {
  let world = await training()
  let sent = world.air.watch.sent.count
  world.disk.failing = world.disk.calls + 1...world.disk.calls + 1
  let outcome = await world.wrist { await $0.editSet("squat.1", weight: Hundredths(105)) }
  guard case .notSaved = outcome else {
    Issue.record("\(outcome)")
    return
  }
  #expect(world.air.watch.sent.count == sent)
  #expect(await world.session.screen.trouble != nil)
  #expect(await world.live?.session.exercises[0].sets[0].weight == Hundredths(100))
  let again = await world.wrist { await $0.editSet("squat.1", weight: Hundredths(105)) }
  guard case .done = again else {
    Issue.record("\(again)")
    return
  }
  #expect(await world.session.screen.trouble == nil)
  await world.pass(3_000)
  #expect(world.phone.engine?.activeSession?.state.registers.value("set/squat.1/weight")?.int == 105)
}

@Test("[REV-1] [DUR-3] after a kill the wrist is in the same workout, without a question", arguments: [false, true])
func restores(_ reboot: Bool) async throws {
  let world = await training()
  await world.wrist { await $0.completeSet("squat.1") }
  await world.pass(500)
  await world.wrist { await $0.editSet("squat.2", reps: 7) }
  let before = try #require(await world.live)
  let deviceId = await world.session.deviceId
  await world.crashAndRestart(reboot: reboot)
  let after = try #require(await world.live)
  #expect(after.session.exercises == before.session.exercises)
  #expect(await world.session.deviceId == deviceId)
  #expect(after.session.rest.state == .running && !reboot || reboot)
  await world.pass(5_000)
  #expect(world.phone.engine?.activeSession?.state.registers.value("set/squat.2/reps")?.int == 7)
}

@Test("[ENV-3] a store that is lost makes a new device, whose words are not taken for those of the old one")
func newInstallation() async throws {
  let world = await training()
  #expect(await world.session.deviceId == "watch0001")
  world.killWatch()
  try world.disk.rename(FileStore.name, to: "gone")
  await world.startWatch()
  #expect(await world.session.deviceId == "watch0002")
  await world.pass(5_000)
  #expect(await world.live != nil, "the phone brings the workout back")
  await world.wrist { await $0.editSet("squat.1", weight: Hundredths(60)) }
  await world.pass(5_000)
  #expect(world.phone.engine?.activeSession?.state.registers.value("set/squat.1/weight")?.int == 60)
}

@Test("a store of a newer version is left alone: the wrist says so and refuses")
func newerStore() async throws {
  let world = await training()
  world.killWatch()
  world.disk.edit(FileStore.name) { $0[13] = UInt8(ascii: "7") }
  let before = world.disk.bytes(FileStore.name)
  await world.startWatch()
  await world.pass(20_000)
  #expect(await world.session.screen.trouble?.kind == .newerApp)
  let outcome = await world.wrist { await $0.start(monday) }
  guard case .notSaved(let sentence) = outcome else {
    Issue.record("\(outcome)")
    return
  }
  #expect(sentence.contains("format 7"))
  #expect(world.disk.bytes(FileStore.name) == before)
}

@Test(
  "[ENV-3] a damaged store is said to be one, and put aside when the lifter wants it: the phone's session comes back to a new device"
)
func damagedStore() async throws {
  let world = await training()
  let before = await world.session.deviceId
  world.killWatch()
  world.disk.edit(FileStore.name) { $0[60] ^= 1 }
  await world.startWatch()
  await world.pass(20_000)
  #expect(await world.session.screen.trouble?.kind == .damaged)
  #expect(await world.session.beginAnew() == nil)
  await world.pass(30_000)
  let after = await world.session.deviceId
  #expect(after != before)
  #expect(await world.session.screen.trouble == nil)
  #expect(await world.session.screen.live?.session.routineName == "Monday")
  #expect(await world.session.beginAnew() == nil, "what is whole stays")
}

@Test("[CLO-5] an old event does not bring an ended session back, also after a restart")
func tombstones() async throws {
  let world = await training()
  let start = try #require(world.air.watch.sent.first { $0.text.contains("session_started") }).text
  await world.wrist { await $0.discard() }
  await world.pass(60_000)
  await world.crashAndRestart()
  await world.pass(1_000)
  await world.session.take(
    .received(.userInfo, text: start.replacing("watch0001", with: "phone0001"), receipt: .none))
  #expect(await world.live == nil)
}

@Test("screens come as a stream: the state as it is, then each newer one, and who is slow gets the newest")
func screens() async throws {
  let world = World()
  await world.startWatch()
  var first = await world.session.screens().makeAsyncIterator()
  let late = await world.session.screens()
  #expect(await first.next()?.live == nil)
  await world.wrist { await $0.start(monday) }
  #expect(await first.next()?.live?.session.routineName == "Monday")
  for weight in Int64(101)...105 { await world.wrist { await $0.editSet("squat.1", weight: Hundredths(weight)) } }
  var slow = late.makeAsyncIterator()
  #expect(await slow.next()?.live?.session.exercises[0].sets[0].weight == Hundredths(105))
}

@Test("[RCV-6] the session takes what its link brings, in order, for as long as it runs")
func runs() async throws {
  let air = FakeAir(seed: 1)
  nonisolated(unsafe) let disk = FakeDisk()
  let time = FakeTime(air, "watch")
  let session = LiveSession(
    Surroundings(
      link: air.watch, time: time, mintId: { "w-\(UInt32.random(in: 0...UInt32.max))" },
      mintDeviceId: { "watch0001" }, openStore: { FileStore(disk: disk) }))
  let screens = await session.screens()
  let running = Task { await session.run() }
  let phone = Engine(deviceId: "phone0001", role: .phone) { "p-\(UInt32.random(in: 0...UInt32.max))" }
  var texts: [String] = []
  let inputs: [Input] = [
    .activated(now: time.now(), reachable: true), .acted(now: time.now(), sessionId: "s-1", act: .start(plan: monday)),
  ]
  for input in inputs {
    for case .send(.message, _, let text) in phone.step(input).actions { texts.append(text) }
  }
  // The link's own half is driven by hand: the session's loop reads its stream.
  let settled = Locked(0)
  for text in texts {
    air.watch.yield(
      .received(.message, text: text, receipt: Receipt { isDurable in settled.with { $0 += isDurable ? 1 : 100 } }))
  }
  for await screen in screens where screen.live != nil { break }
  running.cancel()
  await running.value
  #expect(settled.with { $0 } >= 1 && settled.with { $0 } < 100)
}

@Test("[CON-1] both changed a set: the wrist says so, and can bring back what lost")
func conflictAndUndo() async throws {
  let world = await training()
  let sessionId = try #require(await world.live?.session.sessionId)
  world.weather.isUp = false
  await world.pass(2_000)
  await world.wrist { await $0.editSet("squat.1", weight: Hundredths(90)) }
  await world.pass(2_000)
  world.phone.act(.editSet(setId: "squat.1", weight: Hundredths(110)), in: sessionId)
  world.weather.isUp = true
  await world.pass(10_000)
  let news = try #require(await world.session.screen.news.first)
  guard case .conflict(_, "set/squat.1/weight", let kept, let lost) = news.what else {
    Issue.record("\(news)")
    return
  }
  #expect(kept.int == 110 && lost.int == 90)
  await world.wrist { await $0.undo(news.id) ?? .notSaved("nothing to undo") }
  await world.pass(5_000)
  #expect(world.phone.engine?.activeSession?.state.registers.value("set/squat.1/weight")?.int == 90)
  #expect(await world.session.screen.news.isEmpty)
}

@Test("[OUT-9] a set is here until the phone has it, then on both")
func whereabouts() async throws {
  let world = await training()
  #expect(await world.live?.here.isEmpty == true)
  world.weather.isUp = false
  await world.wrist { await $0.editSet("squat.2", reps: 6) }
  #expect(await world.live?.here == ["squat.2"])
  #expect(await world.session.screen.link.queueDepth == 1)
  world.weather.isUp = true
  await world.pass(5_000)
  #expect(await world.live?.here.isEmpty == true)
}

@Test("a value that was measured a while ago is shown as old")
func staleness() async throws {
  let world = await training()
  let sessionId = try #require(await world.live?.session.sessionId)
  await world.wrist {
    await $0.measure(activeEnergyKcal: Hundredths(12), heartRateBpm: nil, ageMs: 20_000, in: sessionId)
  }
  #expect(await world.live?.energy?.isStale == false)
  await world.pass(11_000)
  #expect(await world.live?.energy == Vital(value: Hundredths(12), ageMs: 31_000))
  #expect(await world.live?.energy?.isStale == true)
}
