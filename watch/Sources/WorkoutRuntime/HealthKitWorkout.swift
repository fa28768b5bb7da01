#if canImport(HealthKit)
  import Foundation
  import HealthKit
  import WatchLink

  /// HealthKit itself. It decides nothing: the machine does. Its delegate methods come on a background queue of HealthKit's own; what they say of
  /// a workout that is no longer ours is dropped.
  public final class HealthKitWorkout: NSObject, Health, HKWorkoutSessionDelegate, HKLiveWorkoutBuilderDelegate,
    Sendable
  {
    public let reports: AsyncStream<HealthReport>
    private let stream: AsyncStream<HealthReport>.Continuation
    private let store = HKHealthStore()
    private let held = Locked<Held?>(nil)

    /// The one workout. HealthKit's objects may be used from any queue, which their declarations do not say.
    private struct Held: @unchecked Sendable {
      let session: HKWorkoutSession
      let builder: HKLiveWorkoutBuilder
      var sessionId: String?
    }

    public override init() {
      (reports, stream) = AsyncStream.makeStream()
      super.init()
    }

    public func perform(_ command: HealthCommand) {
      switch command {
      case .authorize: authorize()
      case .recover: recover()
      case .begin(let sessionId): begin(sessionId)
      case .adopt(let sessionId): adopt(sessionId)
      case .pause: held.with { $0 }?.session.pause()
      case .resume: held.with { $0 }?.session.resume()
      case .finish(let sessionId): finish(sessionId)
      case .discard: discard()
      case .find(let sessionId): find(sessionId)
      }
    }

    // Permission

    private func authorize() {
      guard HKHealthStore.isHealthDataAvailable() else {
        stream.yield(.denied(.unavailable))
        return
      }
      // Only what is used: workouts and energy are written; energy and heart rate are read, and workouts to find one's own again.
      let share: Set<HKSampleType> = [HKObjectType.workoutType(), HKQuantityType(.activeEnergyBurned)]
      let read: Set<HKObjectType> = [
        HKObjectType.workoutType(), HKQuantityType(.activeEnergyBurned), HKQuantityType(.heartRate),
      ]
      store.requestAuthorization(toShare: share, read: read) { [stream, store] _, _ in
        // Whether reading is allowed is kept from apps; what may not be read looks as if it were not there.
        let status = store.authorizationStatus(for: HKObjectType.workoutType())
        stream.yield(status == .sharingAuthorized ? .authorized : .denied(.refused))
      }
    }

    // Beginning

    private func begin(_ sessionId: String?) {
      // One that was begun before and has not answered since.
      discard()
      let configuration = HKWorkoutConfiguration()
      configuration.activityType = .traditionalStrengthTraining
      configuration.locationType = .indoor
      let session: HKWorkoutSession
      do {
        session = try HKWorkoutSession(healthStore: store, configuration: configuration)
      } catch {
        stream.yield(.failed(Self.fault(error)))
        return
      }
      let ours = hold(session, sessionId)
      let start = Date()
      session.startActivity(with: start)
      ours.builder.beginCollection(withStart: start) { [weak self] isCollecting, error in
        // Unless it has been ended in the meantime.
        guard let self, holds(ours.session) else { return }
        if isCollecting {
          stream.yield(.began)
        } else {
          discard()
          stream.yield(.failed(error.map(Self.fault) ?? .other("HealthKit collects nothing")))
        }
      }
      if let sessionId { adopt(sessionId) }
    }

    private func hold(_ session: HKWorkoutSession, _ sessionId: String?) -> Held {
      let builder = session.associatedWorkoutBuilder()
      session.delegate = self
      builder.delegate = self
      builder.dataSource = HKLiveWorkoutDataSource(
        healthStore: store, workoutConfiguration: session.workoutConfiguration)
      let ours = Held(session: session, builder: builder, sessionId: sessionId)
      held.with { $0 = ours }
      return ours
    }

    /// Written down with the workout at once, so that whoever recovers it knows whose it is.
    private func adopt(_ sessionId: String) {
      let ours = held.with { held in
        held?.sessionId = sessionId
        return held
      }
      ours?.builder.addMetadata([HKMetadataKeyExternalUUID: sessionId]) { _, _ in }
    }

    private func recover() {
      store.recoverActiveWorkoutSession { [weak self] session, _ in
        guard let self else { return }
        guard let session else {
          stream.yield(.recovered(nil))
          return
        }
        let builder = session.associatedWorkoutBuilder()
        let sessionId = builder.metadata[HKMetadataKeyExternalUUID] as? String
        if held.with({ $0 }) != nil {
          // The answer came so late that another workout has begun, and there is one at a time. What this one has is saved: both count.
          session.end()
          if sessionId == nil { builder.discardWorkout() } else { Self.save(builder) }
          return
        }
        _ = hold(session, sessionId)
        stream.yield(.recovered(Recovered(sessionId: sessionId, isPaused: session.state == .paused)))
      }
    }

    // Ending

    private func finish(_ sessionId: String) {
      guard let ours = release() else { return find(sessionId) }
      ours.session.end()
      save(ours, sessionId, isRetry: false)
    }

    /// The order that HealthKit asks for: end the session, the collection, then the workout. Saving can fail for a moment right after the end.
    private func save(_ ours: Held, _ sessionId: String, isRetry: Bool) {
      ours.builder.endCollection(withEnd: Date()) { _, _ in
        ours.builder.finishWorkout { workout, error in
          if error != nil && !isRetry { return self.save(ours, sessionId, isRetry: true) }
          // It is saved, and the watch is locked: nothing can be read, but what the builder still knows.
          if error == nil && workout == nil {
            self.stream.yield(.finished(sessionId: sessionId, Self.metrics(ours.builder)))
          } else {
            self.find(sessionId, beside: workout)
          }
        }
      }
    }

    private static func save(_ builder: HKLiveWorkoutBuilder) {
      nonisolated(unsafe) let builder = builder
      builder.endCollection(withEnd: Date()) { _, _ in builder.finishWorkout { _, _ in } }
    }

    private func discard() {
      guard let ours = release() else { return }
      ours.session.end()
      ours.builder.discardWorkout()
    }

    /// All that was saved for a session, by its external UUID: more than one workout where HealthKit was taken away in between. One that has just
    /// been saved counts whether or not it can be found yet.
    private func find(_ sessionId: String, beside new: HKWorkout? = nil) {
      let predicate = HKQuery.predicateForObjects(
        withMetadataKey: HKMetadataKeyExternalUUID, allowedValues: [sessionId])
      let known = new.map { (uuid: $0.uuid, metrics: Self.metrics($0)) }
      let query = HKSampleQuery(
        sampleType: HKObjectType.workoutType(), predicate: predicate, limit: HKObjectQueryNoLimit, sortDescriptors: nil
      ) { [stream] _, samples, _ in
        let found = (samples ?? []).compactMap { $0 as? HKWorkout }.filter { $0.uuid != known?.uuid }
        let parts = found.map(Self.metrics) + (known.map { [$0.metrics] } ?? [])
        stream.yield(.finished(sessionId: sessionId, Metrics(adding: parts)))
      }
      store.execute(query)
    }

    private func release() -> Held? {
      held.with { held in
        defer { held = nil }
        return held
      }
    }

    private func holds(_ session: HKWorkoutSession) -> Bool { held.with { $0?.session === session } }

    // What HealthKit says

    public func workoutSession(
      _ workoutSession: HKWorkoutSession, didChangeTo toState: HKWorkoutSessionState,
      from fromState: HKWorkoutSessionState, date: Date
    ) {
      guard holds(workoutSession) else { return }
      switch toState {
      case .paused: stream.yield(.paused)
      case .running where fromState == .paused: stream.yield(.resumed)
      // Why is told apart, before or after; without a word it is the system's doing.
      case .ended, .stopped: endUnasked(.anotherWorkout)
      default: break
      }
    }

    public func workoutSession(_ workoutSession: HKWorkoutSession, didFailWithError error: any Error) {
      if holds(workoutSession) { endUnasked(Self.fault(error)) }
    }

    /// What was collected is saved all the same; whoever finishes the session later finds it.
    private func endUnasked(_ fault: HealthFault) {
      guard let ours = release() else { return }
      ours.session.end()
      Self.save(ours.builder)
      stream.yield(.ended(fault))
    }

    public func workoutBuilder(
      _ workoutBuilder: HKLiveWorkoutBuilder, didCollectDataOf collectedTypes: Set<HKSampleType>
    ) {
      guard held.with({ $0?.builder === workoutBuilder }) else { return }
      let energy = workoutBuilder.statistics(for: HKQuantityType(.activeEnergyBurned))
      let heart = workoutBuilder.statistics(for: HKQuantityType(.heartRate))
      let beats = HKUnit.count().unitDivided(by: .minute())
      stream.yield(
        .collected(
          Reading(
            energy: Self.sample(energy, energy?.sumQuantity()?.doubleValue(for: .kilocalorie())),
            heartRate: Self.sample(heart, heart?.mostRecentQuantity()?.doubleValue(for: beats)))))
    }

    private static func sample(_ statistics: HKStatistics?, _ value: Double?) -> Reading.Sample? {
      guard let statistics, let value else { return nil }
      return Reading.Sample(value, at: statistics.mostRecentQuantityDateInterval()?.end ?? statistics.endDate)
    }

    public func workoutBuilderDidCollectEvent(_ workoutBuilder: HKLiveWorkoutBuilder) {}

    // Reading

    // Both durations leave pauses out.

    private static func metrics(_ workout: HKWorkout) -> Metrics {
      metrics(workout.statistics(for: HKQuantityType(.activeEnergyBurned)), workout.duration)
    }

    private static func metrics(_ builder: HKLiveWorkoutBuilder) -> Metrics {
      metrics(builder.statistics(for: HKQuantityType(.activeEnergyBurned)), builder.elapsedTime)
    }

    private static func metrics(_ energy: HKStatistics?, _ seconds: TimeInterval) -> Metrics {
      Metrics(
        activeEnergyKcal: energy?.sumQuantity()?.doubleValue(for: .kilocalorie()), durationMs: Int64(seconds * 1000))
    }

    private static func fault(_ error: any Error) -> HealthFault {
      if let error = error as? HKError, error.code == .errorAnotherWorkoutSessionStarted { return .anotherWorkout }
      return .other("\(error.localizedDescription)")
    }
  }
#endif
