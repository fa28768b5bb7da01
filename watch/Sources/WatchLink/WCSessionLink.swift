#if canImport(WatchConnectivity)
  import Foundation
  import LightyProtocol
  import WatchConnectivity

  /// The link over WatchConnectivity. It must be the app's for its whole life: WCSession holds its delegate weakly, and without one everything
  /// fails with 7003. The callbacks come on one serial queue that is not the main one; each takes its bytes out at once and yields into the one
  /// stream, so their order stands.
  public final class WCSessionLink: NSObject, Link, WCSessionDelegate, Sendable {
    public let events: AsyncStream<LinkEvent>
    private let stream: AsyncStream<LinkEvent>.Continuation
    private let desk = Locked(Desk())

    private struct Desk {
      /// Compared by what they are, not by identity: the system need not hand out the same object twice.
      var transfers: [String: WCSessionUserInfoTransfer] = [:]
      /// Counts the transfers found at activation, which an earlier process queued under an id that died with it.
      var found = 0
      var wakes = WakeLedger<@Sendable () -> Void>()
      var pending: NSKeyValueObservation?
      var hasFailed = false
    }

    public override init() {
      (events, stream) = AsyncStream.makeStream()
      #if DEBUG
        (arrivals, carried) = AsyncStream.makeStream()
      #endif
      super.init()
    }

    public func activate() {
      guard WCSession.isSupported() else {
        stream.yield(.condition(LinkCondition(activationError: LinkError.sessionNotSupported.rawValue)))
        return
      }
      let session = WCSession.default
      if session.delegate === self && session.activationState == .activated {
        stream.yield(.activated(reachable: session.isReachable, outstanding: outstanding(session)))
      } else {
        session.delegate = self
        // What comes last may be settled before the system says that nothing more is pending.
        let pending = session.observe(\.hasContentPending) { [weak self] _, _ in self?.endWakes() }
        desk.with { $0.pending = pending }
        session.activate()
      }
    }

    /// The app has come to the front: an activation that failed is tried again.
    public func retry() {
      let hasFailed = desk.with { desk in
        defer { desk.hasFailed = false }
        return desk.hasFailed
      }
      if hasFailed { WCSession.default.activate() }
    }

    /// Keeps a background wake until everything that came with it is durable.
    public func hold(_ complete: @escaping @Sendable () -> Void) {
      desk.with { $0.wakes.hold(complete) }
      endWakes()
    }

    // Sending

    public func send(_ channel: Channel, sendId: String, text: String) {
      let session = WCSession.default
      let data = Data(text.utf8)
      if session.activationState != .activated {
        stream.yield(.sent(sendId: sendId, errorCode: LinkError.sessionNotActivated.rawValue))
      } else if data.count > (channel == .applicationContext ? Limits.contextBytes : Limits.messageBytes) {
        stream.yield(.sent(sendId: sendId, errorCode: LinkError.payloadTooLarge.rawValue))
      } else {
        hand([payloadKey: data], to: channel, of: session, sendId)
      }
    }

    private func hand(_ payload: [String: Any], to channel: Channel, of session: WCSession, _ sendId: String) {
      switch channel {
      case .message:
        // The reply comes when the phone has it durably, so the engine is not told more than is true.
        session.sendMessage(
          payload,
          replyHandler: { [stream] _ in stream.yield(.sent(sendId: sendId, errorCode: nil)) },
          errorHandler: { [stream] error in stream.yield(.sent(sendId: sendId, errorCode: (error as NSError).code)) })
      case .userInfo:
        // Under the lock, so that its end cannot be told before its beginning is known.
        desk.with { $0.transfers[sendId] = session.transferUserInfo(payload) }
      case .applicationContext:
        do {
          try session.updateApplicationContext(payload)
          stream.yield(.sent(sendId: sendId, errorCode: nil))
        } catch {
          stream.yield(.sent(sendId: sendId, errorCode: (error as NSError).code))
        }
      }
    }

    public func cancel(sendIds: [String]) {
      let transfers = desk.with { desk in sendIds.compactMap { desk.transfers.removeValue(forKey: $0) } }
      for transfer in transfers { transfer.cancel() }
    }

    // What the system says

    public func session(
      _ session: WCSession, activationDidCompleteWith activationState: WCSessionActivationState, error: (any Error)?
    ) {
      tellCondition(session, error)
      guard activationState == .activated else {
        let waiting = desk.with { desk in
          desk.hasFailed = true
          return desk.wakes.giveUp()
        }
        for complete in waiting { complete() }
        return
      }
      stream.yield(.activated(reachable: session.isReachable, outstanding: outstanding(session)))
      // A context that came while no app ran is there to be read, whether or not a callback tells of it.
      if !session.receivedApplicationContext.isEmpty { took(session.receivedApplicationContext, .applicationContext) }
      endWakes()
    }

    public func sessionReachabilityDidChange(_ session: WCSession) {
      tellCondition(session)
      stream.yield(.reachability(session.isReachable))
    }

    public func sessionCompanionAppInstalledDidChange(_ session: WCSession) { tellCondition(session) }

    public func session(_ session: WCSession, didReceiveMessage message: [String: Any]) { took(message, .message) }

    public func session(
      _ session: WCSession, didReceiveMessage message: [String: Any], replyHandler: @escaping ([String: Any]) -> Void
    ) {
      let reply = Once { [self] in replyHandler(beside.map { [payloadKey: $0] } ?? [:]) }
      took(message, .message, reply)
    }

    public func session(_ session: WCSession, didReceiveMessageData messageData: Data) {
      took([payloadKey: messageData], .message)
    }

    public func session(
      _ session: WCSession, didReceiveMessageData messageData: Data, replyHandler: @escaping (Data) -> Void
    ) {
      let reply = Once { [self] in replyHandler(beside ?? Data()) }
      took([payloadKey: messageData], .message, reply)
    }

    public func session(_ session: WCSession, didReceiveApplicationContext applicationContext: [String: Any]) {
      took(applicationContext, .applicationContext)
    }

    public func session(_ session: WCSession, didReceiveUserInfo userInfo: [String: Any]) {
      took(userInfo, .userInfo)
    }

    public func session(
      _ session: WCSession, didFinish userInfoTransfer: WCSessionUserInfoTransfer, error: (any Error)?
    ) {
      let sendId = desk.with { desk -> String? in
        guard let sendId = desk.transfers.first(where: { $0.value.isEqual(userInfoTransfer) })?.key else { return nil }
        desk.transfers[sendId] = nil
        return sendId
      }
      guard let sendId else { return }
      stream.yield(.sent(sendId: sendId, errorCode: error.map { ($0 as NSError).code }))
    }

    /// Files are the debug journal's; the session sends none.
    public func session(_ session: WCSession, didFinish fileTransfer: WCSessionFileTransfer, error: (any Error)?) {
      #if DEBUG
        carried.yield(Carried(file: fileTransfer.file.fileURL, isThere: error == nil))
      #endif
    }

    #if DEBUG
      /// What the tee says beside an acknowledgement.
      private let aside = Locked<(@Sendable () -> String?)?>(nil)
      public let arrivals: AsyncStream<Carried>
      private let carried: AsyncStream<Carried>.Continuation
    #endif

    private var beside: Data? {
      #if DEBUG
        return aside.with { $0 }?().map { Data($0.utf8) }
      #else
        return nil
      #endif
    }

    // Inside

    /// Every channel and both variants of a message lead here. A payload without a text is passed on as an empty one: the engine refuses it,
    /// and counts it. [RCV-6]
    private func took(_ payload: [String: Any], _ transport: Transport, _ reply: Once? = nil) {
      let bytes = payload[payloadKey] as? Data ?? Data()
      let receipt = Receipt { [weak self] isDurable in
        // Without a reply the phone hears 7012 after a while, and keeps what it sent.
        if isDurable { reply?.run() }
        self?.desk.with { $0.wakes.settled() }
        self?.endWakes()
      }
      desk.with { $0.wakes.came() }
      stream.yield(.received(transport, text: String(decoding: bytes, as: UTF8.self), receipt: receipt))
    }

    private func outstanding(_ session: WCSession) -> [Outstanding] {
      desk.with { desk in
        session.outstandingUserInfoTransfers.map { transfer in
          let known = desk.transfers.first { $0.value.isEqual(transfer) }?.key
          if known == nil { desk.found += 1 }
          let sendId = known ?? "found-\(desk.found)"
          desk.transfers[sendId] = transfer
          let bytes = transfer.userInfo[payloadKey] as? Data ?? Data()
          return Outstanding(sendId: sendId, text: String(decoding: bytes, as: UTF8.self))
        }
      }
    }

    private func tellCondition(_ session: WCSession, _ error: (any Error)? = nil) {
      stream.yield(
        .condition(
          LinkCondition(
            activationError: error.map { ($0 as NSError).code }, isPhoneAppMissing: !session.isCompanionAppInstalled,
            isPhoneLocked: session.iOSDeviceNeedsUnlockAfterRebootForReachability)))
    }

    private func endWakes() {
      let session = WCSession.default
      let (isActivated, isPending) = (session.activationState == .activated, session.hasContentPending)
      let over = desk.with { $0.wakes.over(isActivated: isActivated, hasContentPending: isPending) }
      for complete in over { complete() }
    }
  }

  #if DEBUG
    extension WCSessionLink: Courier {
      public func sayBeside(_ words: @escaping @Sendable () -> String?) { aside.with { $0 = words } }

      public func carry(_ file: URL) {
        let session = WCSession.default
        guard session.activationState == .activated else {
          carried.yield(Carried(file: file, isThere: false))
          return
        }
        session.transferFile(file, metadata: ["kind": "trace"])
      }
    }
  #endif

  /// WatchConnectivity's reply block does not say that it may cross queues, which it may. It is called once, by its receipt.
  private struct Once: @unchecked Sendable {
    let run: () -> Void
  }
#endif
