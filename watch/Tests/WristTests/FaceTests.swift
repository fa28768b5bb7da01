import Bench
import LightyProtocol
import LiveSession
import Testing

@testable import Wrist

@Suite("what is to be seen")
struct FaceTests {
  @Test("from opening to what can be started, to the first exercise")
  func starting() async throws {
    let lifter = await Lifter.inTheGym()
    #expect(Wrist().face(at: lifter.world.watchTime.now(), Figures()).page == .opening)
    #expect(
      lifter.start?.routines == [StartFace.Routine(id: "monday", name: "Monday", exercises: 2, sets: 4)]
        && lifter.start?.isPhoneReachable == true)
    await lifter.tap(.start(routineId: "monday"))
    let live = try #require(lifter.live)
    #expect(live.current?.name == "Squat" && live.next == "Bench press" && live.setsDone == 0 && live.setsTotal == 4)
    #expect(live.current?.sets.map(\.weight) == ["100", "100"] && live.current?.sets.map(\.reps) == ["5", "5"])
    #expect(live.current?.sets.map(\.isCurrent) == [true, false])
    #expect(lifter.felt == [.started])
  }

  @Test("a phone that called is waited for until its session has come")
  func called() async {
    let lifter = await Lifter.inTheGym()
    await lifter.world.runtime.take(.summoned)
    await lifter.pass(5_000)
    #expect(lifter.face.page == .called)
    lifter.world.phone.act(.start(plan: monday), in: "s-1")
    await lifter.pass(5_000)
    #expect(lifter.live?.routineName == "Monday")
  }

  @Test("[TMR-1] elapsed time and a rest run on between two readings, by the monotonic clock alone")
  func counting() async throws {
    let lifter = await Lifter.training()
    await lifter.tap(.main)
    let now = lifter.world.watchTime.now()
    let later = Instant(
      wallMs: now.wallMs + 3_600_000, monotonicMs: now.monotonicMs + 20_500, deviceBootId: now.deviceBootId)
    guard case .live(let live) = lifter.wrist.face(at: later, Figures()).page else {
      Issue.record("the session is live")
      return
    }
    let rest = try #require(live.rest)
    #expect(rest.left == "1:10" && rest.minutesLeft == "2" && !rest.isPaused && !rest.isHidden)
    #expect(abs(rest.fraction - 69.5 / 90) < 0.001)
    #expect(live.elapsed == "0:20")
    let over = Instant(wallMs: 0, monotonicMs: now.monotonicMs + 90_000, deviceBootId: now.deviceBootId)
    guard case .live(let rested) = lifter.wrist.face(at: over, Figures()).page else { return }
    #expect(rested.rest == nil, "a rest that has run out covers nothing")
  }

  @Test("a paused session and a paused rest stand still")
  func paused() async {
    let lifter = await Lifter.training()
    await lifter.tap(.main)
    await lifter.pass(10_000)
    await lifter.tap(.pause)
    let elapsed = lifter.live?.elapsed
    await lifter.pass(10_000)
    #expect(lifter.live?.isPaused == true && lifter.live?.elapsed == elapsed)
    #expect(lifter.live?.mainButton == nil)
  }

  @Test("[OUT-9] a set says whether the phone has it")
  func whereabouts() async {
    let lifter = await Lifter.training()
    await lifter.pass(20_000)
    lifter.world.weather.isUp = false
    await lifter.pass(1_000)
    await lifter.tap(.main)
    #expect(lifter.live?.current?.sets.map(\.isOnBoth) == [false, true])
    #expect(lifter.live?.queueDepth ?? 0 > 0)
    lifter.world.weather.isUp = true
    await lifter.pass(60_000)
    #expect(lifter.live?.current?.sets.map(\.isOnBoth) == [true, true] && lifter.live?.queueDepth == 0)
  }

  @Test("the recap has the volume in the unit that was trained in, and says of the calories how sure they are")
  func recap() async throws {
    let lifter = await Lifter.training()
    await lifter.pass(60_000)
    await lifter.tap(.main)
    await lifter.tap(.ask(.finish(openSets: 3)))
    await lifter.tap(.answer(true))
    let recap = try #require(lifter.recap)
    #expect(recap.sets == 1 && recap.volume == "500" && recap.unit == .kg && recap.duration == "1:00")
    await lifter.pass(60_000)
    let settled = try #require(lifter.recap)
    #expect(settled.isOnPhone && settled.energy != .awaited)
    #expect(lifter.felt.last == .finished)
    await lifter.tap(.dismissRecap)
    #expect(lifter.start != nil)
  }

  @Test("numbers and spans as people write them")
  func figures() {
    let german = Figures(decimalSeparator: ",")
    #expect(
      [10000, 8250, 8125, 8105, 0].map { german.number(Hundredths(count: $0)) } == [
        "100", "82,5", "81,25", "81,05", "0",
      ])
    #expect([0, 7_000, 750_000, 3_723_000].map { german.span(ms: $0) } == ["0:00", "0:07", "12:30", "1:02:03"])
    #expect(german.left(ms: 1) == "0:01" && german.left(ms: 1_001) == "0:02" && german.left(ms: 0) == "0:00")
    #expect(german.minutes(ms: 1) == "1" && german.minutes(ms: 60_001) == "2")
  }
}
