import Foundation

/// HealthKit as the workout machine sees it: it is told what to do and reports what became of it. There is at most one workout at a time.
public protocol Health: Sendable {
  /// Everything that happens, in order, for the one who drives the machine.
  var reports: AsyncStream<HealthReport> { get }

  /// Begins to do it; a report follows. Never blocks, never throws.
  func perform(_ command: HealthCommand)
}

/// What HealthKit is told.
public enum HealthCommand: Equatable, Sendable {
  /// Asks the lifter, where they have not been asked. Answered by `.authorized` or `.denied`.
  case authorize
  /// Looks for a workout that an earlier process left running. Answered by `.recovered`.
  case recover
  /// Starts the one workout; without an id, at the phone's call. Answered by `.began` or `.failed`.
  case begin(sessionId: String?)
  /// A workout begun at the phone's call learns whose it is.
  case adopt(sessionId: String)
  case pause
  case resume
  /// Ends and saves the workout, where there is one. Answered by `.finished`, with all that was saved for that session.
  case finish(sessionId: String)
  /// Ends the workout and keeps nothing of it.
  case discard
  /// Looks for what was saved for that session, by its external UUID. Answered by `.finished`.
  case find(sessionId: String)
}

/// What HealthKit said.
public enum HealthReport: Equatable, Sendable {
  case authorized
  /// HealthKit is not there, or the lifter does not let workouts be saved.
  case denied(HealthDenial)
  /// The workout that was found running; without an id it was begun at the phone's call. Nil when there is none.
  case recovered(Recovered?)
  case began
  case failed(HealthFault)
  case paused
  case resumed
  case collected(Reading)
  /// A workout is saved, or could not be: then there are no metrics.
  case finished(sessionId: String, Metrics?)
  /// It ended without being asked to, and why: as when another app begins a workout. What it had is saved.
  case ended(HealthFault)
}

public enum HealthDenial: Equatable, Sendable { case unavailable, refused }

public enum HealthFault: Equatable, Sendable {
  case anotherWorkout
  case other(String)
}

public struct Recovered: Equatable, Sendable {
  public var sessionId: String?
  public var isPaused: Bool

  public init(sessionId: String?, isPaused: Bool) {
    self.sessionId = sessionId
    self.isPaused = isPaused
  }
}

/// What the sensors gave so far: each value with when it was measured, for one of them can be silent while the other speaks. [EVT-7]
public struct Reading: Equatable, Sendable {
  /// Kilocalories.
  public var energy: Sample?
  /// Beats a minute.
  public var heartRate: Sample?

  public init(energy: Sample? = nil, heartRate: Sample? = nil) {
    self.energy = energy
    self.heartRate = heartRate
  }

  public struct Sample: Equatable, Sendable {
    public var value: Double
    public var measuredAt: Date

    public init(_ value: Double, at measuredAt: Date) {
      self.value = value
      self.measuredAt = measuredAt
    }
  }
}

/// What a saved workout says, pauses left out of its duration.
public struct Metrics: Equatable, Sendable {
  public var activeEnergyKcal: Double?
  public var durationMs: Int64

  public init(activeEnergyKcal: Double?, durationMs: Int64) {
    self.activeEnergyKcal = activeEnergyKcal
    self.durationMs = durationMs
  }

  /// Of several workouts, which one session has where HealthKit was taken away in between; nil without any.
  public init?(adding parts: [Metrics]) {
    if parts.isEmpty { return nil }
    let energies = parts.compactMap(\.activeEnergyKcal)
    self.init(
      activeEnergyKcal: energies.isEmpty ? nil : energies.reduce(0, +),
      durationMs: parts.reduce(0) { $0 + $1.durationMs })
  }
}
