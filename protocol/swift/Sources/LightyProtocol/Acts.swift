/// What an act is judged by: the session as it stands, and the writer's clock.
struct Scene {
  let session: SessionState
  let role: Role
  let deviceId: String
  let clockId: String
  let clock: DeviceClock

  /// Own session clock.
  var now: Int64 { clock.now }
  var sessionId: String { session.sessionId }
  var registers: Registers { session.registers }

  /// Turns what the lifter did into what an event says, or says why there is none. Nothing is changed here. [ACT-1..6]
  func draft(_ act: Act) throws(Rejection) -> Payload {
    if session.isShell {
      throw Rejection(.sessionUnknown, "session \(sessionId) has not been started as far as this device knows")
    }
    if case .finish(let outcome, let kcal, let durationMs) = act { return try finish(outcome, kcal, durationMs) }
    if let status = registers.status, registers.ended {
      throw Rejection(.sessionEnded, "session \(sessionId) is \(status.rawValue) and takes no new edits")
    }
    switch act {
    case .start: throw Rejection(.sessionExists, "session \(sessionId) is known here; a new one needs a new id")
    case .editSet(let setId, let weight, let reps):
      try demandSet(setId)
      return .setUpdated(SetUpdate(setId: setId, weight: weight, reps: reps))
    case .completeSet(let setId, let isCompleted):
      try demandSet(setId)
      return .setToggledCompleted(setId: setId, isCompleted: isCompleted)
    case .removeSet(let setId, let deleted):
      try demandSet(setId, evenRemoved: true)
      return .setUpdated(SetUpdate(setId: setId, deleted: deleted))
    case .addSet(let exerciseId, let setId, let weight, let reps, let afterSetId):
      let place = try place(setId, in: exerciseId, after: afterSetId)
      return .setUpdated(SetUpdate(setId: setId, weight: weight, reps: reps, exerciseId: exerciseId, place: place))
    case .goToExercise(let index): return try goToExercise(index)
    case .pause: return .sessionPaused(run(running: false))
    case .resume: return .sessionResumed(run(running: true))
    case .restStart(let durationMs):
      return .restUpdated(.running(durationMs: durationMs, endsAt: now + durationMs, clockId: clockId))
    case .restSkip: return .restUpdated(.none)
    case .restAdjust(let byMs): return .restUpdated(adjustedRest(byMs))
    case .restPause: return .restUpdated(pausedRest)
    case .restResume: return .restUpdated(resumedRest)
    case .measure(let kcal, let bpm, let ageMs):
      let measuredAt = max(0, now - max(0, ageMs ?? 0))
      return .healthUpdate(HealthReading(activeEnergyKcal: kcal, heartRateBpm: bpm, measuredAt: measuredAt))
    case .finish(let outcome, let kcal, let durationMs): return try finish(outcome, kcal, durationMs)
    case .discard: return .sessionDiscarded
    }
  }

  /// A removed set can be brought back but not edited. [SET-3] [ACT-4]
  private func demandSet(_ setId: String, evenRemoved: Bool = false) throws(Rejection) {
    let isKnown = registers[setRegister(setId, .weight)] != nil
    let isRemoved = registers.value(setRegister(setId, .deleted))?.bool == true
    if isKnown && (!isRemoved || evenRemoved) { return }
    throw Rejection(.setUnknown, "session \(sessionId) has no set \(setId)\(isRemoved ? ": it was removed" : "")")
  }

  /// Where an added set would stand. [ACT-5]
  private func place(_ setId: String, in exerciseId: String, after afterSetId: String?) throws(Rejection) -> String {
    guard let exercise = registers.exercises.first(where: { $0.exerciseId == exerciseId }) else {
      throw Rejection(.exerciseUnknown, "session \(sessionId) has no exercise \(exerciseId)")
    }
    if registers[setRegister(setId, .weight)] != nil {
      throw Rejection(.setUnknown, "set \(setId) is there already; an added set needs an id of its own")
    }
    var before = exercise.sets[...]
    if let afterSetId {
      guard let position = before.firstIndex(where: { $0.setId == afterSetId }) else {
        throw Rejection(.setUnknown, "exercise \(exerciseId) has no set \(afterSetId) to add a set after")
      }
      before = before[...position]
    }
    let after = before.last?.place ?? ""
    let next = exercise.sets[before.endIndex...].first { isBefore(after, $0.place) }?.place
    guard let place = placeBetween(after: after, before: next), registers.count + 3 <= Limits.registers else {
      throw Rejection(.limitReached, "session \(sessionId) has no room for another set there")
    }
    return place
  }

  private func goToExercise(_ index: Int64) throws(Rejection) -> Payload {
    let count = Int64(registers.meta?.plan.exercises.count ?? 0)
    if index >= 0 && index < max(1, count) { return .exerciseIndexChanged(index) }
    throw Rejection(.exerciseUnknown, "session \(sessionId) has exercises 0 to \(count - 1), not \(index)")
  }

  private func run(running: Bool) -> Run {
    Run(running: running, since: now, accumulatedMs: registers.elapsedMs(clock.read), clockId: clockId)
  }

  // Adjusting, pausing and resuming take what is left on the reader's own screen and write it in the reader's own clock. [TMR-3]

  private func adjustedRest(_ byMs: Int64) -> Rest {
    let held = registers.rest
    let remainingMs = registers.restRemainingMs(clock.read)
    let left = max(0, remainingMs + byMs)
    if remainingMs == 0 || left == 0 { return .none }
    let durationMs = max(held.durationMs + byMs, left)
    if case .paused = held { return .paused(durationMs: durationMs, remainingMs: left) }
    return .running(durationMs: durationMs, endsAt: now + left, clockId: clockId)
  }

  private var pausedRest: Rest {
    let remainingMs = registers.restRemainingMs(clock.read)
    return remainingMs == 0 ? .none : .paused(durationMs: registers.rest.durationMs, remainingMs: remainingMs)
  }

  private var resumedRest: Rest {
    let remainingMs = registers.restRemainingMs(clock.read)
    if remainingMs == 0 { return .none }
    return .running(durationMs: registers.rest.durationMs, endsAt: now + remainingMs, clockId: clockId)
  }

  /// Once the session is finished a device may still bring its own final metrics, until they are final. [EVT-8] [ACT-3]
  private func finish(_ outcome: CaloriesOutcome, _ kcal: Hundredths?, _ durationMs: Int64?) throws(Rejection)
    -> Payload
  {
    if let status = registers.status, registers.ended {
      let own = registers.finals.first { $0.deviceId == deviceId }?.final
      if status != .finished || own?.outcome == .final {
        throw Rejection(
          .sessionEnded, "session \(sessionId) is \(status.rawValue) and this device has said its last word on it")
      }
    }
    return .sessionFinished(
      Final(
        role: role, endedAt: now, durationMs: durationMs ?? registers.elapsedMs(clock.read), outcome: outcome,
        activeEnergyKcal: outcome == .none ? nil : kcal ?? Hundredths(0)))
  }
}

/// What the first event of a session says. [ACT-1]
func draftStart(_ plan: Plan, now: Int64, clockId: String) throws(Rejection) -> Payload {
  let meta = Meta(startedAt: now, clockId: clockId, plan: plan)
  let bytes = meta.value.byteCount
  if bytes > Limits.startBytes {
    throw Rejection(.limitReached, "the plan takes \(bytes) bytes; a session can start with \(Limits.startBytes)")
  }
  return .sessionStarted(meta)
}
