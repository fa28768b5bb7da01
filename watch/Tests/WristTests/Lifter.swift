import Bench
import LightyProtocol
import LiveSession
import WorkoutRuntime
import Wrist

/// One who looks at the wrist and taps it: the app without its views, in a world of fakes.
final class Lifter {
  let world: World
  var wrist = Wrist()
  private(set) var felt: [Touch] = []

  init(_ world: World = World()) { self.world = world }

  /// Both devices run, and the phone has sent its routine.
  static func inTheGym() async -> Lifter {
    let lifter = Lifter()
    await lifter.world.start()
    let routine = Routine(routineId: "monday", version: 1, plan: monday).value(from: "phone0001").text
    await lifter.world.session.take(.received(.userInfo, text: routine, receipt: .none))
    await lifter.pass(2_000)
    return lifter
  }

  static func training() async -> Lifter {
    let lifter = await inTheGym()
    await lifter.tap(.start(routineId: "monday"))
    return lifter
  }

  func tap(_ tap: Tap) async {
    let obedience = Obedience(session: world.session, runtime: world.runtime)
    for command in wrist.tap(tap) {
      var outcome: Outcome?
      await world.wrist { _ in
        outcome = await obedience.obey(command)
        return outcome ?? .done(sessionId: "")
      }
      wrist.answered(outcome)
      if let touch = command.touch(outcome) { felt.append(touch) }
    }
    await look()
  }

  func pass(_ ms: Int64) async {
    await world.pass(ms)
    await look()
  }

  func look() async {
    wrist.show(await world.session.screen)
    wrist.show(await world.runtime.status)
  }

  var face: Face { wrist.face(at: world.watchTime.now(), Figures()) }

  var live: LiveFace? { if case .live(let live) = face.page { live } else { nil } }
  var start: StartFace? { if case .start(let start) = face.page { start } else { nil } }
  var recap: RecapFace? { if case .recap(let recap) = face.page { recap } else { nil } }
  var currentSet: SetRow? { live?.current?.current }
}
