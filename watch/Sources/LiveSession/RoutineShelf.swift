import LightyProtocol

/// The routines the phone has sent, durable beside the sessions under `routine/<id>`. [RTN-2]
struct RoutineShelf {
  private var routines: [String: Routine] = [:]

  init(_ stored: [(key: String, value: Value)]) {
    for (key, value) in stored where key.hasPrefix(Self.prefix) {
      if case .success(let routine)? = parseRoutine(value.text) { routines[routine.routineId] = routine }
    }
  }

  /// By name, deleted ones left out.
  var all: [Routine] {
    routines.values.filter { $0.plan != nil }
      .sorted { ($0.plan?.routineName ?? "", $0.routineId) < ($1.plan?.routineName ?? "", $1.routineId) }
  }

  func plan(_ routineId: String) -> Plan? { routines[routineId]?.plan }

  /// The higher version stays, so repetition and disorder change nothing. Gives what is to be saved, nil when it is old. [RTN-2]
  func save(_ routine: Routine) -> Batch? {
    if let held = routines[routine.routineId], held.version >= routine.version { return nil }
    if routines[routine.routineId] == nil && routines.count >= Self.most { return nil }
    var batch = Batch()
    batch[Self.prefix + routine.routineId] = routine.value(from: Self.keeper)
    return batch
  }

  mutating func put(_ routine: Routine) { routines[routine.routineId] = routine }

  static let prefix = "routine/"
  /// Room for the routines of a lifetime; a phone that sends more is broken.
  static let most = 500
  /// Whose a stored routine is does not matter any more.
  private static let keeper = "thisphone"
}
