/// A value a watch measured, and when by that watch's session clock.
public struct Measured: Equatable, Sendable {
  public var value: Hundredths
  public var measuredAt: Int64
}

/// What a lifter's screen shows of a session. Weights in `unit`, spans in milliseconds.
public struct SessionView: Equatable, Sendable {
  public var sessionId: String
  /// Nil until session_started has arrived: a shell shows nothing. [SES-1]
  public var status: Status?
  public var routineName: String
  public var unit: WeightUnit
  public var startedAt: Int64?
  public var currentExerciseIndex: Int64
  public var exercises: [ExerciseState]
  public var running: Bool
  public var rest: RestView
  public var derived: Derived
  public var activeEnergyKcal: Measured?
  public var heartRateBpm: Measured?

  public struct RestView: Equatable, Sendable {
    public var state: State
    public var remainingMs: Int64
    public var durationMs: Int64

    public enum State: String, Sendable { case none, running, paused }
  }

  /// Reads a session the way a screen shows it, at the instant `readClock` stands for. [DRV-1..3]
  public init(_ session: SessionState, _ readClock: ReadClock) {
    let registers = session.registers
    let meta = registers.meta
    let rest = registers.rest
    let remainingMs = registers.restRemainingMs(readClock)
    sessionId = session.sessionId
    status = meta == nil ? nil : registers.status ?? .active
    routineName = meta?.plan.routineName ?? ""
    unit = meta?.plan.unit ?? .lb
    startedAt = meta?.startedAt
    currentExerciseIndex = registers.value("index")?.int ?? 0
    exercises = registers.exercises
    running = !registers.ended && registers.run?.running ?? false
    let state: RestView.State =
      switch rest {
      case .running where remainingMs > 0: .running
      case .paused where remainingMs > 0: .paused
      default: .none
      }
    self.rest = RestView(state: state, remainingMs: remainingMs, durationMs: rest.durationMs)
    derived = registers.derived(readClock)
    activeEnergyKcal = registers.latestHealth("activeEnergyKcal")
    heartRateBpm = registers.latestHealth("heartRateBpm")
  }
}

extension Registers {
  /// The latest measured value of a field, whichever device measured it. [EVT-7]
  public func latestHealth(_ field: String) -> Measured? {
    var latest: (cell: HealthCell, revision: Int64)?
    for (name, cell) in healthCells where name.hasSuffix("/\(field)") {
      guard let health = HealthCell.shape.trusted(cell.value) else { continue }
      if latest.map({ cell.stamp.revision > $0.revision }) ?? true { latest = (health, cell.stamp.revision) }
    }
    return latest.map { Measured(value: $0.cell.value, measuredAt: $0.cell.measuredAt) }
  }
}
