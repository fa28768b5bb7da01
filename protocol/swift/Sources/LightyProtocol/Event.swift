/// The kinds of event of version 1, by their wire names. [EVT-1..9]
public enum EventType: String, CaseIterable, Sendable {
  case sessionStarted = "session_started"
  case setUpdated = "set_updated"
  case setToggledCompleted = "set_toggled_completed"
  case restUpdated = "rest_updated"
  case exerciseIndexChanged = "exercise_index_changed"
  case sessionPaused = "session_paused"
  case sessionResumed = "session_resumed"
  case healthUpdate = "health_update"
  case sessionFinished = "session_finished"
  case sessionDiscarded = "session_discarded"
}

/// What each kind of event carries. [EVT-1..9]
public enum Payload: Equatable, Sendable {
  case sessionStarted(Meta)
  case setUpdated(SetUpdate)
  case setToggledCompleted(setId: String, isCompleted: Bool)
  case restUpdated(Rest)
  case exerciseIndexChanged(Int64)
  case sessionPaused(Run)
  case sessionResumed(Run)
  case healthUpdate(HealthReading)
  case sessionFinished(Final)
  case sessionDiscarded

  public var eventType: EventType {
    switch self {
    case .sessionStarted: .sessionStarted
    case .setUpdated: .setUpdated
    case .setToggledCompleted: .setToggledCompleted
    case .restUpdated: .restUpdated
    case .exerciseIndexChanged: .exerciseIndexChanged
    case .sessionPaused: .sessionPaused
    case .sessionResumed: .sessionResumed
    case .healthUpdate: .healthUpdate
    case .sessionFinished: .sessionFinished
    case .sessionDiscarded: .sessionDiscarded
    }
  }

  /// The payload as it travels.
  public var value: Value {
    switch self {
    case .sessionStarted(let meta): return meta.value
    case .setUpdated(let update): return update.value
    case .setToggledCompleted(let setId, let isCompleted):
      return .object(["setId": .string(setId), "isCompleted": .bool(isCompleted)])
    case .restUpdated(let rest): return .object(["rest": rest.value])
    case .exerciseIndexChanged(let index): return .object(["index": .integer(index)])
    case .sessionPaused(let run), .sessionResumed(let run): return .object(["run": run.value])
    case .healthUpdate(let reading): return reading.value
    case .sessionFinished(let final): return final.value
    case .sessionDiscarded: return .object([:])
    }
  }

  static func shape(of eventType: EventType) -> Shape<Payload> {
    switch eventType {
    case .sessionStarted: Shape { value throws(Misfit) in .sessionStarted(try Meta.shape.read(value)) }
    case .setUpdated: Shape { value throws(Misfit) in .setUpdated(try SetUpdate.shape.read(value)) }
    case .setToggledCompleted:
      .object { fields throws(Misfit) in
        .setToggledCompleted(
          setId: try fields.get("setId", Shapes.id), isCompleted: try fields.get("isCompleted", Shapes.bool))
      }
    case .restUpdated: .object { fields throws(Misfit) in .restUpdated(try fields.get("rest", Rest.shape)) }
    case .exerciseIndexChanged:
      .object { fields throws(Misfit) in .exerciseIndexChanged(try fields.get("index", Shapes.index)) }
    case .sessionPaused:
      .object { fields throws(Misfit) in .sessionPaused(try fields.get("run", Run.shape(running: false))) }
    case .sessionResumed:
      .object { fields throws(Misfit) in .sessionResumed(try fields.get("run", Run.shape(running: true))) }
    case .healthUpdate: Shape { value throws(Misfit) in .healthUpdate(try HealthReading.shape.read(value)) }
    case .sessionFinished: Shape { value throws(Misfit) in .sessionFinished(try Final.shape.read(value)) }
    case .sessionDiscarded: .object { _ throws(Misfit) in .sessionDiscarded }
    }
  }
}

/// What an edit of a set says: only the fields that change. [EVT-2]
public struct SetUpdate: Equatable, Sendable {
  public var setId: String
  public var weight: Hundredths?
  public var reps: Int64?
  /// exerciseId and place go together: they say where an added set stands. [SET-1]
  public var exerciseId: String?
  public var place: String?
  public var deleted: Bool?

