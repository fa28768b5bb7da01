import LightyProtocol
import LiveSession

/// Keeps HealthKit and the sessions together: feeds the machine, and does in order what it wants done.
///
///     screens --wish--> Workout --commands--> Health
///     reports --------->   |
///                          +--measure, final, pause, resume--> LiveSession
public actor WorkoutRuntime {
  private var workout = Workout()
  private let session: LiveSession
  private let health: any Health
  private let time: any DeviceTime
  private var effects: [WorkoutEffect] = []
  private var isDraining = false
  private var alarm: Task<Void, Never>?
  private var watchers: [AsyncStream<WorkoutStatus>.Continuation] = []

  public init(session: LiveSession, health: any Health, time: any DeviceTime) {
    self.session = session
    self.health = health
    self.time = time
  }

  /// Looks for what an earlier process left running, then follows the session until the task is cancelled. Once in a process.
  public func run() async {
    await take(.launched)
    let screens = await session.screens()
    let reports = health.reports
    await withTaskGroup(of: Void.self) { group in
      group.addTask { for await screen in screens { if let wish = screen.wish { await self.take(.wish(wish)) } } }
      group.addTask { for await report in reports { await self.take(.report(report)) } }
    }
  }

  /// The phone called for a workout: `WKApplicationDelegate.handle(_ workoutConfiguration:)`. It brings no data; the session follows by link.
  public func summon() async { await take(.summoned) }

  /// The system says that a workout was left running: `WKApplicationDelegate.handleActiveWorkoutRecovery()`.
  public func recover() async { await take(.calledToRecover) }

  /// The lifter wants HealthKit tried again.
  public func retry() async { await take(.retry) }

  public var status: WorkoutStatus { workout.status }

  /// The status as it is, then every change of it.
  public func statuses() -> AsyncStream<WorkoutStatus> {
    let (stream, continuation) = AsyncStream<WorkoutStatus>.makeStream(bufferingPolicy: .bufferingNewest(1))
    watchers.append(continuation)
    continuation.yield(workout.status)
    return stream
  }

  package var wakeAt: Int64? { workout.wakeAt }

  package func take(_ input: WorkoutInput) async {
    let before = workout.status
    effects += workout.step(input, at: time.now())
    if workout.status != before { for watcher in watchers { watcher.yield(workout.status) } }
    setAlarm()
    // While one effect is with the session, others may be added; they wait their turn.
    if isDraining { return }
    isDraining = true
    while !effects.isEmpty { await perform(effects.removeFirst()) }
    isDraining = false
  }

  private func perform(_ effect: WorkoutEffect) async {
    switch effect {
    case .health(let command): health.perform(command)
    case .measure(let sessionId, let kcal, let bpm, let ageMs):
      _ = await session.measure(
        activeEnergyKcal: hundredths(kcal, upTo: 100_000), heartRateBpm: hundredths(bpm, upTo: 400), ageMs: ageMs,
        in: sessionId)
    case .final(let sessionId, let outcome, let kcal, let durationMs):
      _ = await session.bringFinal(
        outcome, activeEnergyKcal: hundredths(kcal, upTo: 100_000), durationMs: durationMs, in: sessionId)
    case .pause(let sessionId): _ = await session.act(.pause, in: sessionId)
    case .resume(let sessionId): _ = await session.act(.resume, in: sessionId)
    }
  }

  private func setAlarm() {
    alarm?.cancel()
    guard let wakeAt = workout.wakeAt else { return }
    alarm = Task { [weak self, time] in
      do { try await time.sleep(untilMonotonicMs: wakeAt) } catch { return }
      await self?.take(.tick)
    }
  }
}

/// A sensor's number as the wire has it, in hundredths; nil for what no body can do. [ENV-5]
func hundredths(_ value: Double?, upTo most: Int64) -> Hundredths? {
  guard let value, value >= 0, value <= Double(most) else { return nil }
  return Hundredths(count: Int64((value * 100).rounded()))
}
