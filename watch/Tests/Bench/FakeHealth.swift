import Foundation
import WorkoutRuntime

/// HealthKit as far as a workout goes: what the system keeps outlives the app. It watches that nobody begins a second workout.
package final class FakeHealth: Health, @unchecked Sendable {
  package let reports: AsyncStream<HealthReport>
  private let stream: AsyncStream<HealthReport>.Continuation
  private unowned let air: FakeAir
  package var deliver: ((HealthReport) async -> Void)?
  private var life = 0

  // What goes wrong.
  package var isAvailable = true
  package var isAllowed = true
  /// It does not answer these.
  package var silent: (HealthCommand) -> Bool = { _ in false }
  package var beginFault: HealthFault?
  package var savesFail = false
  package var kcalPerSecond = 0.1
  package var answerMs: Int64 = 300

  // In the system.
  package struct Running: Equatable {
    package var sessionId: String?
    var since: Int64
    var activeMs: Int64 = 0
    package var isPaused = false
  }
  package private(set) var running: Running?
  package private(set) var saved: [String: Metrics] = [:]
  package private(set) var begun = 0
  package private(set) var asked = 0
  /// What no app may do.
  package private(set) var violations: [String] = []

  package init(_ air: FakeAir) {
    self.air = air
    (reports, stream) = AsyncStream.makeStream()
  }

  /// The app dies; a workout goes on without it.
  package func die() { life += 1 }

  package func perform(_ command: HealthCommand) {
    let isSilent = silent(command)
    switch command {
    case .authorize:
      asked += 1
      report(!isAvailable ? .denied(.unavailable) : isAllowed ? .authorized : .denied(.refused), isSilent)
    case .recover:
      report(.recovered(running.map { Recovered(sessionId: $0.sessionId, isPaused: $0.isPaused) }), isSilent)
    case .begin(let sessionId):
      if running != nil { violations.append("a second workout was begun") }
      if let beginFault { return report(.failed(beginFault), isSilent) }
      begun += 1
      running = Running(sessionId: sessionId, since: air.now)
      report(.began, isSilent)
    case .adopt(let sessionId): running?.sessionId = sessionId
    case .pause: turn(true, isSilent)
    case .resume: turn(false, isSilent)
    case .finish(let sessionId):
      guard let ended = running else { return report(.finished(sessionId: sessionId, saved[sessionId]), isSilent) }
      running = nil
      if !savesFail { save(ended, sessionId) }
      report(.finished(sessionId: sessionId, saved[sessionId]), isSilent)
    case .discard: running = nil
    case .find(let sessionId): report(.finished(sessionId: sessionId, saved[sessionId]), isSilent)
    }
  }

  /// The sensors bring what they have; `ageMs` ago it was measured.
  package func collect(ageMs: Int64 = 0) async {
    guard let running, !running.isPaused else { return }
    let measuredAt = Date(timeIntervalSince1970: Double(1_800_000_000_000 + air.now - ageMs) / 1000)
    await hand(
      .collected(
        Reading(
          energy: metrics(running).activeEnergyKcal.map { Reading.Sample($0, at: measuredAt) },
          heartRate: Reading.Sample(128, at: measuredAt))))
  }

  /// Another app begins a workout: ours ends, and what it had is saved.
  package func takeAway() async {
    if let running, let sessionId = running.sessionId { save(running, sessionId) }
    running = nil
    await hand(.ended(.anotherWorkout))
  }

  /// A session may have several; what is asked for is all of them.
  private func save(_ ended: Running, _ sessionId: String) {
    saved[sessionId] = Metrics(adding: [saved[sessionId], metrics(ended)].compactMap { $0 })
  }

  /// The lifter presses both of the wrist's buttons.
  package func press() async {
    guard let isPaused = running?.isPaused else { return }
    turn(!isPaused, true)
    await hand(isPaused ? .resumed : .paused)
  }

  private func turn(_ isPaused: Bool, _ isSilent: Bool) {
    guard var running, running.isPaused != isPaused else { return }
    if isPaused { running.activeMs += air.now - running.since } else { running.since = air.now }
    running.isPaused = isPaused
    self.running = running
    report(isPaused ? .paused : .resumed, isSilent)
  }

  private func metrics(_ running: Running) -> Metrics {
    let activeMs = running.activeMs + (running.isPaused ? 0 : air.now - running.since)
    return Metrics(activeEnergyKcal: Double(activeMs) / 1000 * kcalPerSecond, durationMs: activeMs)
  }

  private func report(_ report: HealthReport, _ isSilent: Bool) {
    if isSilent { return }
    let life = life
    air.after(answerMs) { [self] in if self.life == life { await hand(report) } }
  }

  private func hand(_ report: HealthReport) async {
    if let deliver { await deliver(report) } else { stream.yield(report) }
  }
}
