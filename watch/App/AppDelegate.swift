import Foundation
import HealthKit
import WatchKit

/// What the system calls the app for. The model lives here and not in a view: a launch in the background has none.
@MainActor
final class AppDelegate: NSObject, WKApplicationDelegate {
  let model = AppModel(.wrist())

  func applicationDidFinishLaunching() { model.begin() }

  func applicationDidBecomeActive() { model.parts.link.retry() }

  /// The phone's `startWatchApp`: it calls for a workout and brings no data.
  func handle(_ workoutConfiguration: HKWorkoutConfiguration) { model.summon() }

  /// The runtime looks for a workout that was left running at every launch; where the system says that there is one, it looks once more.
  func handleActiveWorkoutRecovery() { model.recover() }

  func handle(_ backgroundTasks: Set<WKRefreshBackgroundTask>) { model.parts.link.hold(backgroundTasks) }
}
