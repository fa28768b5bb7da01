import Foundation

// The part of WatchConnectivity that the phone uses, declared and not built: it lets Linux type-check the adapter. The signatures are those of
// the iOS SDK's WCSession.h; what the SDK leaves optional and the adapter answers is demanded here, so that a misspelt method does not
// compile.

public enum WCSessionActivationState: Int, Sendable { case notActivated, inactive, activated }

public class WCSessionUserInfoTransfer: NSObject {
  public var userInfo: [String: Any] { absent() }
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
  public var isPaired: Bool { absent() }
  public var isWatchAppInstalled: Bool { absent() }

  public func sendMessage(
    _ message: [String: Any], replyHandler: (([String: Any]) -> Void)?,
    errorHandler: ((any Error) -> Void)? = nil
  ) { absent() }

  public var applicationContext: [String: Any] { absent() }
  public func updateApplicationContext(_ applicationContext: [String: Any]) throws { absent() }
  public var receivedApplicationContext: [String: Any] { absent() }

  @discardableResult
  public func transferUserInfo(_ userInfo: [String: Any] = [:]) -> WCSessionUserInfoTransfer {
    absent()
  }
  public var outstandingUserInfoTransfers: [WCSessionUserInfoTransfer] { absent() }
}

public protocol WCSessionDelegate: NSObjectProtocol {
  func session(
    _ session: WCSession, activationDidCompleteWith activationState: WCSessionActivationState,
    error: (any Error)?)
  func sessionDidBecomeInactive(_ session: WCSession)
  func sessionDidDeactivate(_ session: WCSession)
  func sessionWatchStateDidChange(_ session: WCSession)
  func sessionReachabilityDidChange(_ session: WCSession)
  func session(_ session: WCSession, didReceiveMessage message: [String: Any])
  func session(
    _ session: WCSession, didReceiveMessage message: [String: Any],
    replyHandler: @escaping ([String: Any]) -> Void)
  func session(_ session: WCSession, didReceiveMessageData messageData: Data)
  func session(
    _ session: WCSession, didReceiveMessageData messageData: Data,
    replyHandler: @escaping (Data) -> Void)
  func session(_ session: WCSession, didReceiveApplicationContext applicationContext: [String: Any])
  func session(_ session: WCSession, didReceiveUserInfo userInfo: [String: Any])
  func session(
    _ session: WCSession, didFinish userInfoTransfer: WCSessionUserInfoTransfer, error: (any Error)?
  )
  func session(_ session: WCSession, didReceive file: WCSessionFile)
}

public struct WCError {
  public enum Code: Int { case sessionNotActivated = 7004 }
}

private func absent() -> Never { fatalError("WatchConnectivity is only declared here") }
