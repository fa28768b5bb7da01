import Bench
import LightyProtocol
import LiveSession
import Testing

@testable import Wrist

@Suite("what taps and the crown do")
struct WristTests {
  @Test("the big button ticks off, goes on, comes back to what was left out, and asks at the end")
  func mainButton() async {
    let lifter = await Lifter.training()
    #expect(lifter.live?.mainButton == .done(setId: "squat.1"))
    await lifter.tap(.setDone(setId: "squat.2", true))
    await lifter.tap(.goTo(1))
    await lifter.tap(.main)
    await lifter.tap(.main)
    #expect(lifter.live?.mainButton == .next(index: 0, name: "Squat"))
    await lifter.tap(.main)
    await lifter.tap(.main)
    #expect(lifter.live?.mainButton == .finish && lifter.live?.setsDone == 4)
    await lifter.tap(.main)
    #expect(lifter.wrist.question == .finish(openSets: 0))
    await lifter.tap(.answer(false))
    #expect(lifter.wrist.question == nil && lifter.live != nil)
    await lifter.tap(.main)
    await lifter.tap(.answer(true))
    #expect(lifter.live == nil && lifter.recap?.sets == 4)
  }

  @Test("the crown turns in detents from what stands there, and writes once it rests")
  func crown() async {
    let lifter = await Lifter.training()
    await lifter.tap(.hold(.weight))
    let sent = lifter.world.air.watch.sent.count
    for position in [0.6, 1.0, 2.0, 1.4] { await lifter.tap(.turn(to: position)) }
    #expect(lifter.currentSet?.weight == "102.5" && lifter.currentSet?.isOnBoth == false)
    #expect(lifter.world.air.watch.sent.count == sent, "turning alone writes nothing")
    await lifter.tap(.settle)
    #expect(await lifter.world.session.screen.live?.current?.sets[0].weight == Hundredths(count: 10_250))
    let position = lifter.wrist.edit?.position ?? 9
    #expect(abs(position) < 0.5 && lifter.currentSet?.weight == "102.5")
    await lifter.tap(.settle)
    #expect(lifter.felt == [.started])
    await lifter.tap(.hold(.reps))
    await lifter.tap(.turn(to: -100))
    #expect(lifter.currentSet?.reps == "0", "never below nothing")
    await lifter.tap(.turn(to: 3))
    // Done takes along what is under the crown.
    await lifter.tap(.main)
    let set = await lifter.world.session.screen.live?.current?.sets[0]
    #expect(set?.reps == 8 && set?.isCompleted == true)
  }

  @Test("VoiceOver adjusts by detents, each on top of the one before, whether or not the session has answered")
  func nudges() async {
    let lifter = await Lifter.training()
    #expect(lifter.wrist.tap(.nudge(.weight, by: 1)) == [.editSet(setId: "squat.1", weight: Hundredths(count: 10_250))])
    #expect(lifter.wrist.tap(.hold(.weight)) == [])
    #expect(lifter.wrist.tap(.nudge(.weight, by: 1)) == [.editSet(setId: "squat.1", weight: Hundredths(105))])
    #expect(lifter.wrist.tap(.nudge(.reps, by: -1)) == [.editSet(setId: "squat.1", reps: 4)])
  }

  @Test("an odd weight keeps its oddness; pounds turn by five")
  func detents() {
    var odd = CrownEdit(setId: "a", field: .weight, base: Hundredths(count: 8_125), unit: .kg)
    odd.turn(to: 1)
    #expect(odd.value == Hundredths(count: 8_375))
    odd.turn(to: -1_000)
    #expect(odd.value == Hundredths(0))
    odd.turn(to: 1_000)
    #expect(odd.value <= CrownEdit.most && odd.value > Hundredths(990))
    var pounds = CrownEdit(setId: "a", field: .weight, base: Hundredths(135), unit: .lb)
    pounds.turn(to: 2)
    #expect(pounds.value == Hundredths(145))
  }

  @Test("what is turned while an edit is on its way stays; what the phone writes is turned on from")
  func turnedMeanwhile() {
    var edit = CrownEdit(setId: "a", field: .reps, base: Hundredths(5), unit: .kg)
    edit.turn(to: 2)
    #expect(edit.settle() == Hundredths(7) && edit.settle() == nil)
    edit.turn(to: 3)
    edit.follow(Hundredths(5))
    #expect(edit.value == Hundredths(8), "the screen of before changes nothing")
    edit.follow(Hundredths(7))
    #expect(edit.value == Hundredths(8) && edit.isOpen && edit.position == 1)
    #expect(edit.settle() == Hundredths(8))
    edit.follow(Hundredths(8))
    #expect(!edit.isOpen)
    edit.follow(Hundredths(12))
    #expect(edit.value == Hundredths(12) && !edit.isOpen)
    edit.turn(to: 1)
    _ = edit.settle()
    edit.refuse()
    #expect(edit.value == Hundredths(12) && !edit.isOpen)
  }

