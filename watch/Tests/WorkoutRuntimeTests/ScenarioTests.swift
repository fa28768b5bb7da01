import Bench
import LightyProtocol
import LiveSession
import Testing
import WorkoutRuntime

/*
 * The brief's definition of done (section 13) and its failures (section 9), with the wrist's own parts on one side, a phone with a real engine on
 * the other, and between them a link that behaves like WatchConnectivity.
 */

extension World {
  fileprivate var phoneSession: SessionRecord? { phone.engine?.sessions.values.first }
  fileprivate func onPhone(_ register: String) -> Value? { phoneSession?.state.registers.value(register) }
  fileprivate var watchSessionId: String? { get async { await session.screen.live?.session.sessionId } }

  /// Both devices hold the same, and neither waits to be heard.
  fileprivate func expectAgreement(sourceLocation: SourceLocation = #_sourceLocation) async {
    let ours = await session.inspect { engine in
      engine.map { Dictionary(uniqueKeysWithValues: $0.sessions.map { ($0.key, $0.value.state.digest) }) } ?? [:]
    }
    var theirs: [String: Digest] = [:]
    for (sessionId, record) in phone.engine?.sessions ?? OrderedMap() { theirs[sessionId] = record.state.digest }
    #expect(ours == theirs, sourceLocation: sourceLocation)
    #expect(phone.engine?.queueDepth == 0, sourceLocation: sourceLocation)
    #expect(await session.screen.link.queueDepth == 0, sourceLocation: sourceLocation)
    #expect(health.violations == [], sourceLocation: sourceLocation)
  }

  fileprivate var training: Training? {
    phoneSession.flatMap {
      Training($0.state, Training.Finalization(now: phone.time.now().wallMs, settled: true, watchTakesPart: true))
    }
  }
}

@Test("[SES-2] started on the phone, the watch is in the session and records it", arguments: [false, true])
func startedOnThePhone(_ isCalled: Bool) async {
  let world = World()
  world.phone.start()
  if !isCalled { await world.startWatch() }
  await world.pass(2_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  if isCalled {
    // startWatchApp launches the app; the session comes by context.
    await world.pass(1_000)
    await world.startWatch()
    await world.runtime.summon()
  }
  await world.pass(5_000)
  #expect(await world.session.screen.live?.current?.name == "Squat")
  #expect(world.health.running?.sessionId == "s-1")
  #expect(world.health.begun == 1)
  await world.expectAgreement()
}

@Test("[SES-2] started on the wrist, the phone is in the session")
func startedOnTheWrist() async {
  let world = World()
  await world.start()
  await world.pass(2_000)
  await world.wrist { await $0.start(monday) }
  await world.pass(3_000)
  #expect(world.phoneSession?.state.isLive == true)
  #expect(world.health.running?.sessionId == world.phoneSession?.sessionId)
  await world.expectAgreement()
}

@Test("[SES-2] [SES-3] started on both while apart: one is on both screens, the other is offered and can be ended")
func startedOnBoth() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.weather.isUp = false
  world.phone.act(.start(plan: monday), in: "s-phone")
  await world.pass(5_000)
  await world.wrist { await $0.start(monday) }
  await world.pass(5_000)
  let own = try #require(await world.watchSessionId)
  #expect(world.health.running?.sessionId == own)
  world.weather.isUp = true
  await world.pass(15_000)
  #expect(await world.watchSessionId == "s-phone")
  #expect(await world.session.screen.alsoLive.map(\.sessionId) == [own])
  #expect(world.health.running?.sessionId == "s-phone" && world.health.begun == 1)
  await world.wrist { await $0.discard(own) }
  await world.pass(5_000)
  #expect(await world.session.screen.alsoLive == [])
  #expect(world.health.running?.sessionId == "s-phone")
  await world.expectAgreement()
}

@Test("[MRG-1] edits go both ways within a second while both are reachable")
func edits() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(3_000)
  await world.wrist { await $0.editSet("squat.1", weight: Hundredths(count: 10_250), reps: 6) }
  await world.wrist { await $0.completeSet("squat.1") }
  world.phone.act(.editSet(setId: "bench.1", weight: Hundredths(85)), in: "s-1")
  await world.pass(1_000)
  #expect(world.onPhone("set/squat.1/weight")?.number == Hundredths(count: 10_250))
  #expect(world.onPhone("set/squat.1/isCompleted")?.bool == true)
  #expect(await world.session.screen.live?.session.exercises[1].sets[0].weight == Hundredths(85))
  await world.expectAgreement()
}

