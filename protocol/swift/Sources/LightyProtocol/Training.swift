/// One way in which what was done differs from what was planned. [TRN-3]
public enum RoutineChange: Equatable, Sendable {
  case weight(exerciseId: String, setId: String, from: Hundredths, to: Hundredths)
  case reps(exerciseId: String, setId: String, from: Int64, to: Int64)
  case setAdded(exerciseId: String, setId: String, weight: Hundredths, reps: Int64)
  case setRemoved(exerciseId: String, setId: String)
}

/// What is kept of a session. Upserted by sessionId: projecting again changes nothing, and late sets amend it. [TRN-1]
public struct Training: Equatable, Sendable {
  public var sessionId: String
  public var routineId: String?
  public var routineName: String
  public var unit: WeightUnit
  public var startedAt: Int64
  public var endedAt: Int64?
  public var durationMs: Int64
  public var setsCompleted: Int
  public var volumeLbs: Hundredths
  public var calories: Calories
  public var exercises: [ExerciseState]
  /// Empty when the routine was trained as planned: then there is nothing to ask. [TRN-3]
  public var routineChanges: [RoutineChange]
  /// What is still to come; empty when the training is complete. [TRN-4]
  public var waitingFor: [Awaited]

  /// Kilocalories, and how far they can be trusted. [TRN-2]
  public struct Calories: Equatable, Sendable {
    public var outcome: CaloriesOutcome
    public var activeEnergyKcal: Hundredths?
  }

  public enum Awaited: String, Sendable {
    case watchCalories = "watch_calories"
    case lateSets = "late_sets"
  }

  /// What the projection cannot read from the session itself.
  public struct Finalization: Sendable {
    /// Own session clock.
    public var now: Int64
    /// True when the peer's last word named the same vector, or there is no peer.
    public var settled: Bool
    /// True when a watch takes part, so that its final metrics are worth waiting for.
    public var watchTakesPart: Bool

    public init(now: Int64, settled: Bool, watchTakesPart: Bool) {
      self.now = now
      self.settled = settled
      self.watchTakesPart = watchTakesPart
    }
  }

  /// The training of a finished session; nil while it is live, and for one that was discarded. [TRN-1..5]
  public init?(_ session: SessionState, _ finalization: Finalization) {
    let registers = session.registers
    guard let meta = registers.meta, registers.status == .finished else { return nil }
    let finals = registers.finals.map(\.final)
    let exercises = registers.exercises
    sessionId = session.sessionId
    routineId = meta.plan.routineId
    routineName = meta.plan.routineName
    unit = meta.plan.unit
    startedAt = meta.startedAt
    endedAt = finals.map(\.endedAt).min()
    durationMs = registers.lastFinal?.durationMs ?? registers.elapsedMs { _ in finalization.now }
    setsCompleted = exercises.completedSets
    volumeLbs = exercises.volumeLbs(meta.plan.unit)
    calories = registers.calories(finals)
    self.exercises = exercises
    routineChanges = changes(meta.plan.exercises, exercises)
    let hasWaited = endedAt.map { finalization.now - $0 >= Limits.caloriesWaitMs } ?? false
    waitingFor = []
    if finalization.watchTakesPart && !hasWaited && !finals.contains(where: { $0.role == .watch }) {
      waitingFor.append(.watchCalories)
    }
    if !finalization.settled { waitingFor.append(.lateSets) }
  }

  /// True when a projection says something else than what was saved: late sets or late calories came in. [TRN-5]
  public func isAmended(by projected: Training) -> Bool {
    var later = projected
    later.waitingFor = waitingFor
    return later != self
  }
}

extension Registers {
  /// A final value beats an estimate, a device's estimate beats the last live reading, and that beats nothing. [TRN-2]
  fileprivate func calories(_ finals: [Final]) -> Training.Calories {
    let outcomes: [CaloriesOutcome] = [.final, .estimated]
    for outcome in outcomes {
      let said = finals.filter { $0.outcome == outcome }
      guard let best = said.first(where: { $0.role == .watch }) ?? said.first else { continue }
      return Training.Calories(outcome: outcome, activeEnergyKcal: best.activeEnergyKcal)
    }
    guard let live = latestHealth("activeEnergyKcal") else { return Training.Calories(outcome: .none) }
    return Training.Calories(outcome: .estimated, activeEnergyKcal: live.value)
  }
}

/// How the sets that stand differ from the plan, in the plan's order: what "Save training + update routine" would write. [TRN-3]
private func changes(_ planned: [PlannedExercise], _ done: [ExerciseState]) -> [RoutineChange] {
  var changes: [RoutineChange] = []
  var standing: [String: SetState] = [:]
  for set in done.flatMap(\.sets) { standing[set.setId] = set }
  for exercise in planned {
    let exerciseId = exercise.exerciseId
    for plan in exercise.sets {
      let setId = plan.setId
      guard let set = standing[setId] else {
        changes.append(.setRemoved(exerciseId: exerciseId, setId: setId))
        continue
      }
      if set.weight != plan.weight {
        changes.append(.weight(exerciseId: exerciseId, setId: setId, from: plan.weight, to: set.weight))
      }
      if set.reps != plan.reps {
        changes.append(.reps(exerciseId: exerciseId, setId: setId, from: plan.reps, to: set.reps))
      }
    }
    for set in done.first(where: { $0.exerciseId == exerciseId })?.sets ?? [] where set.added {
      changes.append(.setAdded(exerciseId: exerciseId, setId: set.setId, weight: set.weight, reps: set.reps))
    }
  }
  return changes
}
