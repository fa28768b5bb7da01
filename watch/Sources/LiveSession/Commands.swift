import LightyProtocol

/// What became of a command.
public enum Outcome: Equatable, Sendable {
  /// It is durable, and on its way.
  case done(sessionId: String)
  /// The law forbids it, and says why. [ACT-1] [ACT-4]
  case refused(Rejection)
  /// The disk did not take it; nothing has changed.
  case notSaved(String)
}

/// What a wrist can ask for. Without a sessionId it is asked of the session on the screen.
extension LiveSession {
  /// Starts a workout with a routine that the phone has sent. [RTN-1] [ACT-1]
  public func start(routineId: String) -> Outcome {
    guard open() else { return notSaved }
    guard let plan = plan(routineId) else {
      return .refused(
        Rejection(.sessionUnknown, "no routine \(routineId) is here; the phone has not sent it, or deleted it"))
    }
    return start(plan)
  }

  public func start(_ plan: Plan) -> Outcome { act(.start(plan: plan), in: mintId()) }

  public func editSet(_ setId: String, weight: Hundredths? = nil, reps: Int64? = nil) -> Outcome {
    ask(.editSet(setId: setId, weight: weight, reps: reps))
  }

  /// Ticks a set off and begins the rest its exercise asks for; unticking leaves the rest alone.
  public func completeSet(_ setId: String, _ isCompleted: Bool = true) -> Outcome {
    let outcome = ask(.completeSet(setId: setId, isCompleted: isCompleted))
    guard isCompleted, case .done(let sessionId) = outcome,
      let exercise = screen.live?.session.exercises.first(where: { $0.sets.contains { $0.setId == setId } }),
      exercise.restSeconds > 0
    else { return outcome }
    return act(.restStart(durationMs: exercise.restSeconds * 1000), in: sessionId)
  }

  /// Adds a set at the end of the exercise, like its last one. [ACT-5]
  public func addSet(to exerciseId: String) -> Outcome {
    let last = screen.live?.session.exercises.first { $0.exerciseId == exerciseId }?.sets.last
    return ask(
      .addSet(
        exerciseId: exerciseId, setId: mintId(), weight: last?.weight ?? Hundredths(0), reps: last?.reps ?? 0))
  }

  public func removeSet(_ setId: String) -> Outcome { ask(.removeSet(setId: setId, deleted: true)) }

  public func goToExercise(_ index: Int64) -> Outcome { ask(.goToExercise(index: index)) }

  public func startRest(_ durationMs: Int64) -> Outcome { ask(.restStart(durationMs: durationMs)) }
  public func adjustRest(byMs: Int64) -> Outcome { ask(.restAdjust(byMs: byMs)) }
  public func pauseRest() -> Outcome { ask(.restPause) }
  public func resumeRest() -> Outcome { ask(.restResume) }
  public func skipRest() -> Outcome { ask(.restSkip) }

  public func pause() -> Outcome { ask(.pause) }
  public func resume() -> Outcome { ask(.resume) }

  /// Ends the session with what is known now; the final calories follow when HealthKit has saved the workout. [EVT-8]
  public func finish(_ sessionId: String? = nil) -> Outcome {
    let energy = sessionId == nil ? screen.live?.energy?.value : nil
    return ask(.finish(outcome: energy == nil ? .none : .estimated, activeEnergyKcal: energy), sessionId)
  }

  public func discard(_ sessionId: String? = nil) -> Outcome { ask(.discard, sessionId) }

  /// Writes the value that lost back over the one that was kept. [CON-1]
  public func undo(_ newsId: Int) -> Outcome? {
    guard let item = screen.news.first(where: { $0.id == newsId }),
      case .conflict(let sessionId, let register, _, let lost) = item.what,
      let act = Self.rewrite(register, lost)
    else { return nil }
    dismiss(newsId)
    return self.act(act, in: sessionId)
  }

  private static func rewrite(_ register: String, _ value: Value) -> Act? {
    let parts = register.split(separator: "/").map(String.init)
    guard parts.count == 3, parts[0] == "set" else { return nil }
    switch parts[2] {
    case "weight": return value.number.map { .editSet(setId: parts[1], weight: $0) }
    case "reps": return value.int.map { .editSet(setId: parts[1], reps: $0) }
    case "isCompleted": return value.bool.map { .completeSet(setId: parts[1], isCompleted: $0) }
    case "deleted": return value.bool.map { .removeSet(setId: parts[1], deleted: $0) }
    default: return nil
    }
  }

  // What HealthKit brings

  /// Says what the sensors gave. [EVT-7]
  public func measure(activeEnergyKcal: Hundredths?, heartRateBpm: Hundredths?, ageMs: Int64, in sessionId: String)
    -> Outcome
  {
    act(.measure(activeEnergyKcal: activeEnergyKcal, heartRateBpm: heartRateBpm, ageMs: ageMs), in: sessionId)
  }

  /// Says this watch's last word on a finished session. [EVT-8]
  public func bringFinal(
    _ outcome: CaloriesOutcome, activeEnergyKcal: Hundredths?, durationMs: Int64?, in sessionId: String
  )
    -> Outcome
  {
    act(.finish(outcome: outcome, activeEnergyKcal: activeEnergyKcal, durationMs: durationMs), in: sessionId)
  }

  private func ask(_ act: Act, _ sessionId: String? = nil) -> Outcome {
    guard open() else { return notSaved }
    guard let sessionId = sessionId ?? screen.live?.session.sessionId else {
      return .refused(Rejection(.sessionUnknown, "no session is live here"))
    }
    return self.act(act, in: sessionId)
  }
}
