/// A set as it stands: what was planned, what was done, where it is. Weight in the session's unit.
public struct SetState: Equatable, Sendable {
  public var setId: String
  public var weight: Hundredths
  public var reps: Int64
  public var isCompleted: Bool
  public var place: String
  /// True when it was not in the plan.
  public var added: Bool
}

public struct ExerciseState: Equatable, Sendable {
  public var exerciseId: String
  public var name: String
  public var restSeconds: Int64
  public var sets: [SetState]
}

extension Registers {
  /// The exercises with their sets, planned and added, removed ones left out, in order of place then setId. [SET-1..3]
  public var exercises: [ExerciseState] {
    guard let meta else { return [] }
    var exercises = meta.plan.exercises.map {
      ExerciseState(exerciseId: $0.exerciseId, name: $0.name, restSeconds: $0.restSeconds, sets: [])
    }
    // Of two exercises with one id the later takes the sets, as in TypeScript's Map.
    var byId: [String: Int] = [:]
    for (position, exercise) in exercises.enumerated() { byId[exercise.exerciseId] = position }
    var planned: Set<String> = []

    for exercise in meta.plan.exercises {
      for (position, set) in exercise.sets.enumerated() {
        planned.insert(set.setId)
        let moved = PlaceCell.shape.trusted(value(setRegister(set.setId, .place)))
        guard let home = byId[moved?.exerciseId ?? exercise.exerciseId],
          let state = setState(set.setId, place: moved?.place ?? plannedPlace(position), added: false)
        else { continue }
        exercises[home].sets.append(state)
      }
    }
    for (name, cell) in cells where name.hasPrefix("set/") && name.hasSuffix("/place") {
      let setId = String(name.dropFirst(4).dropLast(6))
      guard !planned.contains(setId), let moved = PlaceCell.shape.trusted(cell.value),
        let home = byId[moved.exerciseId],
        let state = setState(setId, place: moved.place, added: true)
      else { continue }
      exercises[home].sets.append(state)
    }
    for position in exercises.indices {
      exercises[position].sets.sort { ($0.place, $0.setId) < ($1.place, $1.setId) }
    }
    return exercises
  }

  private func setState(_ setId: String, place: String, added: Bool) -> SetState? {
    if value(setRegister(setId, .deleted))?.bool == true { return nil }
    return SetState(
      setId: setId, weight: value(setRegister(setId, .weight))?.number ?? Hundredths(0),
      reps: value(setRegister(setId, .reps))?.int ?? 0,
      isCompleted: value(setRegister(setId, .isCompleted))?.bool == true, place: place, added: added)
  }

  /// Milliseconds trained: frozen by the last word on the finish, else accumulated while running. [DRV-1]
  public func elapsedMs(_ readClock: ReadClock) -> Int64 {
    if ended, let final = lastFinal { return final.durationMs }
    guard let run else { return 0 }
    if !run.running || ended { return run.accumulatedMs }
    return run.accumulatedMs + max(0, readClock(run.clockId) - run.since)
  }

  /// Milliseconds left of a rest, clamped to 0..durationMs; 0 when none or when the session has ended. [TMR-1] [TMR-2]
  public func restRemainingMs(_ readClock: ReadClock) -> Int64 {
    if ended { return 0 }
    switch rest {
    case .none: return 0
    case .running(let durationMs, let endsAt, let clockId):
      return min(max(0, endsAt - readClock(clockId)), durationMs)
    case .paused(let durationMs, let remainingMs): return min(max(0, remainingMs), durationMs)
    }
  }

  /// The four derived fields of the brief: never merged, computed alike everywhere. [DRV-1..3]
  public func derived(_ readClock: ReadClock) -> Derived {
    let exercises = exercises
    return Derived(
      elapsedSeconds: elapsedMs(readClock) / 1000,
      activeRestRemainingSeconds: (restRemainingMs(readClock) + 999) / 1000,
      completedSetsCount: Int64(exercises.completedSets),
      volumeLbs: exercises.volumeLbs(meta?.plan.unit ?? .lb))
  }

  /// How each device saw the session end, latest stamp first. [EVT-8]
  public var finals: [(deviceId: String, final: Final)] {
    var finals: [(stamp: Stamp, final: Final)] = []
    for (name, cell) in cells where name.hasPrefix("final/") {
      guard let final = Final.shape.trusted(cell.value) else { continue }
      finals.append((Stamp(revision: cell.stamp.revision, deviceId: String(name.dropFirst(6))), final))
    }
    return finals.sorted { $1.stamp < $0.stamp }.map { ($0.stamp.deviceId, $0.final) }
  }

  /// The watch's word on the end outranks the phone's: its builder leaves pauses out. Else the latest. [DRV-1]
  public var lastFinal: Final? {
    let finals = finals
    return (finals.first { $0.final.role == .watch } ?? finals.first)?.final
  }
}

extension [ExerciseState] {
  public var completedSets: Int {
    reduce(0) { count, exercise in count + exercise.sets.count { $0.isCompleted } }
  }

  /// Pounds are the unit of volume whatever the lifter trains in: sum of weight x reps, in hundredths, kilograms times 2.20462, half up. [DRV-3]
  public func volumeLbs(_ unit: WeightUnit) -> Hundredths {
    var sum: Int64 = 0
    for set in flatMap(\.sets) where set.isCompleted { sum += set.weight.count * set.reps }
    if unit == .kg { sum = sum / 100_000 * 220_462 + (sum % 100_000 * 220_462 + 50_000) / 100_000 }
    return Hundredths(count: sum)
  }
}
