import Foundation
import LightyProtocol
import LiveSession
import Observation
import WorkoutRuntime
import Wrist

/// Ties the wrist to the screens: what the session says goes in, taps become commands, one after the other.
@MainActor @Observable
final class AppModel {
  private(set) var wrist = Wrist()
  @ObservationIgnored let parts: Parts
  @ObservationIgnored private let figures = Figures(decimalSeparator: Locale.current.decimalSeparator ?? ".")
  @ObservationIgnored private let commands: AsyncStream<Command>
  @ObservationIgnored private let queue: AsyncStream<Command>.Continuation
  @ObservationIgnored private var hasBegun = false

  init(_ parts: Parts) {
    self.parts = parts
    (commands, queue) = AsyncStream.makeStream()
  }

  /// Once in a process; what begins here ends with it.
  func begin() {
    if hasBegun { return }
    hasBegun = true
    let parts = parts
    Task { await parts.session.run() }
    Task { await parts.runtime.run() }
    Task { await parts.restTimer.run(await parts.session.screens()) }
    Task { for await screen in await parts.session.screens() { wrist.show(screen) } }
    Task { for await status in await parts.runtime.statuses() { wrist.show(status) } }
    Task { for await command in commands { await obey(command) } }
  }

  func tap(_ tap: Tap) {
    for command in wrist.tap(tap) { queue.yield(command) }
  }

  func recover() { Task { await parts.runtime.recover() } }

  func summon() { Task { await parts.runtime.summon() } }

  /// The face now, by the wrist's own clocks; a timeline asks again.
  var face: Face { wrist.face(at: parts.time.now(), figures) }

  private func obey(_ command: Command) async {
    let outcome = await parts.obedience.obey(command)
    wrist.answered(outcome)
    if let touch = command.touch(outcome) { parts.haptics.play(touch) }
  }
}
