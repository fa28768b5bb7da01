import ExpoModulesCore
import Foundation
import WatchConnectivity

/// The same as JavaScript knows it: `mobile/src/link/native-module.ts` declares it there.
public final class LightyLinkModule: Module {
  private let link = PhoneLink.shared

  public func definition() -> ModuleDefinition {
    Name("LightyLink")
    Events("onInbox", "onState", "onSent")

    OnCreate {
      link.listen(self) { [weak self] news in
        switch news {
        case .inbox: self?.sendEvent("onInbox")
        case .state: self?.sendEvent("onState")
        case .sent(let sendId, let errorCode):
          self?.sendEvent("onSent", ["sendId": sendId, "errorCode": errorCode])
        }
      }
    }
    // The session goes on: it was there before JavaScript, and what comes waits in the inbox.
    OnDestroy { link.unlisten(self) }

    Function("clock") {
      let now = Moment.now
      return ["monotonicMs": now.monotonicMs, "bootId": now.bootId] as [String: Any]
    }
    Function("state") { LightyLinkModule.state(link) }
    Function("send") { (mode: String, sendId: String, text: String) in
      link.send(mode: mode, sendId: sendId, text: text)
    }
    Function("outstanding") { link.outstanding().map { ["sendId": $0.sendId, "text": $0.text] } }
    Function("cancel") { (sendIds: [String]) in link.cancel(sendIds) }
    Function("drain") { (after: Int) in LightyLinkModule.entries(link.inbox, after) }
    Function("ackInbox") { (cursor: Int) in try link.inbox?.ack(upTo: cursor) }
    #if DEBUG
      Function("drainTraces") { (after: Int) in LightyLinkModule.entries(link.traces, after) }
      Function("ackTraces") { (cursor: Int) in try link.traces?.ack(upTo: cursor) }
    #endif
    AsyncFunction("requestHealthAuth") { () async throws -> Bool in try await WatchStart().ask() }
    AsyncFunction("startWatchApp") { () async throws -> Bool in try await WatchStart().start() }
  }

  private static func entries(_ inbox: Inbox?, _ cursor: Int) -> [[String: Any]] {
    let now = Moment.now
    return (inbox?.entries(after: cursor) ?? []).map {
      [
        "cursor": $0.cursor, "agoMs": $0.at.agoMs(at: now), "channel": $0.channel, "text": $0.text,
      ]
    }
  }

  private static func state(_ link: PhoneLink) -> [String: Any?] {
    guard WCSession.isSupported() else { return ["isSupported": false] }
    let session = WCSession.default
    return [
      "isSupported": true, "isActivated": session.activationState == .activated,
      "activations": link.activations, "isReachable": session.isReachable,
      "isPaired": session.isPaired, "isWatchAppInstalled": session.isWatchAppInstalled,
      "activationError": link.activationError,
    ]
  }
}
