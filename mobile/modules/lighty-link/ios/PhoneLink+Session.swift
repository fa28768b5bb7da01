import Foundation
import WatchConnectivity

/// What the system says. Every channel and both variants of a message lead to `took`; a message is answered once it is durable, and not at all
/// where it could not be: its sender hears 7012 after a while, and keeps it. [ACK-1]
extension PhoneLink: WCSessionDelegate {
  func session(
    _ session: WCSession, activationDidCompleteWith activationState: WCSessionActivationState,
    error: (any Error)?
  ) {
    // A context that came while no app ran is there to be read, whether or not a callback tells of it.
    if !session.receivedApplicationContext.isEmpty {
      _ = took(session.receivedApplicationContext, "applicationContext")
    }
    activated(error)
  }

  func sessionDidBecomeInactive(_ session: WCSession) { tell(.state) }

  /// Another watch was put on: without this nothing would be heard of it.
  func sessionDidDeactivate(_ session: WCSession) { session.activate() }

  func sessionWatchStateDidChange(_ session: WCSession) { tell(.state) }

  func sessionReachabilityDidChange(_ session: WCSession) { tell(.state) }

  func session(_ session: WCSession, didReceiveMessage message: [String: Any]) {
    _ = took(message, "message")
  }

  func session(
    _ session: WCSession, didReceiveMessage message: [String: Any],
    replyHandler: @escaping ([String: Any]) -> Void
  ) {
    if took(message, "message") { replyHandler([:]) }
  }

  func session(_ session: WCSession, didReceiveMessageData messageData: Data) {
    _ = took([PhoneLink.payloadKey: messageData], "message")
  }

  func session(
    _ session: WCSession, didReceiveMessageData messageData: Data,
    replyHandler: @escaping (Data) -> Void
  ) {
    if took([PhoneLink.payloadKey: messageData], "message") { replyHandler(Data()) }
  }

  func session(_ session: WCSession, didReceiveApplicationContext applicationContext: [String: Any])
  {
    _ = took(applicationContext, "applicationContext")
  }

  func session(_ session: WCSession, didReceiveUserInfo userInfo: [String: Any]) {
    _ = took(userInfo, "userInfo")
  }

  func session(
    _ session: WCSession, didFinish userInfoTransfer: WCSessionUserInfoTransfer, error: (any Error)?
  ) {
    ended(userInfoTransfer, error)
  }

  /// The wrist's journal, in debug builds; the session sends no file. It is gone when this returns, so it is read here.
  func session(_ session: WCSession, didReceive file: WCSessionFile) {
    #if DEBUG
      guard file.metadata?["kind"] as? String == "trace",
        let text = try? String(contentsOf: file.fileURL, encoding: .utf8)
      else { return }
      for line in text.split(separator: "\n") { keepTraceLine(String(line)) }
    #endif
  }
}
