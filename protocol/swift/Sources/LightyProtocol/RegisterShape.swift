/*
 * A snapshot and `writes` carry registers by name, beside the shape of any event. Whoever reads a session trusts what its registers hold, so a
 * value is judged where it comes in; a register that this version has no name for may hold anything. [REG-3]
 */

/// What is wrong with a value for the register of that name; nil when it may stand there. [REG-3]
func misfit(_ name: String, _ value: Value) -> Misfit? {
  do throws(Misfit) {
    try judge(name, value)
    return nil
  } catch {
    return error
  }
}

private func judge(_ name: String, _ value: Value) throws(Misfit) {
  guard let slash = name.firstIndex(of: "/"), let last = name.lastIndex(of: "/") else {
    switch name {
    case "meta": _ = try Meta.shape.read(value)
    case "status": _ = try Shapes.word(Status.self).read(value)
    case "index": _ = try Shapes.index.read(value)
    case "run": _ = try Run.shape.read(value)
    case "rest": _ = try Rest.shape.read(value)
    default: break
    }
    return
  }
  let field = name[name.index(after: last)...]
  switch (name[..<slash], field) {
  case ("set", "weight"): _ = try Shapes.weight.read(value)
  case ("set", "reps"): _ = try Shapes.reps.read(value)
  case ("set", "isCompleted"), ("set", "deleted"): _ = try Shapes.bool.read(value)
  case ("set", "place"): _ = try PlaceCell.shape.read(value)
  case ("health", "activeEnergyKcal"), ("health", "heartRateBpm"): _ = try HealthCell.shape.read(value)
  case ("final", _): _ = try Final.shape.read(value)
  default: break
  }
}