  public init(
    setId: String, weight: Hundredths? = nil, reps: Int64? = nil, exerciseId: String? = nil, place: String? = nil,
    deleted: Bool? = nil
  ) {
    self.setId = setId
    self.weight = weight
    self.reps = reps
    self.exerciseId = exerciseId
    self.place = place
    self.deleted = deleted
  }

  var value: Value {
    var fields: Fields = ["setId": .string(setId)]
    fields["weight"] = .present(weight)
    fields["reps"] = .present(reps)
    fields["exerciseId"] = .present(exerciseId)
    fields["place"] = .present(place)
    fields["deleted"] = .present(deleted)
    return .object(fields)
  }

  static let shape = Shape<SetUpdate>.object { fields throws(Misfit) in
    let update = SetUpdate(
      setId: try fields.get("setId", Shapes.id), weight: try fields.find("weight", Shapes.weight),
      reps: try fields.find("reps", Shapes.reps), exerciseId: try fields.find("exerciseId", Shapes.id),
      place: try fields.find("place", Shapes.place), deleted: try fields.find("deleted", Shapes.bool))
    guard (update.place == nil) == (update.exerciseId == nil) else {
      throw Misfit("exerciseId and place go together: they say where an added set stands").under("place")
    }
    return update
  }
}

/// What a wrist measured, and when by its session clock. [EVT-7]
public struct HealthReading: Equatable, Sendable {
  public var activeEnergyKcal: Hundredths?
  public var heartRateBpm: Hundredths?
  public var measuredAt: Int64

  var value: Value {
    var fields = Fields()
    fields["activeEnergyKcal"] = .present(activeEnergyKcal)
    fields["heartRateBpm"] = .present(heartRateBpm)
    fields["measuredAt"] = .integer(measuredAt)
    return .object(fields)
  }

  static let shape = Shape<HealthReading>.object { fields throws(Misfit) in
    HealthReading(
      activeEnergyKcal: try fields.find("activeEnergyKcal", Shapes.kcal),
      heartRateBpm: try fields.find("heartRateBpm", Shapes.number(0...400)),
      measuredAt: try fields.get("measuredAt", Shapes.milliseconds))
  }
}

extension Shapes {
  /// A time or a span in integer milliseconds; times are read off the writer's session clock. [ENV-5]
  package static let milliseconds = int(0...Limits.number)
  /// Strictly rises per device and session, and is durable before it is seen. [REV-1]
  static let revision = atLeast(1)
  /// 1, 2, 3 ... per session and device, without holes. [HAVE-1]
  static let seq = int(1...Limits.maxSeq)
  static let weight = number(0...10_000)
  static let reps = int(0...10_000)
  static let kcal = number(0...100_000)
  static let index = int(0...Int64(Limits.exercises))
  /// Where a set stands within its exercise: a fraction in base 36, compared byte by byte, so that a set always fits between two. [SET-2]
  static let place = text(isPlace, "a place is 1 to 63 of 0-9 a-z and does not end in 0")
  /// The name of a register: lowercase first, parts joined by slashes. [REG-1]
  static let registerName = text(isRegisterName, "not a register name")
}

func isPlace(_ text: String) -> Bool {
  (1...Limits.placeLength).contains(text.utf8.count) && text.utf8.allSatisfy(isLowercaseOrDigit)
    && text.utf8.last != UInt8(ascii: "0")
}

func isRegisterName(_ text: String) -> Bool {
  let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
  guard parts.count <= 4, let first = parts.first, let letter = first.first, isLowercase(letter) else { return false }
  let isAlphanumeric = { (byte: UInt8) in isLowercaseOrDigit(byte) || isUppercase(byte) }
  guard first.allSatisfy(isAlphanumeric) else { return false }
  return parts.dropFirst().allSatisfy { part in
    (1...64).contains(part.count)
      && part.allSatisfy {
        isAlphanumeric($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
      }
  }
}
