import LiveSession
import LightyProtocol

/// What the workout machine is told.
public enum WorkoutInput: Sendable {
  /// The process has begun.
  case launched
  /// The system says that a workout was left running. It may say so before or after the look at launch, or not at all.
  case calledToRecover
  /// The phone called for a workout; its session may still be on the way.
  case summoned
  /// What the sessions want now.
  case wish(WorkoutWish)
  case report(HealthReport)
  /// The lifter wants it tried again.
  case retry
  case tick
}

/// What it wants done, in order.
public enum WorkoutEffect: Equatable, Sendable {
  case health(HealthCommand)
  case measure(sessionId: String, activeEnergyKcal: Double?, heartRateBpm: Double?, ageMs: Int64)
  case final(sessionId: String, CaloriesOutcome, activeEnergyKcal: Double?, durationMs: Int64?)
  /// HealthKit was paused or resumed by other means than ours: the session follows.
  case pause(sessionId: String)
  case resume(sessionId: String)
}

/// What the lifter can be told of it.
public struct WorkoutStatus: Equatable, Sendable {
  public enum Permission: Equatable, Sendable { case unasked, granted, denied(HealthDenial) }

  public var isRecording = false
  public var permission = Permission.unasked
  public var fault: HealthFault?
}
