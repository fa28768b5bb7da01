import Foundation

// The part of WatchConnectivity that the watch uses, declared and not built: it lets Linux type-check the adapter. The signatures are those of
// the watchOS SDK's WCSession.h; what the SDK leaves optional and the adapter answers is demanded here, so that a misspelt method does not
// compile.
// Compared with Apple's pages, a list of the SDK's Swift declarations and bindings generated from its header, as public sites and repositories hold
// them (2026-11-23): every method of WCSession, its activationState and the values of that, hasContentPending, and WCSessionDelegate.
// Not to be had there: what of it is Sendable, and the closure of `observe`, which is taken for Sendable, the stricter reading.

public enum WCSessionActivationState: Int, Sendable { case notActivated, inactive, activated }

public class WCSessionUserInfoTransfer: NSObject {
  public var userInfo: [String: Any] { absent() }
  public var isTransferring: Bool { absent() }
  public func cancel() { absent() }
}

public class WCSessionFileTransfer: NSObject {
  public var file: WCSessionFile { absent() }
  public var isTransferring: Bool { absent() }
  public func cancel() { absent() }
}

public class WCSessionFile: NSObject {
  public var fileURL: URL { absent() }
  public var metadata: [String: Any]? { absent() }
}

public class WCSession: NSObject {
  public class func isSupported() -> Bool { absent() }
  public class var `default`: WCSession { absent() }

  public weak var delegate: (any WCSessionDelegate)?
  public func activate() { absent() }
  public var activationState: WCSessionActivationState { absent() }
  public var hasContentPending: Bool { absent() }
  public var isReachable: Bool { absent() }
  public var isCompanionAppInstalled: Bool { absent() }
  public var iOSDeviceNeedsUnlockAfterRebootForReachability: Bool { absent() }

  public func sendMessage(
    _ message: [String: Any], replyHandler: (([String: Any]) -> Void)?, errorHandler: ((any Error) -> Void)? = nil
  ) { absent() }
  public func sendMessageData(
    _ data: Data, replyHandler: ((Data) -> Void)?, errorHandler: ((any Error) -> Void)? = nil
  ) { absent() }

  public var applicationContext: [String: Any] { absent() }
  public func updateApplicationContext(_ applicationContext: [String: Any]) throws { absent() }
  public var receivedApplicationContext: [String: Any] { absent() }

  @discardableResult
  public func transferUserInfo(_ userInfo: [String: Any] = [:]) -> WCSessionUserInfoTransfer { absent() }
  public var outstandingUserInfoTransfers: [WCSessionUserInfoTransfer] { absent() }

  @discardableResult
  public func transferFile(_ file: URL, metadata: [String: Any]?) -> WCSessionFileTransfer { absent() }
  public var outstandingFileTransfers: [WCSessionFileTransfer] { absent() }
}

// Foundation's key-value observing, which is not in Linux's.
public class NSKeyValueObservation: NSObject {}
public struct NSKeyValueObservedChange<Value> {}
public struct NSKeyValueObservingOptions: OptionSet, Sendable {
  public let rawValue: UInt
  public init(rawValue: UInt) { self.rawValue = rawValue }
}
extension WCSession {
  public func observe<Value>(
    _ keyPath: KeyPath<WCSession, Value>, options: NSKeyValueObservingOptions = [],
    changeHandler: @escaping @Sendable (WCSession, NSKeyValueObservedChange<Value>) -> Void
  ) -> NSKeyValueObservation { absent() }
}

public protocol WCSessionDelegate: NSObjectProtocol {
  func session(
    _ session: WCSession, activationDidCompleteWith activationState: WCSessionActivationState, error: (any Error)?)
  func sessionReachabilityDidChange(_ session: WCSession)
  func sessionCompanionAppInstalledDidChange(_ session: WCSession)
  func session(_ session: WCSession, didReceiveMessage message: [String: Any])
  func session(
    _ session: WCSession, didReceiveMessage message: [String: Any],
    replyHandler: @escaping ([String: Any]) -> Void)
  func session(_ session: WCSession, didReceiveMessageData messageData: Data)
  func session(
    _ session: WCSession, didReceiveMessageData messageData: Data, replyHandler: @escaping (Data) -> Void)
  func session(_ session: WCSession, didReceiveApplicationContext applicationContext: [String: Any])
  func session(_ session: WCSession, didReceiveUserInfo userInfo: [String: Any])
  func session(
    _ session: WCSession, didFinish userInfoTransfer: WCSessionUserInfoTransfer, error: (any Error)?)
  func session(_ session: WCSession, didFinish fileTransfer: WCSessionFileTransfer, error: (any Error)?)
}

private func absent() -> Never { fatalError("WatchConnectivity is only declared here") }
