/*
 * What goes into the engine and what comes out. The host owns every side effect:
 *
 *   input (with `now`) -> engine.step -> output { save, actions }
 *   host: write `save` durably, THEN perform `actions` in order. Never the other way round. [DUR-1]
 *
 * Outputs are performed in the order of their inputs. If a save fails, the host throws the engine away and opens it again from the store.
 */

/// The clocks of a device, read by the host at the moment of an input. Milliseconds. [CLK-1]
public struct Instant: Hashable, Sendable {
  /// Wall clock since the epoch; may jump.
  public var wallMs: Int64
  /// Continuous monotonic clock, sleep included; starts anew at a reboot.
  public var monotonicMs: Int64
  /// Names the boot of the device that `monotonicMs` counts from.
  public var deviceBootId: String

  public init(wallMs: Int64, monotonicMs: Int64, deviceBootId: String) {
    self.wallMs = wallMs
    self.monotonicMs = monotonicMs
    self.deviceBootId = deviceBootId
  }
}

/// What the lifter, or the watch's health kit, does. Ids of new things come from the host.
public enum Act: Sendable {
  case start(plan: Plan)
  case editSet(setId: String, weight: Hundredths? = nil, reps: Int64? = nil)
  /// Adds a set at the end of an exercise, or right after `afterSetId`. [ACT-5]
  case addSet(exerciseId: String, setId: String, weight: Hundredths, reps: Int64, afterSetId: String? = nil)
  case removeSet(setId: String, deleted: Bool)
  case completeSet(setId: String, isCompleted: Bool)
  case restStart(durationMs: Int64)
  case restAdjust(byMs: Int64)
  case restPause
  case restResume
  case restSkip
  case goToExercise(index: Int64)
  case pause
  case resume
  /// `ageMs`: how long ago the sensor measured it; now without it. [EVT-7]
  case measure(activeEnergyKcal: Hundredths? = nil, heartRateBpm: Hundredths? = nil, ageMs: Int64? = nil)
  /// Ends the session, or, once it has ended, brings this device's final metrics. [EVT-8]
  case finish(outcome: CaloriesOutcome, activeEnergyKcal: Hundredths? = nil, durationMs: Int64? = nil)
  case discard
}

/// The three WatchConnectivity channels the engine sends on.
public enum Channel: String, CaseIterable, Sendable {
  case message, userInfo, applicationContext
}

/// A transfer that the system still holds from an earlier process. [OUT-8]
public struct Outstanding: Sendable {
  public var sendId: String
  public var text: String

  public init(sendId: String, text: String) {
    self.sendId = sendId
    self.text = text
  }
}

public enum Input: Sendable {
  /// The process has begun, or the link was activated. `outstanding` are the transfers that the system still holds.
  case activated(now: Instant, reachable: Bool, outstanding: [Outstanding] = [])
  case reachability(now: Instant, reachable: Bool)
  case received(now: Instant, transport: Transport, text: String)
  /// How a send ended; without errorCode it was handed over. [LNK-4]
  case sent(now: Instant, sendId: String, errorCode: Int? = nil)
  case acted(now: Instant, sessionId: String, act: Act)
  case tick(now: Instant)

  public var now: Instant {
    switch self {
    case .activated(let now, _, _), .reachability(let now, _), .received(let now, _, _), .sent(let now, _, _),
      .acted(let now, _, _), .tick(let now):
      now
    }
  }
}

/// A keyed write, all or nothing. A key set to null is deleted. [DUR-2]
public typealias Batch = OrderedMap<String, Value>

/// What an engine noticed about the session or its peer. [NOT-1]
public enum Notice: Sendable {
  case conflict(Conflict)
  case stampCollision(sessionId: String, register: String, sentence: String)
  case protocolViolation(sessionId: String?, eventId: String?, sentence: String)
  case driftDetected(sessionId: String, sentence: String)
  case driftUnhealed(sessionId: String, sentence: String)
  case derivedMismatch(sessionId: String, sentence: String)
  case quarantined(sentence: String)
  case sessionEndedElsewhere(sessionId: String, status: Status, sentence: String)
  case secondSession(sessionId: String, sentence: String)
}

public enum Action: Sendable {
  case send(Channel, sendId: String, text: String)
  /// Takes superseded transfers out of the system's userInfo queue. [OUT-8]
  case cancel(sendIds: [String])
  case notify(Notice)
}

public struct Output: Sendable {
  /// To be durable before any action is performed; empty when nothing changed.
  public var save = Batch()
  public var actions: [Action] = []
  /// For `received` and `acted`: what became of each part.
  public var verdicts: [Verdict]?
  /// For `acted`: the events the act made.
  public var events: [Envelope]?
  /// For `acted`: why nothing was made.
  public var refusal: Rejection?
  /// Digest after the input, of each session it touched.
  public var digests = OrderedMap<String, Digest>()
}
