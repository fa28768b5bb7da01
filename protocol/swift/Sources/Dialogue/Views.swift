import LightyProtocol

extension SetState {
  var json: Value {
    .object([
      "setId": .string(setId), "weight": .number(weight), "reps": .integer(reps), "isCompleted": .bool(isCompleted),
      "place": .string(place), "added": .bool(added),
    ])
  }
}

extension ExerciseState {
  public var json: Value {
    .object([
      "exerciseId": .string(exerciseId), "name": .string(name), "restSeconds": .integer(restSeconds),
      "sets": .array(sets.map(\.json)),
    ])
  }
}

extension SessionView {
  /// The form of `SessionView` in TypeScript.
  public var json: Value {
    var fields: Fields = [
      "sessionId": .string(sessionId), "status": .string(status?.rawValue ?? "shell"),
      "routineName": .string(routineName), "unit": .string(unit.rawValue),
    ]
    fields["startedAt"] = startedAt.map(Value.integer)
    fields["currentExerciseIndex"] = .integer(currentExerciseIndex)
    fields["exercises"] = .array(exercises.map(\.json))
    fields["running"] = .bool(running)
    fields["rest"] = .object([
      "state": .string(rest.state.rawValue), "remainingMs": .integer(rest.remainingMs),
      "durationMs": .integer(rest.durationMs),
    ])
    fields["derived"] = derived.value
    fields["activeEnergyKcal"] = activeEnergyKcal?.json
    fields["heartRateBpm"] = heartRateBpm?.json
    return .object(fields)
  }
}

extension Measured {
  var json: Value { .object(["value": .number(value), "measuredAt": .integer(measuredAt)]) }
}

extension Training {
  /// The form of `Training` in TypeScript.
  public var json: Value {
    var fields: Fields = ["sessionId": .string(sessionId)]
    fields["routineId"] = routineId.map(Value.string)
    fields["routineName"] = .string(routineName)
    fields["unit"] = .string(unit.rawValue)
    fields["startedAt"] = .integer(startedAt)
    fields["endedAt"] = endedAt.map(Value.integer)
    fields["durationMs"] = .integer(durationMs)
    fields["setsCompleted"] = .integer(Int64(setsCompleted))
    fields["volumeLbs"] = .number(volumeLbs)
    var calories: Fields = ["outcome": .string(self.calories.outcome.rawValue)]
    calories["activeEnergyKcal"] = self.calories.activeEnergyKcal.map(Value.number)
    fields["calories"] = .object(calories)
    fields["exercises"] = .array(exercises.map(\.json))
    fields["routineChanges"] = .array(routineChanges.map(\.json))
    fields["waitingFor"] = .array(waitingFor.map { .string($0.rawValue) })
    return .object(fields)
  }
}

extension RoutineChange {
  var json: Value {
    let change = { (name: String, exerciseId: String, setId: String, more: Fields) in
      var fields: Fields = ["change": .string(name), "exerciseId": .string(exerciseId), "setId": .string(setId)]
      for (key, value) in more { fields[key] = value }
      return Value.object(fields)
    }
    switch self {
    case .weight(let exerciseId, let setId, let from, let to):
      return change("weight", exerciseId, setId, ["from": .number(from), "to": .number(to)])
    case .reps(let exerciseId, let setId, let from, let to):
      return change("reps", exerciseId, setId, ["from": .integer(from), "to": .integer(to)])
    case .setAdded(let exerciseId, let setId, let weight, let reps):
      return change("set_added", exerciseId, setId, ["weight": .number(weight), "reps": .integer(reps)])
    case .setRemoved(let exerciseId, let setId): return change("set_removed", exerciseId, setId, [:])
    }
  }
}
