import LightyProtocol

/// What a screen makes of an engine.
extension Engine {
  func liveView(_ now: Instant) -> LiveView? {
    guard let record = activeSession else { return nil }
    let state = record.state
    let session = SessionView(state) { self.clock(at: now, of: $0) }
    let setIds = session.exercises.flatMap(\.sets).map(\.setId)
    let vital = { (measured: Measured?) in
      measured.map { Vital(value: $0.value, ageMs: max(0, self.clock(at: now) - $0.measuredAt)) }
    }
    let rest = state.registers["rest"]
    return LiveView(
      session: session, here: Set(setIds.filter { whereabouts(record.sessionId, $0) == .here }),
      restId: session.rest.state == .none ? nil : rest.map { "\($0.stamp.revision).\($0.stamp.deviceId)" },
      energy: vital(session.activeEnergyKcal), heartRate: vital(session.heartRateBpm))
  }

  /// Live sessions beside the one on the screen. [SES-2]
  var offers: [Offer] {
    let active = activeSession?.sessionId
    return sessions.values.filter { $0.state.isLive && $0.sessionId != active }.map {
      Offer(sessionId: $0.sessionId, routineName: $0.state.registers.meta?.plan.routineName ?? "")
    }
  }

  /// The session that was finished last, if that is not long ago.
  func recap(_ now: Instant, _ dismissed: Set<String>) -> Recap? {
    let read = clock(at: now)
    let lately = sessions.values.filter { record in
      guard let endedAt = record.endedAt else { return false }
      return !dismissed.contains(record.sessionId) && read - endedAt < recapMs
    }
    guard let record = lately.max(by: { ($0.endedAt ?? 0) < ($1.endedAt ?? 0) }) else { return nil }
    let finalization = Training.Finalization(now: read, settled: !record.isOpen, watchTakesPart: true)
    guard let training = Training(record.state, finalization) else { return nil }
    return Recap(sessionId: record.sessionId, training: training, isOnPhone: record.queueDepth == 0)
  }

  /// What HealthKit is to do. A session that ended long ago is not asked about again: its workout has been found or is not to be found.
  func wish(_ now: Instant) -> WorkoutWish {
    var wish = WorkoutWish()
    if let record = activeSession {
      wish.active = WorkoutWish.Active(
        sessionId: record.sessionId, isRunning: record.state.registers.run?.running ?? true)
    }
    let read = clock(at: now)
    for record in sessions.values.sorted(by: { ($0.endedAt ?? 0) < ($1.endedAt ?? 0) }) {
      let registers = record.state.registers
      if record.state.isShell { continue }
      if registers.status == .discarded { wish.discarded.insert(record.sessionId) }
      guard registers.status == .finished, let endedAt = record.endedAt else { continue }
      let own = registers.finals.first { $0.deviceId == deviceId }?.final
      if own == nil || (own?.outcome != .final && read - endedAt < owedMs) {
        wish.owing.append(WorkoutWish.Owing(sessionId: record.sessionId, hasWord: own != nil))
      }
    }
    return wish
  }
}

/// How long the recap of a finished session comes back by itself.
private let recapMs: Int64 = 15 * 60_000
/// How long a better word on the calories is looked for, once this watch has said one: a day covers a battery that died in the gym.
private let owedMs: Int64 = 24 * 3_600_000
