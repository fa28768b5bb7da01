/// One register an event writes, all with the event's stamp.
struct Write {
  let register: String
  let value: Value

  init(_ register: String, _ value: Value) {
    self.register = register
    self.value = value
  }
}

extension Envelope {
  /// The registers an event writes. A value is the very one that came, so that keys of a newer version survive; what a newer version writes
  /// beyond these it spells out in `writes`. [EVT-1..10]
  var registerWrites: [Write] {
    var all = payload.map(knownWrites) ?? []
    guard let writes else { return all }
    let known = Set(all.map(\.register))
    for (name, value) in writes where !known.contains(name) { all.append(Write(name, value)) }
    return all
  }

  private func knownWrites(_ payload: Payload) -> [Write] {
    switch payload {
    case .sessionStarted(let meta): return startedWrites(meta)
    case .setUpdated(let update):
      var writes: [Write] = []
      if let weight = update.weight { writes.append(Write(setRegister(update.setId, .weight), .number(weight))) }
      if let reps = update.reps { writes.append(Write(setRegister(update.setId, .reps), .integer(reps))) }
      if let exerciseId = update.exerciseId, let place = update.place {
        let cell = PlaceCell(exerciseId: exerciseId, place: place)
        writes.append(Write(setRegister(update.setId, .place), cell.value))
      }
      if let deleted = update.deleted { writes.append(Write(setRegister(update.setId, .deleted), .bool(deleted))) }
      return writes
    case .setToggledCompleted(let setId, let isCompleted):
      return [Write(setRegister(setId, .isCompleted), .bool(isCompleted))]
    case .restUpdated: return [Write("rest", payloadValue["rest"] ?? .null)]
    case .exerciseIndexChanged(let index): return [Write("index", .integer(index))]
    case .sessionPaused, .sessionResumed: return [Write("run", payloadValue["run"] ?? .null)]
    case .healthUpdate(let reading):
      var writes: [Write] = []
      let measuredAt = Value.integer(reading.measuredAt)
      if let kcal = reading.activeEnergyKcal {
        let cell: Fields = ["value": .number(kcal), "measuredAt": measuredAt]
        writes.append(Write("health/\(deviceId)/activeEnergyKcal", .object(cell)))
      }
      if let bpm = reading.heartRateBpm {
        let cell: Fields = ["value": .number(bpm), "measuredAt": measuredAt]
        writes.append(Write("health/\(deviceId)/heartRateBpm", .object(cell)))
      }
      return writes
    case .sessionFinished:
      return [Write("status", .string(Status.finished.rawValue)), Write("final/\(deviceId)", payloadValue)]
    case .sessionDiscarded: return [Write("status", .string(Status.discarded.rawValue))]
    }
  }

  private func startedWrites(_ meta: Meta) -> [Write] {
    let run = Run(running: true, since: meta.startedAt, accumulatedMs: 0, clockId: meta.clockId)
    var writes = [
      Write("meta", payloadValue), Write("status", .string(Status.active.rawValue)), Write("index", .integer(0)),
      Write("run", run.value), Write("rest", .null),
    ]
    for set in meta.plan.exercises.flatMap(\.sets) {
      writes.append(Write(setRegister(set.setId, .weight), .number(set.weight)))
      writes.append(Write(setRegister(set.setId, .reps), .integer(set.reps)))
      writes.append(Write(setRegister(set.setId, .isCompleted), .bool(set.isCompleted)))
    }
    return writes
  }
}

public enum SetField: String, Sendable {
  case weight, reps, isCompleted, place, deleted
}

public func setRegister(_ setId: String, _ field: SetField) -> String {
  "set/\(setId)/\(field.rawValue)"
}
