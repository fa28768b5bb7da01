import LightyProtocol

/// Who looks on: the tee of a debug build. It is told, never asked, after everything of an input has been done. [TEE-3]
public protocol Witness: Sendable {
  func opened(deviceId: String)
  func stepped(_ input: Input, _ output: Output, _ after: Aftermath)
}

/// How an engine stands after an input.
public struct Aftermath: Sendable {
  /// The session clock at the input. [CLK-1]
  public var readClock: Int64
  public var clockId: String?
  public var queueDepth: Int

  public init(readClock: Int64, clockId: String?, queueDepth: Int) {
    self.readClock = readClock
    self.clockId = clockId
    self.queueDepth = queueDepth
  }
}
