/// What the wrist can feel.
public protocol Haptics: Sendable {
  func play(_ touch: Touch)
}

public enum Touch: Equatable, Sendable {
  case restOver, setDone, started, finished, refused
}

#if canImport(WatchKit)
  import WatchKit

  /// The watch's own taps. A notification would be held back for up to 13 seconds while the system waits for the phone's; during a workout the
  /// app runs, so it can tap by itself.
  public struct WristHaptics: Haptics {
    public init() {}

    public func play(_ touch: Touch) {
      Task { @MainActor in WKInterfaceDevice.current().play(touch.type) }
    }
  }

  extension Touch {
    fileprivate var type: WKHapticType {
      switch self {
      case .restOver: .notification
      case .setDone: .click
      case .started: .start
      case .finished: .success
      case .refused: .failure
      }
    }
  }
#endif
