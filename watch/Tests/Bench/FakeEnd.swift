import LightyProtocol
import WatchLink

/// One device's WCSession.
package final class FakeEnd: Link, @unchecked Sendable {
  package let role: Role
  package let events: AsyncStream<LinkEvent>
  private let stream: AsyncStream<LinkEvent>.Continuation
  private unowned let air: FakeAir

  // In the app.
  /// Who takes the events; without one they go into the stream.
  package var deliver: ((LinkEvent) async -> Void)?
  package private(set) var isActivated = false
  private var isRunning = false
  private var life = 0
  private var saidReachable = false
  private var lastMessageAt: Int64 = 0
  /// Sends until the process dies in the middle of its actions.
  package var sendsUntilDeath: Int?
  package var onDeath: () -> Void = {}
  /// What the app has sent, over all its lives.
  package private(set) var sent: [(channel: Channel, text: String)] = []

  // In the system.
  package private(set) var queue: [Outstanding] = []
  private var isMoving = false
  private var inbox: [String] = []
  private var toldWhileAway: [LinkEvent] = []
  private var context: String?
  private var isContextWaiting = false
  private var receivedContext: String?

  init(_ role: Role, _ air: FakeAir) {
    self.role = role
    self.air = air
    (events, stream) = AsyncStream.makeStream()
  }

  package var isReachable: Bool { isActivated && air.weather.isUp && air.peer(of: self).isActivated }

  package func activate() {
    isRunning = true
    let life = life
    air.after(1) { [self] in
      guard self.life == life, isRunning else { return }
      isActivated = true
      saidReachable = isReachable
      await hand(.activated(reachable: saidReachable, outstanding: queue))
      let away = toldWhileAway
      toldWhileAway = []
      for event in away { await hand(event) }
      if let receivedContext {
        await hand(.received(.applicationContext, text: receivedContext, receipt: .none))
      }
      await drain()
      air.settle()
    }
  }

  /// The app is gone, and with it its messages; the system keeps the rest.
  package func die() {
    isRunning = false
    isActivated = false
    sendsUntilDeath = nil
    life += 1
    air.settle()
  }

  package func send(_ channel: Channel, sendId: String, text: String) {
    if !isRunning { return }
    if let left = sendsUntilDeath {
      sendsUntilDeath = left - 1
      if left <= 0 {
        die()
        onDeath()
        return
      }
    }
    sent.append((channel, text))
    let cap = channel == .applicationContext ? Limits.contextBytes : Limits.messageBytes
    if !isActivated {
      tell(sendId, .sessionNotActivated, after: 0)
    } else if text.utf8.count > cap {
      tell(sendId, .payloadTooLarge, after: 0)
    } else {
      switch channel {
      case .message: sendMessage(sendId, text)
      case .userInfo:
        queue.append(Outstanding(sendId: sendId, text: text))
        moveTransfers()
      case .applicationContext:
        tell(sendId, nil, after: 0)
        if text == context { return }
        context = text
        isContextWaiting = true
        moveContext()
      }
    }
  }

  package func cancel(sendIds: [String]) { queue.removeAll { sendIds.contains($0.sendId) } }

  private func sendMessage(_ sendId: String, _ text: String) {
    guard isReachable else { return tell(sendId, .notReachable, after: 1) }
    let ms = air.random.int(air.weather.messageMs)
    let arriveAt = max(air.now + ms, lastMessageAt)
    lastMessageAt = arriveAt
    let fails = air.weather.off.contains(.message) || air.random.chance(air.weather.failure)
    let isLate = air.random.chance(air.weather.lateReply)
    let copies = air.random.chance(air.weather.duplicate) ? 2 : 1
    let life = life
    air.after(arriveAt - air.now) { [self] in
      // An app that exits before the message is dispatched takes it along.
      guard self.life == life else { return }
      if fails || !isReachable { return tell(sendId, .deliveryFailed, after: ms) }
      for _ in 0..<copies {
        let receipt = Receipt { [self] isDurable in
          let isReplied = isDurable && !isLate
          tell(sendId, isReplied ? nil : .messageReplyTimedOut, after: isReplied ? ms : 5_000)
        }
        await air.peer(of: self).hand(.received(.message, text: text, receipt: receipt))
      }
    }
  }

  /// Moves the head of the queue to the counterpart's system.
  func moveTransfers() {
    guard !isMoving, !queue.isEmpty, air.weather.isUp, !air.weather.off.contains(.userInfo) else { return }
    isMoving = true
    air.after(air.random.int(air.weather.transferMs)) { [self] in
      isMoving = false
      guard air.weather.isUp, let head = queue.first else { return }
      queue.removeFirst()
      let fails = air.random.chance(air.weather.failure)
      let peer = air.peer(of: self)
      if !fails {
        peer.inbox.append(head.text)
        if air.random.chance(air.weather.duplicate) { peer.inbox.append(head.text) }
      }
      let outcome = LinkEvent.sent(
        sendId: head.sendId, errorCode: fails ? LinkError.transferTimedOut.rawValue : nil)
      if isActivated { await hand(outcome) } else { toldWhileAway.append(outcome) }
      await peer.drain()
      moveTransfers()
    }
  }

  func moveContext() {
    guard isContextWaiting, air.weather.isUp, !air.weather.off.contains(.applicationContext) else { return }
    isContextWaiting = false
    air.after(air.random.int(air.weather.transferMs)) { [self] in
      guard air.weather.isUp, let context else {
        isContextWaiting = true
        return
      }
      let peer = air.peer(of: self)
      if peer.receivedContext == context { return }
      peer.receivedContext = context
      if peer.isActivated { await peer.hand(.received(.applicationContext, text: context, receipt: .none)) }
    }
  }

  private func drain() async {
    while isActivated, !inbox.isEmpty {
      await hand(.received(.userInfo, text: inbox.removeFirst(), receipt: .none))
    }
  }

  func sayReachability() {
    guard isActivated, isReachable != saidReachable else { return }
    saidReachable = isReachable
    let said = saidReachable
    let life = life
    air.after(1) { [self] in if self.life == life { await hand(.reachability(said)) } }
  }

  private func tell(_ sendId: String, _ error: LinkError?, after ms: Int64) {
    let life = life
    air.after(ms) { [self] in
      if self.life == life { await hand(.sent(sendId: sendId, errorCode: error?.rawValue)) }
    }
  }

  /// Puts an event into the stream, for a session that reads it by itself.
  package func yield(_ event: LinkEvent) { stream.yield(event) }

  private func hand(_ event: LinkEvent) async {
    guard isRunning else { return }
    if let deliver { await deliver(event) } else { stream.yield(event) }
  }
}
