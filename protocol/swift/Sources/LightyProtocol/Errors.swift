/// Every refusal the project can give, the same words in TypeScript, Swift, SQL, HTTP and the dashboard. SPEC's table ERR is compared with
/// this list by a test. [ERR-1]
public enum ErrorCode: String, CaseIterable, Sendable {
  case badJson = "bad_json"
  case badShape = "bad_shape"
  case unsupportedVersion = "unsupported_version"
  case tooLarge = "too_large"
  case tooDeep = "too_deep"
  case revisionOutOfBounds = "revision_out_of_bounds"
  case wrongAuthor = "wrong_author"
  case tooManySessions = "too_many_sessions"
  case sessionUnknown = "session_unknown"
  case sessionExists = "session_exists"
  case sessionLive = "session_live"
  case sessionEnded = "session_ended"
  case setUnknown = "set_unknown"
  case exerciseUnknown = "exercise_unknown"
  case limitReached = "limit_reached"
  case unauthorized = "unauthorized"
  case forbiddenScope = "forbidden_scope"
  case helloExpected = "hello_expected"
  case helloTimeout = "hello_timeout"
  case foreignOrigin = "foreign_origin"
  case windowExceeded = "window_exceeded"
  case heartbeatLost = "heartbeat_lost"
  case foreignObserver = "foreign_observer"
  case tooManyAttempts = "too_many_attempts"
  case pairingRefused = "pairing_refused"
  case roleTaken = "role_taken"
  case tooManyRooms = "too_many_rooms"
  case tooManySockets = "too_many_sockets"
  case replaced = "replaced"
  case replayRefused = "replay_refused"
  case clearLine = "clear_line"
  case slowReader = "slow_reader"
  case storageFailed = "storage_failed"
  case notReady = "not_ready"
  case shuttingDown = "shutting_down"
  case notFound = "not_found"
  case badQuery = "bad_query"
  case `internal` = "internal"
  case captureInvalid = "capture_invalid"
  case captureNewer = "capture_newer"

  /// What is wrong, in general words; a rejection says it of the thing at hand. [ERR-2]
  public var sentence: String { entry.sentence }

  /// The WebSocket close code where the refusal ends a socket. [ERR-2]
  public var close: Int? { entry.close }

  public var isRetryable: Bool { entry.retryable }

  private var entry: (sentence: String, close: Int?, retryable: Bool) {
    switch self {
    case .badJson: ("the text is not JSON", 4000, false)
    case .badShape: ("the value does not have the shape its kind demands", 4001, false)
    case .unsupportedVersion: ("the version is not one this build understands", 4002, false)
    case .tooLarge: ("the text is larger than the limit", 4003, false)
    case .tooDeep: ("the value is nested deeper than the limit", 4004, false)
    case .revisionOutOfBounds: ("the revision is beyond what any device could beat", 4005, false)
    case .wrongAuthor: ("an event was sent by a device that did not write it", 4006, false)
    case .tooManySessions: ("more sessions are open than a device keeps", 4007, false)
    case .sessionUnknown: ("no such session is known here", nil, false)
    case .sessionExists: ("a session of this id was already started", nil, false)
    case .sessionLive: ("another session is live; finish or discard it first", nil, false)
    case .sessionEnded: ("the session has ended and takes no new edits", nil, false)
    case .setUnknown: ("no such set is known in the session", nil, false)
    case .exerciseUnknown: ("no such exercise is known in the session", nil, false)
    case .limitReached: ("the session holds as much as the protocol allows", nil, false)
    case .unauthorized: ("a valid token is needed", 4010, false)
    case .forbiddenScope: ("the token does not carry the scope this needs", 4011, false)
    case .helloExpected: ("the first message on this socket must be a hello", 4012, false)
    case .helloTimeout: ("no hello came in time", 4013, true)
    case .foreignOrigin: ("the request comes from a page or host that is not on the list", 4014, false)
    case .windowExceeded: ("more frames are unacknowledged than the window allows", 4015, true)
    case .heartbeatLost: ("the peer stopped answering", 4016, true)
    case .foreignObserver: ("the device may not speak for that observer", 4017, false)
    case .tooManyAttempts: ("too many wrong tokens came from there; wait a minute", 4018, true)
    case .pairingRefused: ("the pairing code is wrong, spent or expired", nil, false)
    case .roleTaken: ("another device has that role in the room", 4021, true)
    case .tooManyRooms: ("as many rooms are open as the relay keeps", 4022, true)
    case .tooManySockets: ("as many sockets are open as the relay keeps for one token", nil, true)
    case .replaced: ("the device joined the room again over a newer socket", 4023, false)
    case .replayRefused: ("the device does not take what a replay sends it", 4024, false)
    case .clearLine:
      ("others on the network could read along; use this machine's own line or an encrypted one", nil, false)
    case .slowReader: ("the reader fell too far behind and must resume by cursor", 1013, true)
    case .storageFailed: ("the log could not be written; nothing was acknowledged", 4020, true)
    case .notReady: ("the projections are behind or being begun again; ask again", nil, true)
    case .shuttingDown: ("the relay is stopping", 1001, true)
    case .notFound: ("there is nothing at this address", nil, false)
    case .badQuery: ("a query parameter is not what it should be", nil, false)
    case .internal: ("the relay met a fault of its own", 1011, true)
    case .captureInvalid: ("the file is not a readable capture", nil, false)
    case .captureNewer: ("the capture was written by a newer version", nil, false)
    }
  }
}

/// Bad input from outside, as a value: which rule, in a sentence that names the thing and what would have been right. [ERR-2]
public struct Rejection: Error, Hashable, Sendable {
  public let code: ErrorCode
  public let sentence: String

  public init(_ code: ErrorCode, _ sentence: String? = nil) {
    self.code = code
    self.sentence = sentence ?? code.sentence
  }
}