  @Test("a rest is adjusted, put aside, looked at again and skipped")
  func rest() async {
    let lifter = await Lifter.training()
    await lifter.tap(.main)
    #expect(lifter.live?.rest?.left == "1:30" && lifter.felt.last == .setDone)
    await lifter.tap(.adjustRest(byMs: 15_000))
    #expect(lifter.live?.rest?.left == "1:45")
    await lifter.tap(.hideRest)
    #expect(lifter.live?.rest?.isHidden == true)
    await lifter.tap(.showRest)
    #expect(lifter.live?.rest?.isHidden == false)
    let sessionId = await lifter.world.session.screen.live?.session.sessionId ?? ""
    await lifter.pass(5_000)
    lifter.world.phone.act(.restPause, in: sessionId)
    await lifter.pass(5_000)
    #expect(lifter.live?.rest?.isPaused == true, "the phone has paused it")
    await lifter.tap(.resumeRest)
    #expect(lifter.live?.rest?.isPaused == false)
    await lifter.tap(.hideRest)
    await lifter.tap(.skipRest)
    await lifter.tap(.main)
    #expect(lifter.live?.rest?.isHidden == false, "the next rest is a new one")
  }

  @Test("a set is added, chosen and removed; one that the phone removes is no longer chosen")
  func sets() async {
    let lifter = await Lifter.training()
    await lifter.tap(.addSet)
    #expect(lifter.live?.current?.sets.map(\.number) == [1, 2, 3])
    await lifter.tap(.choose(setId: "squat.2"))
    await lifter.tap(.hold(.reps))
    #expect(lifter.currentSet?.id == "squat.2")
    await lifter.pass(20_000)
    let sessionId = await lifter.world.session.screen.live?.session.sessionId ?? ""
    lifter.world.phone.act(.removeSet(setId: "squat.2", deleted: true), in: sessionId)
    await lifter.pass(5_000)
    #expect(lifter.currentSet?.id == "squat.1" && lifter.wrist.edit == nil)
    await lifter.tap(.removeSet(setId: "squat.1"))
    #expect(lifter.live?.current?.sets.count == 1)
  }

  @Test("[SES-2] a workout also started on the phone is offered: kept, finished or discarded, and no other way")
  func alsoStarted() async {
    let lifter = await Lifter.inTheGym()
    lifter.world.weather.isUp = false
    await lifter.pass(1_000)
    lifter.world.phone.act(.start(plan: monday), in: "s-phone")
    await lifter.pass(1_000)
    await lifter.tap(.start(routineId: "monday"))
    lifter.world.weather.isUp = true
    await lifter.pass(60_000)
    let offers = lifter.face.banners.compactMap { banner in
      if case .alsoStarted(let sessionId, _) = banner { sessionId } else { nil }
    }
    #expect(offers.count == 1)
    await lifter.tap(.ask(.discardOffer(sessionId: offers[0])))
    let before = await lifter.world.session.screen.live?.session.sessionId
    await lifter.tap(.answer(true))
    #expect(await lifter.world.session.screen.live?.session.sessionId == before)
    #expect(await lifter.world.session.screen.alsoLive.isEmpty)
  }

  @Test("[CON-1] a set that both changed is told with its name and both values; undo brings the lost one back")
  func conflict() async {
    let lifter = await Lifter.training()
    await lifter.pass(20_000)
    let sessionId = await lifter.world.session.screen.live?.session.sessionId ?? ""
    lifter.world.weather.isUp = false
    await lifter.pass(1_000)
    await lifter.tap(.hold(.weight))
    await lifter.tap(.turn(to: 1))
    await lifter.tap(.settle)
    await lifter.pass(1_000)
    lifter.world.phone.act(.editSet(setId: "squat.1", weight: Hundredths(80)), in: sessionId)
    lifter.world.weather.isUp = true
    await lifter.pass(60_000)
    guard case .conflict(let newsId, "Squat", 1, .weight, kept: "80", lost: "102.5")? = lifter.face.banners.first else {
      Issue.record("told \(lifter.face.banners)")
      return
    }
    await lifter.tap(.undo(newsId: newsId))
    #expect(lifter.currentSet?.weight == "102.5" && lifter.face.banners.isEmpty)
  }

  @Test("what is refused is said in the lifter's words, and goes when something succeeds")
  func refused() async {
    let lifter = await Lifter.training()
    await lifter.tap(.goTo(9))
    #expect(lifter.face.banners == [.refused(.gone)] && lifter.felt.last == .refused)
    await lifter.tap(.main)
    #expect(lifter.face.banners.isEmpty)
  }

  @Test("what the link and HealthKit keep from working is said")
  func troubles() async {
    let lifter = Lifter()
    lifter.world.health.isAllowed = false
    await lifter.world.startWatch()
    await lifter.world.session.take(
      .condition(.init(activationError: 7004, isPhoneAppMissing: true, isPhoneLocked: true)))
    await lifter.world.wrist { await $0.start(monday) }
    await lifter.pass(2_000)
    #expect(lifter.face.banners == [.healthRefused, .phoneAppMissing, .phoneLocked, .linkFault(7004)])
  }

  @Test("a session that ends on the phone takes its questions along")
  func endedElsewhere() async {
    let lifter = await Lifter.training()
    await lifter.pass(20_000)
    let sessionId = await lifter.world.session.screen.live?.session.sessionId ?? ""
    await lifter.tap(.ask(.discard))
    lifter.world.phone.act(.finish(outcome: .none), in: sessionId)
    await lifter.pass(5_000)
    #expect(lifter.wrist.question == nil && lifter.recap != nil)
    guard case .endedElsewhere(let newsId, isFinished: true)? = lifter.face.banners.first else {
      Issue.record("told \(lifter.face.banners)")
      return
    }
    await lifter.tap(.dismiss(newsId: newsId))
    #expect(lifter.face.banners.isEmpty)
  }
}
