import Foundation
import WatchConnectivity

/// What JavaScript is told while it runs.
enum LinkNews {
  /// There is more in the inbox: a nudge, and no more than that.
  case inbox
  case state
  /// How a send ended; without a code the watch, or the system for a context, has it.
  case sent(sendId: String, errorCode: Int?)
}

/// WatchConnectivity on the phone. There is one for the app's whole life, made at launch whether or not JavaScript starts: WCSession holds its
/// delegate weakly, and without one everything fails with 7003. It carries texts and looks into none. The callbacks come on one serial queue that
/// is not the main one; each is answered before it returns, once what it brought is durable.
final class PhoneLink: NSObject, @unchecked Sendable {
  static let shared = PhoneLink()
  static let payloadKey = "lty1"

  /// Nil where the disk gives none: then nothing is answered, and the watch keeps what it sends. It is asked for again each time, as the disk is
  /// shut until the phone has been unlocked once since its start, and the app may have been launched before that.
  var inbox: Inbox? { opened(\.inboxFile, "inbox") }
  #if DEBUG
    /// What the wrist's tee says, in replies and files, until the phone's tee has taken it. There is no such thing in a release build.
    var traces: Inbox? { opened(\.tracesFile, "traces") }
    private var tracesFile: Inbox?
  #endif
  private var inboxFile: Inbox?
  private let folder: URL
  private let lock = NSLock()
  private var book = SendBook<WCSessionUserInfoTransfer>()
  private var contexts = ContextCounter()
  private var listener: (owner: ObjectIdentifier, heard: (LinkNews) -> Void)?
  private var failure: Int?
  private var activationCount = 0
  /// WatchConnectivity's code where activation failed.
  var activationError: Int? { locked { failure } }
  /// Times the session was activated: once in a process, and once more for each other watch. [OUT-3]
  var activations: Int { locked { activationCount } }

  private override init() {
    let support = FileManager.default.urls(for: .applicationSupportDirectory, in: .userDomainMask)[
      0]
    folder = support.appendingPathComponent("lighty-link", isDirectory: true)
    super.init()
  }

  func activate() {
    guard WCSession.isSupported() else { return }
    WCSession.default.delegate = self
    WCSession.default.activate()
  }

  /// One listener at a time: the JavaScript that runs now. One that ends late takes nothing from the one after it.
  func listen(_ owner: AnyObject, _ heard: @escaping (LinkNews) -> Void) {
    locked { listener = (ObjectIdentifier(owner), heard) }
  }

  func unlisten(_ owner: AnyObject) {
    locked { if listener?.owner == ObjectIdentifier(owner) { listener = nil } }
  }

  // Sending

  func send(mode: String, sendId: String, text: String) {
    guard WCSession.isSupported(), WCSession.default.activationState == .activated else {
      return tell(.sent(sendId: sendId, errorCode: WCError.Code.sessionNotActivated.rawValue))
    }
    let payload: [String: Any] = [PhoneLink.payloadKey: Data(text.utf8)]
    switch mode {
    case "live": sendLive(payload, sendId)
    case "durable":
      // Under the lock, so that its end cannot be told before its beginning is known.
      locked { book.began(sendId, WCSession.default.transferUserInfo(payload)) }
    default: sendSnapshot(payload, sendId)
    }
  }

  private func sendLive(_ payload: [String: Any], _ sendId: String) {
    WCSession.default.sendMessage(
      payload,
      replyHandler: { [self] reply in
        keepTrace(reply)
        tell(.sent(sendId: sendId, errorCode: nil))
      },
      errorHandler: { [self] error in
        tell(.sent(sendId: sendId, errorCode: (error as NSError).code))
      })
  }

  private func sendSnapshot(_ payload: [String: Any], _ sendId: String) {
    let count = locked { contexts.next(nowMs: Moment.now.wallMs) }
    do {
      try WCSession.default.updateApplicationContext(
        payload.merging(["n": count]) { own, _ in own })
      tell(.sent(sendId: sendId, errorCode: nil))
    } catch {
      tell(.sent(sendId: sendId, errorCode: (error as NSError).code))
    }
  }

  func cancel(_ sendIds: [String]) {
    for transfer in locked({ book.take(sendIds) }) { transfer.cancel() }
  }

  /// Transfers that the system still holds, of this process or an earlier one.
  func outstanding() -> [(sendId: String, text: String)] {
    guard WCSession.isSupported() else { return [] }
    return locked { book.named(WCSession.default.outstandingUserInfoTransfers) }.map {
      ($0.sendId, PhoneLink.text(of: $0.transfer.userInfo))
    }
  }

  // What came

  /// True when it is durable, and the sender may be told so.
  func took(_ payload: [String: Any], _ channel: String) -> Bool {
    // A payload without a text is kept as an empty one: the engine refuses it, and counts it. [RCV-6]
    let text = PhoneLink.text(of: payload)
    guard let inbox else { return false }
    // The latest context is read at each launch, whether it is new or not. One that waits already is not kept twice: launches without JavaScript
    // would fill the inbox with it.
    if channel == "applicationContext", inbox.latest(of: channel)?.text == text { return true }
    guard (try? inbox.append(channel: channel, text: text, at: .now)) != nil else { return false }
    tell(.inbox)
    return true
  }

  func ended(_ transfer: WCSessionUserInfoTransfer, _ error: (any Error)?) {
    guard let sendId = locked({ book.ended(transfer) }) else { return }
    tell(.sent(sendId: sendId, errorCode: error.map { ($0 as NSError).code }))
  }

  func activated(_ error: (any Error)?) {
    locked {
      failure = error.map { ($0 as NSError).code }
      if error == nil { activationCount += 1 }
    }
    tell(.state)
  }

  func tell(_ news: LinkNews) { locked { listener?.heard }?(news) }

  /// Words of the wrist's tee, beside a reply or line by line in a file.
  func keepTrace(_ reply: [String: Any]) {
    #if DEBUG
      let text = PhoneLink.text(of: reply)
      if !text.isEmpty { keepTraceLine(text) }
    #endif
  }

  #if DEBUG
    func keepTraceLine(_ text: String) {
      // A trace that the disk does not take is a hole that its own numbers show. [TEE-2]
      _ = try? traces?.append(channel: "trace", text: text, at: .now)
      tell(.inbox)
    }
  #endif

  static func text(of payload: [String: Any]) -> String {
    String(decoding: payload[payloadKey] as? Data ?? Data(), as: UTF8.self)
  }

  private func opened(_ kept: ReferenceWritableKeyPath<PhoneLink, Inbox?>, _ name: String) -> Inbox?
  {
    locked {
      if self[keyPath: kept] == nil {
        self[keyPath: kept] = try? Inbox(file: folder.appendingPathComponent(name))
      }
      return self[keyPath: kept]
    }
  }

  private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body()
  }
}
