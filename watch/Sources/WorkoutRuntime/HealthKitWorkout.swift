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
      // Only what is used: workouts and energy are written, energy and heart rate read.
      let share: Set<HKSampleType> = [HKObjectType.workoutType(), HKQuantityType(.activeEnergyBurned)]
      let read: Set<HKObjectType> = [HKQuantityType(.activeEnergyBurned), HKQuantityType(.heartRate)]
      store.requestAuthorization(toShare: share, read: read) { [stream, store] _, _ in
        // Whether reading is allowed is kept from apps; what may not be read looks as if it were not there.
        let status = store.authorizationStatus(for: HKObjectType.workoutType())
        stream.yield(status == .sharingAuthorized ? .authorized : .denied(.refused))
      }
    }

    // Beginning

    private func begin(_ sessionId: String?) {
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
        if isCollecting {
          self?.stream.yield(.began)
        } else {
          self?.letGo(of: ours.session)
          ours.session.end()
          self?.stream.yield(.failed(error.map(Self.fault) ?? .other("HealthKit collects nothing")))
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
        if held.with({ $0 }) != nil {
          // The answer came so late that another workout has begun: there is one at a time.
          session.end()
          session.associatedWorkoutBuilder().discardWorkout()
          return
        }
        let sessionId = session.associatedWorkoutBuilder().metadata[HKMetadataKeyExternalUUID] as? String
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
          // Without an error there may be no workout either: it is saved, and the watch is locked.
          let isSaved = error == nil
          self.stream.yield(.finished(sessionId: sessionId, isSaved ? Self.metrics(workout, ours.builder) : nil))
        }
      }
    }

    private func discard() {
      guard let ours = release() else { return }
      ours.session.end()
      ours.builder.discardWorkout()
    }

    /// The workout saved for a session, by its external UUID.
    private func find(_ sessionId: String) {
      let predicate = HKQuery.predicateForObjects(
        withMetadataKey: HKMetadataKeyExternalUUID, allowedValues: [sessionId])
      let query = HKSampleQuery(
        sampleType: HKObjectType.workoutType(), predicate: predicate, limit: 1, sortDescriptors: nil
      ) { [stream] _, samples, _ in
        let workout = samples?.first as? HKWorkout
        stream.yield(.finished(sessionId: sessionId, workout.map { Self.metrics($0, nil) }))
      }
      store.execute(query)
    }

    private func release() -> Held? {
      held.with { held in
        defer { held = nil }
        return held
      }
    }

    private func letGo(of session: HKWorkoutSession) {
      held.with { held in if held?.session === session { held = nil } }
    }

    // What HealthKit says

    public func workoutSession(
      _ workoutSession: HKWorkoutSession, didChangeTo toState: HKWorkoutSessionState,
      from fromState: HKWorkoutSessionState, date: Date
    ) {
      guard let ours = held.with({ $0 }), ours.session === workoutSession else { return }
      switch toState {
      case .paused: stream.yield(.paused)
      case .running where fromState == .paused: stream.yield(.resumed)
      case .ended, .stopped: endUnasked(ours)
      default: break
      }
    }

    public func workoutSession(_ workoutSession: HKWorkoutSession, didFailWithError error: any Error) {
      guard let ours = held.with({ $0 }), ours.session === workoutSession else { return }
      endUnasked(ours)
    }

    /// What was collected is saved all the same; whoever finishes the session later finds it.
    private func endUnasked(_ ours: Held) {
      letGo(of: ours.session)
      ours.builder.endCollection(withEnd: Date()) { _, _ in ours.builder.finishWorkout { _, _ in } }
      stream.yield(.ended)
    }

    public func workoutBuilder(
      _ workoutBuilder: HKLiveWorkoutBuilder, didCollectDataOf collectedTypes: Set<HKSampleType>
    ) {
      guard held.with({ $0?.builder === workoutBuilder }) else { return }
      let energy = workoutBuilder.statistics(for: HKQuantityType(.activeEnergyBurned))
      let heart = workoutBuilder.statistics(for: HKQuantityType(.heartRate))
      let measured = [energy, heart].compactMap { $0?.mostRecentQuantityDateInterval()?.end }.max()
      let beats = HKUnit.count().unitDivided(by: .minute())
      stream.yield(
        .collected(
          Reading(
            activeEnergyKcal: energy?.sumQuantity()?.doubleValue(for: .kilocalorie()),
            heartRateBpm: heart?.mostRecentQuantity()?.doubleValue(for: beats), measuredAt: measured ?? Date())))
    }

    public func workoutBuilderDidCollectEvent(_ workoutBuilder: HKLiveWorkoutBuilder) {}

    // Reading

    private static func metrics(_ workout: HKWorkout?, _ builder: HKLiveWorkoutBuilder?) -> Metrics {
      let type = HKQuantityType(.activeEnergyBurned)
      let energy = workout?.statistics(for: type) ?? builder?.statistics(for: type)
      // Both leave pauses out.
      let seconds = workout?.duration ?? builder?.elapsedTime ?? 0
      return Metrics(
        activeEnergyKcal: energy?.sumQuantity()?.doubleValue(for: .kilocalorie()), durationMs: Int64(seconds * 1000))
    }

    private static func fault(_ error: any Error) -> HealthFault {
      if let error = error as? HKError, error.code == .errorAnotherWorkoutSessionStarted { return .anotherWorkout }
      return .other("\(error.localizedDescription)")
    }
  }
#endif
