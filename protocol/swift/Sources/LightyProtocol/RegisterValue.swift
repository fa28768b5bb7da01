/// Pounds or kilograms, for the whole of a session.
public enum WeightUnit: String, CaseIterable, Sendable {
  case lb, kg
}

public struct PlannedSet: Equatable, Sendable {
  public var setId: String
  public var weight: Hundredths
  public var reps: Int64
  public var isCompleted: Bool

  public init(setId: String, weight: Hundredths, reps: Int64, isCompleted: Bool = false) {
    self.setId = setId
    self.weight = weight
    self.reps = reps
    self.isCompleted = isCompleted
  }

  var value: Value {
    .object([
      "setId": .string(setId), "weight": .number(weight), "reps": .integer(reps), "isCompleted": .bool(isCompleted),
    ])
  }

  static let shape = Shape<PlannedSet>.object { fields throws(Misfit) in
    PlannedSet(
      setId: try fields.get("setId", Shapes.id), weight: try fields.get("weight", Shapes.weight),
      reps: try fields.get("reps", Shapes.reps), isCompleted: try fields.get("isCompleted", Shapes.bool))
  }
}

public struct PlannedExercise: Equatable, Sendable {
  public var exerciseId: String
  public var name: String
  public var restSeconds: Int64
  public var sets: [PlannedSet]

  public init(exerciseId: String, name: String, restSeconds: Int64, sets: [PlannedSet]) {
    self.exerciseId = exerciseId
    self.name = name
    self.restSeconds = restSeconds
    self.sets = sets
  }

  var value: Value {
    .object([
      "exerciseId": .string(exerciseId), "name": .string(name), "restSeconds": .integer(restSeconds),
      "sets": .array(sets.map(\.value)),
    ])
  }

  static let shape = Shape<PlannedExercise>.object { fields throws(Misfit) in
    PlannedExercise(
      exerciseId: try fields.get("exerciseId", Shapes.id), name: try fields.get("name", Shapes.text(upTo: 200)),
      restSeconds: try fields.get("restSeconds", Shapes.int(0...86_400)),
      sets: try fields.get("sets", Shapes.list(PlannedSet.shape, 0...Limits.setsPerExercise)))
  }
}

/// What a lifter sets out to do.
public struct Plan: Equatable, Sendable {
  public var routineId: String?
  public var routineName: String
  public var unit: WeightUnit
  public var exercises: [PlannedExercise]

  public init(routineId: String? = nil, routineName: String, unit: WeightUnit, exercises: [PlannedExercise]) {
    self.routineId = routineId
    self.routineName = routineName
    self.unit = unit
    self.exercises = exercises
  }

  var fields: Fields {
    var fields = Fields()
    fields["routineId"] = .present(routineId)
    fields["routineName"] = .string(routineName)
    fields["unit"] = .string(unit.rawValue)
    fields["exercises"] = .array(exercises.map(\.value))
    return fields
  }

  /// Without its bounds: an act is judged where it is made into an event. [ACT-6]
  static func read(_ fields: Fields) throws(Misfit) -> Plan {
    Plan(
      routineId: try fields.find("routineId", Shapes.id),
      routineName: try fields.get("routineName", Shapes.text(upTo: 200)),
      unit: try fields.get("unit", Shapes.word(WeightUnit.self)),
      exercises: try fields.get("exercises", Shapes.list(PlannedExercise.shape, 0...Limits.exercises)))
  }
}

/// The register `meta`: the session as it was started. What was planned stays readable beside what was done. [EVT-1]
public struct Meta: Equatable, Sendable {
  public var startedAt: Int64
  public var clockId: String
  public var plan: Plan

  public init(startedAt: Int64, clockId: String, plan: Plan) {
    self.startedAt = startedAt
    self.clockId = clockId
    self.plan = plan
  }

  var value: Value {
    var fields = plan.fields
    fields["startedAt"] = .integer(startedAt)
    fields["clockId"] = .string(clockId)
    return .object(fields)
  }

  static let shape = Shape<Meta>.object { fields throws(Misfit) in
    Meta(
      startedAt: try fields.get("startedAt", Shapes.milliseconds), clockId: try fields.get("clockId", Shapes.id),
      plan: try Plan.read(fields))
  }
}

/// The register `rest`: none, running towards a deadline on the writer's session clock, or paused. [EVT-4]
public enum Rest: Equatable, Sendable {
  case none
  case running(durationMs: Int64, endsAt: Int64, clockId: String)
  case paused(durationMs: Int64, remainingMs: Int64)

  public var durationMs: Int64 {
    switch self {
    case .none: 0
    case .running(let durationMs, _, _), .paused(let durationMs, _): durationMs
    }
  }

