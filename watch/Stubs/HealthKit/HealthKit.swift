import Foundation

// The part of HealthKit that the watch uses, declared and not built: it lets Linux type-check the adapter. The signatures are those of the
// watchOS SDK's headers. Nothing but the store is taken for Sendable, the stricter reading: Apple's page says it of HKWorkoutSession, too.
// Compared with Apple's pages and a print of the SDK's interface, as public repositories hold them (2026-11-23): HKWorkoutSession, its delegate and
// states, HKStatistics, HKLiveWorkoutBuilder and its delegate, HKLiveWorkoutDataSource, the builder's metadata, collection and finishWorkout,
// recoverActiveWorkoutSession, HKSampleQuery, predicateForObjects, and that another's workout is the ninth of HealthKit's codes.
// Units, quantity types, authorization and the configuration follow the headers from memory; step 1 of the checklist shows.

public class HKObjectType: NSObject {
  public class func workoutType() -> HKWorkoutType { absent() }
}
public class HKSampleType: HKObjectType {}
public class HKWorkoutType: HKSampleType {}
public class HKQuantityType: HKSampleType {
  public init(_ identifier: HKQuantityTypeIdentifier) { absent() }
}

public struct HKQuantityTypeIdentifier: RawRepresentable, Hashable, Sendable {
  public let rawValue: String
  public init(rawValue: String) { self.rawValue = rawValue }
  public static let activeEnergyBurned = Self(rawValue: "HKQuantityTypeIdentifierActiveEnergyBurned")
  public static let heartRate = Self(rawValue: "HKQuantityTypeIdentifierHeartRate")
}

public class HKUnit: NSObject {
  public class func kilocalorie() -> Self { absent() }
  public class func count() -> Self { absent() }
  public class func minute() -> Self { absent() }
  public func unitDivided(by unit: HKUnit) -> HKUnit { absent() }
}

public class HKQuantity: NSObject {
  public func doubleValue(for unit: HKUnit) -> Double { absent() }
}

public class HKStatistics: NSObject {
  public func sumQuantity() -> HKQuantity? { absent() }
  public func mostRecentQuantity() -> HKQuantity? { absent() }
  public func mostRecentQuantityDateInterval() -> DateInterval? { absent() }
  public var endDate: Date { absent() }
}

public class HKObject: NSObject {
  public var uuid: UUID { absent() }
  public var metadata: [String: Any]? { absent() }
}
public class HKSample: HKObject {}

public class HKWorkout: HKSample {
  public var duration: TimeInterval { absent() }
  public func statistics(for quantityType: HKQuantityType) -> HKStatistics? { absent() }
}

public let HKMetadataKeyExternalUUID = "HKExternalUUID"
public let HKObjectQueryNoLimit = 0

public class HKQuery: NSObject {
  public class func predicateForObjects(withMetadataKey key: String, allowedValues: [Any]) -> NSPredicate { absent() }
}

public class HKSampleQuery: HKQuery {
  public init(
    sampleType: HKSampleType, predicate: NSPredicate?, limit: Int, sortDescriptors: [NSSortDescriptor]?,
    resultsHandler: @escaping @Sendable (HKSampleQuery, [HKSample]?, (any Error)?) -> Void
  ) { absent() }
}

public enum HKAuthorizationStatus: Int, Sendable { case notDetermined, sharingDenied, sharingAuthorized }

public enum HKWorkoutActivityType: UInt, Sendable {
  case traditionalStrengthTraining = 50
}
public enum HKWorkoutSessionLocationType: Int, Sendable { case unknown = 1, indoor, outdoor }
public enum HKWorkoutSessionState: Int, Sendable { case notStarted = 1, running, ended, paused, prepared, stopped }

public class HKWorkoutConfiguration: NSObject {
  public override init() { absent() }
  public var activityType: HKWorkoutActivityType {
    get { absent() }
    set { absent() }
  }
  public var locationType: HKWorkoutSessionLocationType {
    get { absent() }
    set { absent() }
  }
}

public final class HKHealthStore: NSObject, @unchecked Sendable {
  public class func isHealthDataAvailable() -> Bool { absent() }
  public func authorizationStatus(for type: HKObjectType) -> HKAuthorizationStatus { absent() }
  public func requestAuthorization(
    toShare typesToShare: Set<HKSampleType>?, read typesToRead: Set<HKObjectType>?,
    completion: @escaping @Sendable (Bool, (any Error)?) -> Void
  ) { absent() }
  public func execute(_ query: HKQuery) { absent() }
  public func recoverActiveWorkoutSession(completion: @escaping @Sendable (HKWorkoutSession?, (any Error)?) -> Void) {
    absent()
  }
}

public protocol HKWorkoutSessionDelegate: NSObjectProtocol {
  func workoutSession(
    _ workoutSession: HKWorkoutSession, didChangeTo toState: HKWorkoutSessionState,
    from fromState: HKWorkoutSessionState, date: Date)
  func workoutSession(_ workoutSession: HKWorkoutSession, didFailWithError error: any Error)
}

public class HKWorkoutSession: NSObject {
  public init(healthStore: HKHealthStore, configuration workoutConfiguration: HKWorkoutConfiguration) throws {
    absent()
  }
  public weak var delegate: (any HKWorkoutSessionDelegate)?
  public var state: HKWorkoutSessionState { absent() }
  public var startDate: Date? { absent() }
  public var workoutConfiguration: HKWorkoutConfiguration { absent() }
  public func associatedWorkoutBuilder() -> HKLiveWorkoutBuilder { absent() }
  public func startActivity(with date: Date?) { absent() }
  public func pause() { absent() }
  public func resume() { absent() }
  public func end() { absent() }
}

public class HKWorkoutBuilder: NSObject {
  public var metadata: [String: Any] { absent() }
  public func addMetadata(
    _ metadata: [String: Any], completion: @escaping @Sendable (Bool, (any Error)?) -> Void
  ) { absent() }
  public func beginCollection(
    withStart startDate: Date, completion: @escaping @Sendable (Bool, (any Error)?) -> Void
  ) { absent() }
  public func endCollection(
    withEnd endDate: Date, completion: @escaping @Sendable (Bool, (any Error)?) -> Void
  ) { absent() }
  public func finishWorkout(completion: @escaping @Sendable (HKWorkout?, (any Error)?) -> Void) { absent() }
  public func discardWorkout() { absent() }
  public func statistics(for quantityType: HKQuantityType) -> HKStatistics? { absent() }
  public var startDate: Date? { absent() }
}

public protocol HKLiveWorkoutBuilderDelegate: NSObjectProtocol {
  func workoutBuilder(
    _ workoutBuilder: HKLiveWorkoutBuilder, didCollectDataOf collectedTypes: Set<HKSampleType>)
  func workoutBuilderDidCollectEvent(_ workoutBuilder: HKLiveWorkoutBuilder)
}

public class HKLiveWorkoutBuilder: HKWorkoutBuilder {
  public weak var delegate: (any HKLiveWorkoutBuilderDelegate)?
  public var dataSource: HKLiveWorkoutDataSource? {
    get { absent() }
    set { absent() }
  }
  public var elapsedTime: TimeInterval { absent() }
}

public class HKLiveWorkoutDataSource: NSObject {
  public init(healthStore: HKHealthStore, workoutConfiguration configuration: HKWorkoutConfiguration?) { absent() }
}

public struct HKError: Error {
  public enum Code: Int, Sendable {
    case errorAnotherWorkoutSessionStarted = 8
  }
  public var code: Code { absent() }
}

private func absent() -> Never { fatalError("HealthKit is only declared here") }
