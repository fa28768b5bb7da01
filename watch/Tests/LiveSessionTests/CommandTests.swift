import Bench
import LightyProtocol
import Testing

@testable import LiveSession

private func training() async -> World {
  let world = World()
  await world.startWatch()
  await world.wrist { await $0.start(monday) }
  return world
}

@Test("ticking a set off begins the rest its exercise asks for; unticking, or an exercise without one, does not")
func completing() async throws {
  let world = await training()
  await world.wrist { await $0.completeSet("bench.1") }
  #expect(await world.session.screen.live?.session.rest.state == SessionView.RestView.State.none)
  await world.wrist { await $0.completeSet("squat.1") }
  let live = try #require(await world.session.screen.live)
  #expect(live.session.rest.state == .running && live.session.rest.remainingMs == 90_000)
  #expect(live.session.derived.completedSetsCount == 2)
  await world.wrist { await $0.skipRest() }
  await world.wrist { await $0.completeSet("squat.1", false) }
  #expect(await world.session.screen.live?.session.rest.state == SessionView.RestView.State.none)
}

@Test("[TMR-3] a rest is longer, shorter, paused, resumed and skipped from the wrist")
func resting() async throws {
  let world = await training()
  let remaining = { await world.session.screen.live?.session.rest.remainingMs }
  await world.wrist { await $0.startRest(60_000) }
  await world.pass(10_000)
  await world.wrist { await $0.adjustRest(byMs: 15_000) }
  #expect(await remaining() == 65_000)
  await world.wrist { await $0.pauseRest() }
  await world.pass(30_000)
  #expect(await remaining() == 65_000)
  await world.wrist { await $0.resumeRest() }
  await world.pass(5_000)
  await world.wrist { await $0.adjustRest(byMs: -15_000) }
  #expect(await remaining() == 45_000)
  await world.wrist { await $0.skipRest() }
  #expect(await world.session.screen.live?.restId == nil)
}

@Test("[ACT-5] a set is added like the last one, and removed")
func addingSets() async throws {
  let world = await training()
  await world.wrist { await $0.editSet("squat.2", weight: Hundredths(95), reps: 3) }
  await world.wrist { await $0.addSet(to: "squat") }
  let sets = try #require(await world.session.screen.live?.session.exercises.first).sets
  #expect(sets.count == 3 && sets[2].weight == Hundredths(95) && sets[2].reps == 3 && sets[2].added)
  await world.wrist { await $0.removeSet(sets[2].setId) }
  #expect(await world.session.screen.live?.session.exercises.first?.sets.count == 2)
}

@Test("current and next exercise, pause and resume")
func moving() async throws {
  let world = await training()
  #expect(await world.session.screen.live?.current?.name == "Squat")
  #expect(await world.session.screen.live?.next?.name == "Bench press")
  await world.wrist { await $0.goToExercise(1) }
  #expect(await world.session.screen.live?.current?.name == "Bench press")
  #expect(await world.session.screen.live?.next == nil)
  await world.pass(10_000)
  await world.wrist { await $0.pause() }
  await world.pass(10_000)
  #expect(await world.session.screen.live?.session.running == false)
  await world.wrist { await $0.resume() }
  await world.pass(5_000)
  #expect(await world.session.screen.live?.session.derived.elapsedSeconds == 15)
}

@Test("[ACT-1] [ACT-4] what cannot be is refused with a reason, and nothing is made of it")
func refusing() async throws {
  let world = await training()
  let sent = world.air.watch.sent.count
  let asks: [(@Sendable (LiveSession) async -> Outcome, ErrorCode)] = [
    ({ await $0.start(monday) }, .sessionLive), ({ await $0.editSet("nope", reps: 1) }, .setUnknown),
    ({ await $0.goToExercise(7) }, .exerciseUnknown), ({ await $0.addSet(to: "curl") }, .exerciseUnknown),
    ({ await $0.editSet("squat.1", weight: Hundredths(-1)) }, .badShape),
    ({ await $0.start(routineId: "x") }, .sessionUnknown),
  ]
  for (ask, code) in asks {
    guard case .refused(let rejection) = await world.wrist(ask) else {
      Issue.record("\(code) was not refused")
      continue
    }
    #expect(rejection.code == code && !rejection.sentence.isEmpty)
  }
  #expect(world.air.watch.sent.count == sent)
  await world.wrist { await $0.discard() }
  guard case .refused(let rejection) = await world.wrist({ await $0.pause() }) else {
    Issue.record("there is nothing to pause")
    return
  }
  #expect(rejection.code == .sessionUnknown)
}

@Test(
  "[RTN-2] a workout is started with a routine that the phone has sent; of two versions the higher stays, in any order, over a restart"
)
func routines() async throws {
  let world = World()
  await world.startWatch()
  await world.pass(100)
  let text = { (version: Int64, name: String?) in
    var plan = monday
    plan.routineName = name ?? ""
    return Routine(routineId: "monday", version: version, plan: name == nil ? nil : plan).value(from: "phone0001").text
  }
  for (version, name) in [(2, "Monday, lighter"), (1, "Monday"), (2, "Monday, lighter")] {
    await world.session.take(.received(.userInfo, text: text(Int64(version), name), receipt: .none))
  }
  #expect(await world.session.screen.routines.map { $0.plan?.routineName } == ["Monday, lighter"])
  await world.crashAndRestart()
  await world.wrist { await $0.start(routineId: "monday") }
  #expect(await world.session.screen.live?.session.routineName == "Monday, lighter")
  await world.session.take(.received(.message, text: text(3, nil), receipt: .none))
  #expect(await world.session.screen.routines.isEmpty, "deleted")
  await world.session.take(.received(.message, text: text(2, "Monday, lighter"), receipt: .none))
  #expect(await world.session.screen.routines.isEmpty, "and an old version does not bring it back")
  #expect(await world.session.screen.live != nil, "a live session goes on")
}