@Test(
  "[TMR-1] [TMR-3] a rest begun, changed or ended on either device is the same on the other, though the clocks are a quarter of an hour apart"
)
func rests() async throws {
  let world = World()
  world.watchTime.skewMs = 900_000
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  // Until a hello has told the clocks apart.
  await world.pass(20_000)
  let differenceMs = {
    let phone = world.phone
    let there = phone.engine?.activeSession?.state.registers.restRemainingMs { id in
      phone.engine?.clock(at: phone.time.now(), of: id) ?? 0
    }
    return abs((await world.session.screen.live?.session.rest.remainingMs ?? -1) - (there ?? 0))
  }
  await world.wrist { await $0.completeSet("squat.1") }
  await world.pass(10_000)
  #expect(await differenceMs() <= 250)
  world.phone.act(.restAdjust(byMs: 15_000), in: "s-1")
  await world.pass(2_000)
  let remaining = try #require(await world.session.screen.live?.session.rest.remainingMs)
  #expect(abs(remaining - 93_000) <= 250)
  #expect(await differenceMs() <= 250)
  await world.wrist { await $0.pauseRest() }
  await world.pass(20_000)
  #expect(await differenceMs() <= 250)
  world.phone.act(.restSkip, in: "s-1")
  await world.pass(2_000)
  #expect(await world.session.screen.live?.restId == nil)
}

@Test(
  "[EVT-8] [TRN-2] finished on either device, the saved training has the calories of the watch",
  arguments: [Role.phone, .watch])
func calories(_ by: Role) async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  for _ in 0..<60 {
    await world.pass(5_000)
    await world.health.collect()
  }
  let live = try #require(world.phoneSession?.state.registers.latestHealth("activeEnergyKcal"))
  #expect(live.value > Hundredths(25))
  if by == .phone {
    world.phone.act(.finish(outcome: .none), in: "s-1")
  } else {
    await world.wrist { await $0.finish() }
    #expect(await world.session.screen.recap?.training.calories.outcome == .estimated, "until HealthKit has saved it")
  }
  await world.pass(10_000)
  #expect(world.health.running == nil)
  let training = try #require(world.training)
  #expect(training.calories.outcome == .final)
  #expect(
    training.calories.activeEnergyKcal
      == Hundredths(count: Int64((world.health.saved["s-1"]?.activeEnergyKcal ?? 0) * 100 + 0.5)))
  #expect(training.waitingFor == [])
  #expect(await world.session.screen.recap?.training.calories.outcome == .final)
  #expect(await world.session.screen.recap?.isOnPhone == true)
  await world.expectAgreement()
}

@Test("[OUT-3] the watch is out of reach: it goes on, queues by userInfo, and nothing is lost")
func disconnected() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(3_000)
  world.weather.isUp = false
  for set in ["squat.1", "squat.2", "bench.1"] {
    await world.wrist { await $0.completeSet(set) }
    await world.pass(30_000)
    await world.health.collect()
  }
  #expect(!world.air.watch.queue.isEmpty)
  world.phone.act(.editSet(setId: "bench.2", reps: 10), in: "s-1")
  await world.wrist { await $0.finish() }
  await world.pass(20_000)
  #expect(world.phoneSession?.state.isLive == true)
  world.weather.isUp = true
  await world.pass(20_000)
  for set in ["squat.1", "squat.2", "bench.1"] { #expect(world.onPhone("set/\(set)/isCompleted")?.bool == true) }
  #expect(world.training?.calories.outcome == .final)
  #expect(world.training?.exercises[1].sets[1].reps == 10)
  await world.expectAgreement()
  #expect(world.air.watch.queue.isEmpty, "[OUT-8] what was acknowledged is not left in the system's queue")
}

@Test("[DUR-3] the phone app is killed: the session stays on the watch, and the phone has it all when it comes back")
func phoneKilled() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(3_000)
  world.phone.die()
  await world.pass(2_000)
  await world.wrist { await $0.completeSet("squat.1") }
  await world.pass(60_000)
  await world.wrist { await $0.editSet("squat.2", weight: Hundredths(110)) }
  world.phone.start()
  await world.pass(10_000)
  #expect(world.onPhone("set/squat.2/weight")?.int == 110)
  await world.expectAgreement()
}

@Test("[RCV-3] [RCV-4] [MRG-1] out of order and twice: a live message overtakes what is queued, and no edit is lost")
func disorder() async throws {
  let world = World(seed: 5)
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(3_000)
  world.weather.isUp = false
  await world.wrist { await $0.editSet("squat.1", weight: Hundredths(101)) }
  await world.wrist { await $0.editSet("squat.2", weight: Hundredths(102)) }
  world.weather.duplicate = 100
  world.weather.transferMs = 8_000...9_000
  world.weather.isUp = true
  await world.pass(500)
  await world.wrist { await $0.editSet("bench.1", weight: Hundredths(103)) }
  await world.pass(30_000)
  for (set, weight) in [("squat.1", 101), ("squat.2", 102), ("bench.1", 103)] as [(String, Int64)] {
    #expect(world.onPhone("set/\(set)/weight")?.int == weight)
  }
  await world.expectAgreement()
}

