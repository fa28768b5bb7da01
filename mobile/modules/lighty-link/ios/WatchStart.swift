import HealthKit

/// Brings the watch's app up for a workout. HealthKit alone can: a message of the phone never wakes the watch. It carries no data, so the session
/// is in the application context before.
struct WatchStart {
  private let store = HKHealthStore()

  /// Asks the lifter, once; what was answered is not told by HealthKit. False where the phone has no Health.
  func ask() async throws -> Bool {
    guard HKHealthStore.isHealthDataAvailable() else { return false }
    let energy = HKQuantityType(.activeEnergyBurned)
    try await store.requestAuthorization(
      toShare: [HKObjectType.workoutType(), energy], read: [energy])
    return true
  }

  /// Resolves once the system has asked the watch. Throws its reason.
  func start() async throws -> Bool {
    guard HKHealthStore.isHealthDataAvailable() else { return false }
    let workout = HKWorkoutConfiguration()
    workout.activityType = .traditionalStrengthTraining
    workout.locationType = .indoor
    try await store.startWatchApp(toHandle: workout)
    return true
  }
}
