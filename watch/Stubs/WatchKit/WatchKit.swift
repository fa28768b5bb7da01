import Foundation
import HealthKit

// The part of WatchKit that the watch uses, declared and not built: it lets Linux type-check the adapters.
// Compared with Apple's pages, a print of the SDK's interface and bindings generated from its headers, as public sites and repositories hold them
// (2026-11-23): all but WKWatchConnectivityRefreshBackgroundTask. The delegate's methods are the main actor's there and
// optional; that the classes are the main actor's, too, is the stricter reading.

public enum WKHapticType: Int, Sendable {
  case notification, directionUp, directionDown, success, failure, retry, start, stop, click
}

@MainActor
public class WKInterfaceDevice: NSObject {
  public class func current() -> WKInterfaceDevice { absent() }
  public func play(_ type: WKHapticType) { absent() }
}

@MainActor
public class WKRefreshBackgroundTask: NSObject {
  public func setTaskCompletedWithSnapshot(_ refreshSnapshot: Bool) { absent() }
}

public class WKWatchConnectivityRefreshBackgroundTask: WKRefreshBackgroundTask {}

@MainActor
public protocol WKApplicationDelegate: NSObjectProtocol {
  func applicationDidFinishLaunching()
  func applicationDidBecomeActive()
  func handle(_ workoutConfiguration: HKWorkoutConfiguration)
  func handleActiveWorkoutRecovery()
  func handle(_ backgroundTasks: Set<WKRefreshBackgroundTask>)
}

private func absent() -> Never { fatalError("WatchKit is only declared here") }
