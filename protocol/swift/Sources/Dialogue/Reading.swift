import LightyProtocol

/// A line that this program does not understand, and why.
public struct Misunderstood: Error {
  public let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}

extension Engine {
  /// Handles an input in the form of TypeScript. What no `Act` can hold, a weight of three places say, TypeScript's engine refuses where it
  /// would be made into an event; here it never gets that far, and is refused with the same code. [ACT-6]
  public func step(json: Value) throws -> Output {
    do {
      return step(try Input(json: json))
    } catch let misunderstood as Misunderstood where json["type"]?.string == "acted" {
      var output = step(.tick(now: try Instant(json: json["now"] ?? .null)))
      output.refusal = Rejection(.badShape, misunderstood.sentence)
      return output
    }
  }
}

extension Value {
  func member<T>(_ key: String, _ read: (Value) -> T?) throws -> T {
    guard let value = self[key], let read = read(value) else {
      throw Misunderstood("\(key) is missing or not what it should be")
    }
    return read
  }

  /// Absent is nil; there and wrong is not.
  func optional<T>(_ key: String, _ read: (Value) -> T?) throws -> T? {
    self[key] == nil ? nil : try member(key, read)
  }
}

extension Value {
  /// A clock's reading in whole milliseconds, whatever fraction it came with.
  fileprivate var floor: Int64? {
    switch self {
    case .number(let number): Int64(number.double.rounded(.down))
    case .unlawful(.number(let double)) where abs(double) <= Double(Limits.number): Int64(double.rounded(.down))
    default: nil
    }
  }
}

extension Instant {
  /// `{wallMs, monotonicMs, deviceBootId}`; fractions of a millisecond are dropped.
  public init(json: Value) throws {
    self.init(
      wallMs: try json.member("wallMs", \.floor), monotonicMs: try json.member("monotonicMs", \.floor),
      deviceBootId: try json.member("deviceBootId", \.string))
  }
}

extension Input {
  /// The form of `Input` in TypeScript.
  public init(json: Value) throws {
    let now = try json.member("now") { try? Instant(json: $0) }
    switch json["type"]?.string {
    case "activated":
      let outstanding = try json.optional("outstanding", \.array) ?? []
      self = .activated(
        now: now, reachable: try json.member("reachable", \.bool),
        outstanding: try outstanding.map {
          Outstanding(sendId: try $0.member("sendId", \.string), text: try $0.member("text", \.string))
        })
    case "reachability": self = .reachability(now: now, reachable: try json.member("reachable", \.bool))
    case "received":
      self = .received(
        now: now, transport: try json.member("transport") { $0.string.flatMap(Transport.init) },
        text: try json.member("text", \.string))
    case "sent":
      self = .sent(
        now: now, sendId: try json.member("sendId", \.string),
        errorCode: try json.optional("errorCode") { $0.int.flatMap(Int.init(exactly:)) })
    case "acted":
      let act = json["act"] ?? .null
      self = .acted(now: now, sessionId: try act.member("sessionId", \.string), act: try Act(json: act))
    case "tick": self = .tick(now: now)
    default: throw Misunderstood("an input has the type activated, reachability, received, sent, acted or tick")
    }
  }
}

extension Act {
  /// The form of `Act` in TypeScript; its sessionId stands beside it.
  public init(json: Value) throws {
    switch json["act"]?.string {
    case "start": self = .start(plan: try json.member("plan", Plan.init(json:)))
    case "edit_set":
      self = .editSet(
        setId: try json.member("setId", \.string), weight: try json.optional("weight", \.number),
        reps: try json.optional("reps", \.int))
    case "add_set":
      self = .addSet(
        exerciseId: try json.member("exerciseId", \.string), setId: try json.member("setId", \.string),
        weight: try json.member("weight", \.number), reps: try json.member("reps", \.int),
        afterSetId: try json.optional("afterSetId", \.string))
    case "remove_set":
      self = .removeSet(setId: try json.member("setId", \.string), deleted: try json.member("deleted", \.bool))
    case "complete_set":
      self = .completeSet(
        setId: try json.member("setId", \.string), isCompleted: try json.member("isCompleted", \.bool))
    case "rest_start": self = .restStart(durationMs: try json.member("durationMs", \.int))
    case "rest_adjust": self = .restAdjust(byMs: try json.member("byMs", \.int))
    case "rest_pause": self = .restPause
    case "rest_resume": self = .restResume
    case "rest_skip": self = .restSkip
    case "go_to_exercise": self = .goToExercise(index: try json.member("index", \.int))
    case "pause": self = .pause
    case "resume": self = .resume
    case "measure":
      self = .measure(
        activeEnergyKcal: try json.optional("activeEnergyKcal", \.number),
        heartRateBpm: try json.optional("heartRateBpm", \.number), ageMs: try json.optional("ageMs", \.int))
    case "finish":
      self = .finish(
        outcome: try json.member("outcome") { $0.string.flatMap(CaloriesOutcome.init) },
        activeEnergyKcal: try json.optional("activeEnergyKcal", \.number),
        durationMs: try json.optional("durationMs", \.int))
    case "discard": self = .discard
    default: throw Misunderstood("no such act")
    }
  }
}

extension Plan {
  /// Without the bounds of the law, which judge it where it is made into an event.
  init?(json: Value) {
    guard let name = json["routineName"]?.string, let unit = json["unit"]?.string.flatMap(WeightUnit.init),
      let exercises = json["exercises"]?.array?.map(PlannedExercise.init(json:)), !exercises.contains(nil)
    else { return nil }
    self.init(
      routineId: json["routineId"]?.string, routineName: name, unit: unit, exercises: exercises.compactMap { $0 })
  }
}

extension PlannedExercise {
  fileprivate init?(json: Value) {
    guard let exerciseId = json["exerciseId"]?.string, let name = json["name"]?.string,
      let restSeconds = json["restSeconds"]?.int, let sets = json["sets"]?.array?.map(PlannedSet.init(json:)),
      !sets.contains(nil)
    else { return nil }
    self.init(exerciseId: exerciseId, name: name, restSeconds: restSeconds, sets: sets.compactMap { $0 })
  }
}

extension PlannedSet {
  fileprivate init?(json: Value) {
    guard let setId = json["setId"]?.string, let weight = json["weight"]?.number, let reps = json["reps"]?.int,
      let isCompleted = json["isCompleted"]?.bool
    else { return nil }
    self.init(setId: setId, weight: weight, reps: reps, isCompleted: isCompleted)
  }
}
