/// WatchConnectivity's error codes (WCErrorDomain). [LNK-4]
public enum LinkError: Int, CaseIterable, Sendable {
  case genericError = 7001
  case sessionNotSupported = 7002
  case sessionMissingDelegate = 7003
  case sessionNotActivated = 7004
  case deviceNotPaired = 7005
  case watchAppNotInstalled = 7006
  case notReachable = 7007
  case invalidParameter = 7008
  case payloadTooLarge = 7009
  case payloadUnsupportedTypes = 7010
  case messageReplyFailed = 7011
  case messageReplyTimedOut = 7012
  case fileAccessDenied = 7013
  case deliveryFailed = 7014
  case insufficientSpace = 7015
  case sessionInactive = 7016
  case transferTimedOut = 7017
  case companionAppNotInstalled = 7018
  case watchOnlyApp = 7019

  /// What the engine may hope for after it: success soon, never for this payload, or only once the user has acted.
  public enum Hope: String, Sendable { case retry, never, user }

  public var hope: Hope {
    switch self {
    case .genericError, .sessionNotActivated, .notReachable, .messageReplyFailed, .messageReplyTimedOut,
      .deliveryFailed,
      .sessionInactive, .transferTimedOut:
      .retry
    case .sessionMissingDelegate, .invalidParameter, .payloadTooLarge, .payloadUnsupportedTypes, .fileAccessDenied:
      .never
    case .sessionNotSupported, .deviceNotPaired, .watchAppNotInstalled, .insufficientSpace, .companionAppNotInstalled,
      .watchOnlyApp:
      .user
    }
  }
}

/// True when the same payload may go through a little later. An unknown code is taken for one that may. [LNK-4]
public func mayRetry(errorCode: Int) -> Bool {
  (LinkError(rawValue: errorCode)?.hope ?? .retry) == .retry
}
