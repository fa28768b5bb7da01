import LightyProtocol

/// The channel to the phone as a session sees it: packets as text, on the engine's three channels. One consumer reads `events`, in order: what
/// WatchConnectivity says on its one queue must not overtake itself.
public protocol Link: Sendable {
  /// Everything that happens on the link, for the one who drives the session.
  var events: AsyncStream<LinkEvent> { get }

  /// Sets the delegate and activates; `.activated` follows. Called again, it says again how things stand.
  func activate()

  /// Sends a packet; `.sent` follows, with WatchConnectivity's code where it failed. Never blocks, never throws. [LNK-3] [LNK-4]
  func send(_ channel: Channel, sendId: String, text: String)

  /// Takes userInfo transfers back that the system still holds; an id it does not know is no matter. [OUT-8]
  func cancel(sendIds: [String])
}

/// What a link has to say.
public enum LinkEvent: Sendable {
  /// The link may be used. `outstanding` are the transfers that the system still holds, of this process or an earlier one.
  case activated(reachable: Bool, outstanding: [Outstanding])
  case reachability(Bool)
  /// A packet came. The receipt is settled once it is durable, and not before. [ACK-1] [DUR-1]
  case received(Transport, text: String, receipt: Receipt)
  /// How a send ended; without a code the counterpart, or the system for a context, has it. [LNK-4]
  case sent(sendId: String, errorCode: Int?)
  case condition(LinkCondition)
}

/// What keeps the link from working until the lifter does something about it, for the screen to say.
public struct LinkCondition: Equatable, Sendable {
  /// Activation failed, with WatchConnectivity's code.
  public var activationError: Int?
  /// The phone app is not installed.
  public var isPhoneAppMissing: Bool
  /// The phone was restarted and has not been unlocked since.
  public var isPhoneLocked: Bool

  public init(activationError: Int? = nil, isPhoneAppMissing: Bool = false, isPhoneLocked: Bool = false) {
    self.activationError = activationError
    self.isPhoneAppMissing = isPhoneAppMissing
    self.isPhoneLocked = isPhoneLocked
  }
}

/// What is owed to a sender that waits for its reply, or to the system that woke the app: paid once, when what came is durable.
public final class Receipt: Sendable {
  private let owed: Locked<(@Sendable (_ isDurable: Bool) -> Void)?>

  /// `owed` is called once, with whether what came is durable.
  public init(_ owed: @escaping @Sendable (_ isDurable: Bool) -> Void) { self.owed = Locked(owed) }

  /// Nobody waits.
  public static var none: Receipt { Receipt { _ in } }

  /// It is durable.
  public func settle() { end(true) }

  /// It could not be made durable: whoever sent it shall keep it.
  public func forfeit() { end(false) }

  private func end(_ isDurable: Bool) {
    let owed = owed.with { held in
      defer { held = nil }
      return held
    }
    owed?(isDurable)
  }
}