  var value: Value {
    switch self {
    case .none: .null
    case .running(let durationMs, let endsAt, let clockId):
      .object(["durationMs": .integer(durationMs), "endsAt": .integer(endsAt), "clockId": .string(clockId)])
    case .paused(let durationMs, let remainingMs):
      .object(["durationMs": .integer(durationMs), "remainingMs": .integer(remainingMs)])
    }
  }

  static let shape = Shape<Rest> { value throws(Misfit) in
    if value.isNull { return .none }
    guard let fields = value.object else { throw Misfit("expected null, a running rest or a paused one") }
    let durationMs = try fields.get("durationMs", Shapes.milliseconds)
    let isPaused = fields["remainingMs"] != nil
    if isPaused && fields["endsAt"] != nil { throw Misfit("a paused rest has no endsAt") }
    if !isPaused {
      return .running(
        durationMs: durationMs, endsAt: try fields.get("endsAt", Shapes.milliseconds),
        clockId: try fields.get("clockId", Shapes.id))
    }
    return .paused(durationMs: durationMs, remainingMs: try fields.get("remainingMs", Shapes.milliseconds))
  }
}

/// The register `run`: elapsed = accumulatedMs, plus the time since `since` on the writer's session clock while running. [EVT-6]
public struct Run: Equatable, Sendable {
  public var running: Bool
  public var since: Int64
  public var accumulatedMs: Int64
  public var clockId: String

  var value: Value {
    .object([
      "running": .bool(running), "since": .integer(since), "accumulatedMs": .integer(accumulatedMs),
      "clockId": .string(clockId),
    ])
  }

  static let shape = Shape<Run>.object { fields throws(Misfit) in
    Run(
      running: try fields.get("running", Shapes.bool), since: try fields.get("since", Shapes.milliseconds),
      accumulatedMs: try fields.get("accumulatedMs", Shapes.milliseconds),
      clockId: try fields.get("clockId", Shapes.id))
  }

  static func shape(running: Bool) -> Shape<Run> {
    Shape { value throws(Misfit) in
      let run = try shape.read(value)
      guard run.running == running else { throw Misfit("expected \(running)").under("running") }
      return run
    }
  }
}

/// The register `status`, merged by rank before stamp. [MRG-3]
public enum Status: String, CaseIterable, Sendable {
  case active, discarded, finished
}

/// A register `health/<deviceId>/<field>`. [EVT-7]
public struct HealthCell: Equatable, Sendable {
  public var value: Hundredths
  public var measuredAt: Int64

  static let shape = Shape<HealthCell>.object { fields throws(Misfit) in
    HealthCell(
      value: try fields.get("value", Shapes.number(-Limits.number...Limits.number)),
      measuredAt: try fields.get("measuredAt", Shapes.milliseconds))
  }
}

/// How far the calories of a workout can be trusted. [EVT-8]
public enum CaloriesOutcome: String, CaseIterable, Sendable {
  case final, estimated, none
}

/// A register `final/<deviceId>`: how one device saw the session end, and what it can say of the calories. [EVT-8]
public struct Final: Equatable, Sendable {
  public var role: Role
  public var endedAt: Int64
  public var durationMs: Int64
  public var outcome: CaloriesOutcome
  public var activeEnergyKcal: Hundredths?

  var value: Value {
    var fields: Fields = [
      "role": .string(role.rawValue), "endedAt": .integer(endedAt), "durationMs": .integer(durationMs),
      "outcome": .string(outcome.rawValue),
    ]
    fields["activeEnergyKcal"] = .present(activeEnergyKcal)
    return .object(fields)
  }

  static let shape = Shape<Final>.object { fields throws(Misfit) in
    let final = Final(
      role: try fields.get("role", Shapes.role), endedAt: try fields.get("endedAt", Shapes.milliseconds),
      durationMs: try fields.get("durationMs", Shapes.milliseconds),
      outcome: try fields.get("outcome", Shapes.word(CaloriesOutcome.self)),
      activeEnergyKcal: try fields.find("activeEnergyKcal", Shapes.kcal))
    guard (final.outcome == .none) == (final.activeEnergyKcal == nil) else {
      throw Misfit("activeEnergyKcal is there when outcome is final or estimated, and absent when it is none")
        .under("activeEnergyKcal")
    }
    return final
  }
}

/// The register `set/<id>/place`: the exercise a set stands in, and where in it. [SET-1]
struct PlaceCell: Equatable, Sendable {
  var exerciseId: String
  var place: String

  var value: Value { .object(["exerciseId": .string(exerciseId), "place": .string(place)]) }

  static let shape = Shape<PlaceCell>.object { fields throws(Misfit) in
    PlaceCell(exerciseId: try fields.get("exerciseId", Shapes.id), place: try fields.get("place", Shapes.place))
  }
}
