import Bench
import LightyProtocol
import Testing
import WatchLink

@testable import LiveSession

/// What the wrist felt.
private final class FakeHaptics: Haptics {
  let felt = Locked<[Touch]>([])
  func play(_ touch: Touch) { felt.with { $0.append(touch) } }
}

private func training() async -> World {
  let world = World()
  await world.startWatch()
  await world.wrist { await $0.start(monday) }
  return world
}

/// Lets time pass second by second, looking at the screen each time; gives the seconds at which the wrist was tapped.
private func taps(_ world: World, _ alarm: inout RestAlarm, seconds: Int) async -> [Int] {
  var taps: [Int] = []
  for second in 1...seconds {
    alarm.follow(await world.session.screen)
    await world.pass(1_000)
    if alarm.ring(at: world.watchTime.now().monotonicMs) { taps.append(second) }
  }
  return taps
}

@Test("[TMR-1] the end of a rest is felt once, at its deadline")
func ringsOnce() async {
  let world = await training()
  var alarm = RestAlarm()
  await world.wrist { await $0.startRest(5_000) }
  #expect(await taps(world, &alarm, seconds: 12) == [5])
}

@Test("[TMR-1] [TMR-3] the deadline moves with the rest, from either device; paused or skipped it is silent")
func moves() async {
  let world = await training()
  var alarm = RestAlarm()
  await world.wrist { await $0.startRest(5_000) }
  #expect(await taps(world, &alarm, seconds: 2).isEmpty)
  await world.wrist { await $0.adjustRest(byMs: 4_000) }
  #expect(await taps(world, &alarm, seconds: 3).isEmpty)
  await world.wrist { await $0.pauseRest() }
  #expect(await taps(world, &alarm, seconds: 20).isEmpty)
  await world.wrist { await $0.resumeRest() }
  #expect(await taps(world, &alarm, seconds: 9) == [4])
  await world.wrist { await $0.startRest(3_000) }
  #expect(await taps(world, &alarm, seconds: 1).isEmpty)
  await world.wrist { await $0.skipRest() }
  #expect(await taps(world, &alarm, seconds: 6).isEmpty)
}

@Test("the workout is paused or over: no rest is felt")
func silentWhenOver() async {
  let world = await training()
  var alarm = RestAlarm()
  await world.wrist { await $0.startRest(4_000) }
  #expect(await taps(world, &alarm, seconds: 1).isEmpty)
  await world.wrist { await $0.finish() }
  #expect(await taps(world, &alarm, seconds: 8).isEmpty)
}

@Test("an app that was suspended past the deadline does not tap long afterwards")
func late() async {
  let world = await training()
  var alarm = RestAlarm()
  await world.wrist { await $0.startRest(4_000) }
  alarm.follow(await world.session.screen)
  await world.pass(4_000 + RestAlarm.lateMs)
  let isFelt = alarm.ring(at: world.watchTime.now().monotonicMs)
  #expect(isFelt)
  await world.wrist { await $0.startRest(4_000) }
  alarm.follow(await world.session.screen)
  await world.pass(4_001 + RestAlarm.lateMs)
  let isLate = !alarm.ring(at: world.watchTime.now().monotonicMs)
  #expect(isLate)
  #expect(alarm.deadlineMs == nil)
}

@Test("the timer follows a session's screens and taps the wrist")
func timer() async {
  let world = await training()
  let haptics = FakeHaptics()
  let timer = RestTimer(time: world.watchTime, haptics: haptics)
  await world.wrist { await $0.startRest(5_000) }
  await timer.follow(await world.session.screen)
  await timer.ring()
  #expect(haptics.felt.with { $0 }.isEmpty)
  await world.pass(5_000)
  await timer.ring()
  await timer.ring()
  #expect(haptics.felt.with { $0 } == [.restOver])
}
