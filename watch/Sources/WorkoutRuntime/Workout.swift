import LightyProtocol
import LiveSession

/// One HealthKit workout exactly while a session is live. It looks at what is wanted and at what is there, and closes the gap one command at a
/// time: whatever order taps, the phone, HealthKit and crashes come in, the two meet. Time is handed in. [EVT-8]
///
///     recovering --none--> idle --live, or called--> (authorizing) --> starting --> running --finished--> finishing --> idle
///          |                ^ \--owes a last word--> finding --/                      |  \--discarded--> idle
///          +----------------|------------------------ found --------------------------^
///
/// Every wait has an end: what HealthKit does not answer is taken for a failure, and an answer that comes all the same is used.
public struct Workout: Sendable {
  enum Phase: Equatable, Sendable {
    case recovering, idle, authorizing, starting, running
    case finishing(String), finding(String)
  }

  private(set) var phase = Phase.idle
  public private(set) var status = WorkoutStatus()
  private var wish = WorkoutWish()
  /// False until the sessions were read: what runs is then left alone, since nobody can say whose it is.
  private var isWishKnown = false
  /// Whose the workout is; nil for one begun at the phone's call.
  private var owner: String?
  /// How HealthKit was last told, or told us, to be.
  private var isPaused = false
  /// Pauses and resumes that HealthKit has not yet answered.
  private var unanswered = 0
  private var summonedUntil: Int64?
  /// What was left running is to be looked for once more, before anything new is begun.
  private var isCalledToRecover = false
  private var deadline: Int64?
  /// HealthKit was told to begin for `owner` and has not answered in time: it may have begun all the same.
  private var mayHaveBegun = false
  private var latest: Reading?
  private var metering = Metering()
  /// Sessions for which the last word was said in this process.
  private var spoken: Set<String> = []
  /// Sessions whose workout HealthKit did not give or took away; not begun again before `retry`.
  private var givenUp: Set<String> = []
  /// Live sessions of which HealthKit has missed a part: how long they took is the session's to say.
  private var partly: Set<String> = []

  public init() {}

  /// How long a workout begun at the phone's call waits for its session. Milliseconds.
  public static let summonsMs: Int64 = 45_000
  static let recoverMs: Int64 = 3_000
  static let beginMs: Int64 = 20_000
  static let finishMs: Int64 = 20_000
  static let findMs: Int64 = 10_000

  /// When `tick` is wanted, on the monotonic clock.
  public var wakeAt: Int64? { [deadline, phase == .running ? summonedUntil : nil].compactMap { $0 }.min() }

  public mutating func step(_ input: WorkoutInput, at now: Instant) -> [WorkoutEffect] {
    var effects: [WorkoutEffect] = []
    switch input {
    case .launched: effects = enter(.recovering, within: Self.recoverMs, now, .recover)
    case .calledToRecover: isCalledToRecover = phase != .starting && phase != .running
    case .summoned: summonedUntil = now.monotonicMs + Self.summonsMs
    case .wish(let wish): (self.wish, isWishKnown) = (wish, true)
    case .report(let report): effects = hear(report, now)
    case .retry:
      givenUp = []
      status.fault = nil
      if case .denied = status.permission { status.permission = .unasked }
    case .tick: effects = giveUpWaiting(now)
    }
    effects += reconcile(now)
    status.isRecording = phase == .running
    return effects
  }

  // What HealthKit says

  private mutating func hear(_ report: HealthReport, _ now: Instant) -> [WorkoutEffect] {
    switch report {
    case .authorized:
      status.permission = .granted
      if phase == .authorizing { leave() }
    case .denied(let denial):
      status.permission = .denied(denial)
      if let active = wish.active { partly.insert(active.sessionId) }
      if phase == .authorizing || phase == .starting { leave() }
    case .recovered(let found): recover(found)
    case .began: begin()
    case .failed(let fault): fail(fault)
    case .paused: return turned(true)
    case .resumed: return turned(false)
    case .collected(let reading): return collect(reading, now)
    case .finished(let sessionId, let metrics): return finished(sessionId, metrics)
    case .ended(let fault): fail(fault)
    }
    return []
  }

  private mutating func recover(_ found: Recovered?) {
    guard let found else {
      if phase == .recovering { leave() }
      if let active = wish.active { partly.insert(active.sessionId) }
      return
    }
    // The adapter lets go of one that is found beside another; a workout is taken up whatever else is waited for.
    if phase == .starting || phase == .running { return }
    leave()
    status.permission = .granted
    phase = .running
    isCalledToRecover = false
    owner = found.sessionId
    isPaused = found.isPaused
    unanswered = 0
  }

  private mutating func begin() {
    guard phase == .starting || phase == .idle else { return }
    leave()
    phase = .running
    mayHaveBegun = false
    status.fault = nil
    if let owner { givenUp.remove(owner) }
    isPaused = false
    unanswered = 0
  }

  private mutating func fail(_ fault: HealthFault) {
    guard phase == .starting || phase == .running else { return }
    leave()
    status.fault = fault
    if let owner {
      givenUp.insert(owner)
      partly.insert(owner)
    }
    summonedUntil = nil
  }

  /// An answer to our own pause says nothing new; any other one came from the wrist's buttons, and the session follows.
  private mutating func turned(_ isPaused: Bool) -> [WorkoutEffect] {
    guard phase == .running else { return [] }
    if unanswered > 0 {
      unanswered -= 1
      return []
    }
    guard isPaused != self.isPaused else { return [] }
    self.isPaused = isPaused
    guard let active = wish.active, active.sessionId == owner, active.isRunning == isPaused else { return [] }
    wish.active?.isRunning = !isPaused
    return [isPaused ? .pause(sessionId: active.sessionId) : .resume(sessionId: active.sessionId)]
  }

