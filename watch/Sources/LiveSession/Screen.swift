import LightyProtocol
import WatchLink

/// All that the wrist shows, as of one instant: plain values, made anew after every change. What runs on (elapsed time, a rest) is given with
/// the instant it was read at, so a screen can count on by itself. [TMR-1]
public struct Screen: Equatable, Sendable {
  public var readAt: Instant
  /// The session on the screen. [SES-2]
  public var live: LiveView?
  /// Sessions that were also started, here or on the phone: keep, finish or discard them. [SES-2]
  public var alsoLive: [Offer]
  /// What became of the session that ended last, for a while.
  public var recap: Recap?
  /// What can be started from the wrist. [RTN-1]
  public var routines: [Routine]
  public var link: LinkView
  /// What the lifter should be told, oldest first, until it is dismissed.
  public var news: [News]
  /// Why nothing can be saved; then every command is answered with it.
  public var trouble: Trouble?
  /// What the workout runtime is to do; nil while the sessions cannot be read: a workout that runs is then left alone.
  public var wish: WorkoutWish?
}

/// Why nothing can be saved.
public struct Trouble: Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The disk refuses: it is tried again by itself.
    case disk
    /// A newer app kept the workouts; this one leaves them alone.
    case newerApp
    /// What was kept cannot be read; it can be put aside.
    case damaged
  }

  public var kind: Kind
  /// For whoever is asked for help.
  public var sentence: String
}

/// The live session.
public struct LiveView: Equatable, Sendable {
  public var session: SessionView
  /// Sets with an own edit that the phone has not got yet. [OUT-9]
  public var here: Set<String>
  /// Names the rest that runs or is paused, so that its end is told once; nil without one.
  public var restId: String?
  public var energy: Vital?
  public var heartRate: Vital?

  public var current: ExerciseState? { exercise(at: session.currentExerciseIndex) }
  public var next: ExerciseState? { exercise(at: session.currentExerciseIndex + 1) }

  private func exercise(at index: Int64) -> ExerciseState? {
    let exercises = session.exercises
    return exercises.indices.contains(Int(index)) ? exercises[Int(index)] : nil
  }
}

/// A measured value and how old it is.
public struct Vital: Equatable, Sendable {
  public var value: Hundredths
  public var ageMs: Int64

  /// Older than that, a value is shown as one of the past: sensors stall for minutes while the app is not in front.
  public static let staleAfterMs: Int64 = 30_000
  public var isStale: Bool { ageMs > Self.staleAfterMs }
}

/// A live session that is not the one on the screen.
public struct Offer: Equatable, Sendable {
  public var sessionId: String
  public var routineName: String
}

public struct Recap: Equatable, Sendable {
  public var sessionId: String
  public var training: Training
  /// True once the phone has it all.
  public var isOnPhone: Bool
}

public struct LinkView: Equatable, Sendable {
  public var isReachable = false
  public var condition = LinkCondition()
  /// Own edits that the phone has not got yet. [OUT-1]
  public var queueDepth = 0
}

/// Something that happened while the lifter was looking elsewhere. [NOT-1]
public struct News: Equatable, Sendable, Identifiable {
  public var id: Int
  public var what: What

  public enum What: Equatable, Sendable {
    /// Both devices changed it; `lost` can be brought back. [CON-1]
    case conflict(sessionId: String, register: String, kept: Value, lost: Value)
    case endedElsewhere(sessionId: String, Status)
    case secondSession(sessionId: String)
  }
}

/// What HealthKit is to do, as the sessions stand. [EVT-8]
public struct WorkoutWish: Equatable, Sendable {
  public var active: Active?
  /// Finished sessions for which this watch has not said its final word, newest last.
  public var owing: [Owing] = []
  public var discarded: Set<String> = []

  public init(active: Active? = nil, owing: [Owing] = [], discarded: Set<String> = []) {
    self.active = active
    self.owing = owing
    self.discarded = discarded
  }

  public struct Active: Equatable, Sendable {
    public var sessionId: String
    public var isRunning: Bool

    public init(sessionId: String, isRunning: Bool) {
      self.sessionId = sessionId
      self.isRunning = isRunning
    }
  }

  public struct Owing: Equatable, Sendable {
    public var sessionId: String
    /// True when an estimate, or that there is none, has been said: then only something better is worth saying.
    public var hasWord: Bool

    public init(sessionId: String, hasWord: Bool) {
      self.sessionId = sessionId
      self.hasWord = hasWord
    }
  }
}
