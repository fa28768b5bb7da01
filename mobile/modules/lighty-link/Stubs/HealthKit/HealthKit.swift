import Foundation

// The part of HealthKit that the phone uses, declared and not built: it lets Linux type-check what asks it. The signatures are those of the iOS
// SDK's headers.

public class HKObjectType: NSObject {
  public class func workoutType() -> HKWorkoutType { absent() }
}
public class HKSampleType: HKObjectType {}
public class HKWorkoutType: HKSampleType {}
public class HKQuantityType: HKSampleType {
  public init(_ identifier: HKQuantityTypeIdentifier) { absent() }
}

public struct HKQuantityTypeIdentifier: Hashable, Sendable {
  public static let activeEnergyBurned = Self()
}

public enum HKWorkoutActivityType: UInt, Sendable { case traditionalStrengthTraining = 50 }
public enum HKWorkoutSessionLocationType: Int, Sendable {
  case unknown = 1
  case indoor, outdoor
}

public class HKWorkoutConfiguration: NSObject {
  public var activityType: HKWorkoutActivityType {
    get { absent() }
    set { absent() }
  }
  public var locationType: HKWorkoutSessionLocationType {
    get { absent() }
    set { absent() }
  }
}

public class HKHealthStore: NSObject, @unchecked Sendable {
  public class func isHealthDataAvailable() -> Bool { absent() }
  public func requestAuthorization(
    toShare typesToShare: Set<HKSampleType>, read typesToRead: Set<HKObjectType>
  )
    async throws
  { absent() }
  public func startWatchApp(toHandle workoutConfiguration: HKWorkoutConfiguration) async throws {
    absent()
  }
}

private func absent() -> Never { fatalError("HealthKit is only declared here") }