  private mutating func collect(_ reading: Reading, _ now: Instant) -> [WorkoutEffect] {
    latest = reading
    guard phase == .running, let owner, owner == wish.active?.sessionId else { return [] }
    return metering.pass(reading, of: owner, now)
  }

  private mutating func finished(_ sessionId: String, _ metrics: Metrics?) -> [WorkoutEffect] {
    let isAwaited = phase == .finishing(sessionId) || phase == .finding(sessionId)
    if isAwaited { leave() }
    // A late answer amends what was said without it.
    return isAwaited || metrics != nil ? speak(of: sessionId, metrics) : []
  }

  // The last word

  /// Final calories where HealthKit saved some; else, unless this watch has said something already, what it last measured, or none. [EVT-8]
  private mutating func speak(of sessionId: String, _ metrics: Metrics?) -> [WorkoutEffect] {
    spoken.insert(sessionId)
    let lastMeasured = owner == sessionId ? latest?.energy?.value : nil
    let durationMs = partly.contains(sessionId) ? nil : metrics?.durationMs
    if owner == sessionId { latest = nil }
    guard let owing = wish.owing.first(where: { $0.sessionId == sessionId }) else { return [] }
    if let metrics, let kcal = metrics.activeEnergyKcal {
      return [.final(sessionId: sessionId, .final, activeEnergyKcal: kcal, durationMs: durationMs)]
    }
    if owing.hasWord { return [] }
    let outcome: CaloriesOutcome = lastMeasured == nil ? .none : .estimated
    return [.final(sessionId: sessionId, outcome, activeEnergyKcal: lastMeasured, durationMs: durationMs)]
  }

  // Closing the gap

  private mutating func reconcile(_ now: Instant) -> [WorkoutEffect] {
    switch phase {
    case .recovering, .authorizing, .starting, .finishing, .finding: []
    case .idle: reconcileIdle(now)
    case .running: reconcileRunning(now)
    }
  }

  private mutating func reconcileIdle(_ now: Instant) -> [WorkoutEffect] {
    // One that HealthKit gave out too late would be ended by the next one that begins.
    if isCalledToRecover {
      isCalledToRecover = false
      return enter(.recovering, within: Self.recoverMs, now, .recover)
    }
    if let summonedUntil, summonedUntil <= now.monotonicMs { self.summonedUntil = nil }
    if mayHaveBegun, let owner, wish.active?.sessionId != owner {
      mayHaveBegun = false
      return end(owner, now)
    }
    let isCalled = wish.active == nil && summonedUntil != nil
    if isCalled || wish.active.map({ !givenUp.contains($0.sessionId) }) ?? false {
      switch status.permission {
      case .unasked:
        phase = .authorizing
        return [.health(.authorize)]
      case .granted:
        owner = wish.active?.sessionId
        latest = nil
        metering = Metering()
        mayHaveBegun = false
        return enter(.starting, within: Self.beginMs, now, .begin(sessionId: owner))
      case .denied: break
      }
    }
    guard let owing = wish.owing.first(where: { !spoken.contains($0.sessionId) }) else { return [] }
    if case .denied = status.permission { return speak(of: owing.sessionId, nil) + reconcileIdle(now) }
    return enter(.finding(owing.sessionId), within: Self.findMs, now, .find(sessionId: owing.sessionId))
  }

  private mutating func reconcileRunning(_ now: Instant) -> [WorkoutEffect] {
    guard isWishKnown || summonedUntil != nil else { return [] }
    guard let active = wish.active else { return endRunning(now) }
    summonedUntil = nil
    // Another has begun since ours ended: its workout is not this one's.
    if let owner, owner != active.sessionId, isOver(owner) { return end(owner, now) }
    var effects: [WorkoutEffect] = []
    if owner != active.sessionId {
      owner = active.sessionId
      effects.append(.health(.adopt(sessionId: active.sessionId)))
    }
    if isPaused == active.isRunning {
      isPaused = !active.isRunning
      unanswered += 1
      effects.append(.health(isPaused ? .pause : .resume))
    }
    return effects
  }

  private mutating func endRunning(_ now: Instant) -> [WorkoutEffect] {
    guard let owner else {
      if let summonedUntil, summonedUntil > now.monotonicMs { return [] }
      summonedUntil = nil
      leave()
      return [.health(.discard)]
    }
    return end(owner, now)
  }

  private func isOver(_ sessionId: String) -> Bool {
    wish.discarded.contains(sessionId) || wish.owing.contains { $0.sessionId == sessionId }
  }

  private mutating func end(_ owner: String, _ now: Instant) -> [WorkoutEffect] {
    if wish.discarded.contains(owner) {
      leave()
      return [.health(.discard)] + reconcileIdle(now)
    }
    // Also where nobody knows the session any more: losing a workout is worse than keeping an unwanted one.
    return enter(.finishing(owner), within: Self.finishMs, now, .finish(sessionId: owner))
  }

  // Waiting

  private mutating func enter(_ phase: Phase, within ms: Int64, _ now: Instant, _ command: HealthCommand)
    -> [WorkoutEffect]
  {
    self.phase = phase
    deadline = now.monotonicMs + ms
    return [.health(command)]
  }

  private mutating func leave() {
    phase = .idle
    deadline = nil
  }

  private mutating func giveUpWaiting(_ now: Instant) -> [WorkoutEffect] {
    guard let deadline, deadline <= now.monotonicMs else { return [] }
    switch phase {
    case .recovering: leave()
    case .starting:
      fail(.other("HealthKit did not start the workout in time"))
      mayHaveBegun = true
    case .finishing(let sessionId), .finding(let sessionId):
      leave()
      return speak(of: sessionId, nil)
    case .idle, .authorizing, .running: leave()
    }
    return []
  }
}