@Test("in the simulator, where userInfo goes nowhere, everything comes over all the same")
func simulator() async throws {
  let world = World()
  world.weather.off = [.userInfo]
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(3_000)
  world.weather.isUp = false
  await world.wrist { await $0.completeSet("squat.1") }
  await world.pass(10_000)
  world.weather.isUp = true
  await world.pass(10_000)
  #expect(world.onPhone("set/squat.1/isCompleted")?.bool == true)
  await world.expectAgreement()
}

@Test("finished on the phone while the watch is away: HealthKit does not run on, once the watch hears of it")
func missedFinish() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(5_000)
  world.weather.isUp = false
  await world.pass(60_000)
  world.phone.act(.finish(outcome: .none), in: "s-1")
  await world.pass(60_000)
  #expect(world.health.running != nil)
  world.weather.isUp = true
  await world.pass(15_000)
  #expect(world.health.running == nil)
  #expect(world.training?.calories.outcome == .final)
  await world.expectAgreement()
}

@Test("[DUR-3] the app dies between the end of the workout and its last word: the word is said after the restart")
func diesBeforeTheLastWord() async throws {
  for afterMs in [0, 100, 299, 301] as [Int64] {
    let world = World()
    await world.start()
    await world.pass(1_000)
    world.phone.act(.start(plan: monday), in: "s-1")
    await world.pass(60_000)
    await world.wrist { await $0.finish() }
    await world.pass(afterMs)
    await world.crashAndRestart()
    await world.pass(15_000)
    #expect(world.training?.calories.outcome == .final, "\(afterMs) ms")
    #expect(world.health.running == nil)
    await world.expectAgreement()
  }
}

@Test("the lifter forbids HealthKit: the workout is trained and saved all the same, and nobody waits for calories")
func forbidden() async throws {
  let world = World()
  world.health.isAllowed = false
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(5_000)
  #expect(await world.runtime.status.permission == .denied(.refused))
  await world.wrist { await $0.completeSet("squat.1") }
  world.phone.act(.finish(outcome: .none), in: "s-1")
  await world.pass(5_000)
  let training = try #require(world.training)
  #expect(training.calories.outcome == .none && training.waitingFor == [] && training.setsCompleted == 1)
  #expect(world.health.begun == 0 && world.health.asked == 1)
}

@Test("paused on the phone, or by the wrist's buttons, session and HealthKit stop alike")
func paused() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(10_000)
  world.phone.act(.pause, in: "s-1")
  await world.pass(3_000)
  #expect(world.health.running?.isPaused == true)
  await world.health.press()
  await world.pass(3_000)
  #expect(world.phoneSession?.state.registers.run?.running == true)
  #expect(world.health.running?.isPaused == false)
  await world.expectAgreement()
}

@Test("another app takes HealthKit away: the session goes on, and the calories until then are saved")
func anotherApp() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(60_000)
  await world.health.takeAway()
  await world.pass(30_000)
  #expect(await world.runtime.status.fault == .anotherWorkout && world.health.begun == 1)
  await world.wrist { await $0.finish() }
  await world.pass(10_000)
  #expect(world.training?.calories.outcome == .final)
}

@Test("[DUR-1] a disk that fails for a while: nothing is saved, HealthKit's workout runs on, and both meet again")
func failingDisk() async throws {
  let world = World()
  await world.start()
  await world.pass(1_000)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(10_000)
  let running = world.health.running
  world.disk.failing = world.disk.calls + 1...Int.max
  guard case .notSaved = await world.wrist({ await $0.completeSet("squat.1") }) else {
    Issue.record("it was saved")
    return
  }
  await world.pass(30_000)
  #expect(await world.session.screen.trouble != nil && world.health.running == running)
  world.disk.failing = nil
  await world.pass(10_000)
  #expect(await world.session.screen.live != nil, "it is tried again by itself")
  let again = await world.wrist { await $0.completeSet("squat.1") }
  #expect(again == .done(sessionId: "s-1"), "\(again)")
  await world.wrist { await $0.finish() }
  await world.pass(60_000)
  #expect(world.health.begun == 1 && world.training?.calories.outcome == .final)
  await world.expectAgreement()
}
