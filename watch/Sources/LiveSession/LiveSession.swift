import LightyProtocol
import WatchLink

/// What a session needs of the device. Everything that is not a pure function of it comes through here.
public struct Surroundings: Sendable {
  public var link: any Link
  public var time: any DeviceTime
  /// Mints event, send, clock, session and set ids. [ENV-4]
  public var mintId: @Sendable () -> String
  /// Mints the id of this installation, once. [ENV-3]
  public var mintDeviceId: @Sendable () -> String
  public var openStore: @Sendable () throws -> any Store

  public init(
    link: any Link, time: any DeviceTime, mintId: @escaping @Sendable () -> String,
    mintDeviceId: @escaping @Sendable () -> String, openStore: @escaping @Sendable () throws -> any Store
  ) {
    self.link = link
    self.time = time
    self.mintId = mintId
    self.mintDeviceId = mintDeviceId
    self.openStore = openStore
  }
}

/// The wrist's end of every session: the engine, its disk and its link, in one actor. An input is taken whole before the next one: engine, save,
/// actions, receipt, screen. Nothing of it waits inside, so nothing can come between. [DUR-1]
///
///     link event, command, alarm -> engine.step -> store.write -> link.send -> receipt -> screens
///                                                      | fails
///                                                      v
///                              engine thrown away, opened again from the store; no send, no receipt
public actor LiveSession {
  private let around: Surroundings
  private let witness: (any Witness)?
  private var store: (any Store)?
  private var engine: Engine?
  private var shelf = RoutineShelf([])
  private var trouble: Trouble?
  private var link = LinkView()
  private var isLinkActivated = false
  private var news: [News] = []
  private var newsCount = 0
  private var dismissedRecaps: Set<String> = []
  private var watchers: [Int: AsyncStream<Screen>.Continuation] = [:]
  private var watcherCount = 0
  private var alarm: Task<Void, Never>?
  /// When a store that could not be opened is tried again, on the monotonic clock.
  private var reopenAt: Int64?

  public init(_ around: Surroundings, witness: (any Witness)? = nil) {
    self.around = around
    self.witness = witness
  }

  /// Restores what the store has, activates the link, and takes what it brings until the task is cancelled. Once in a process.
  public func run() async {
    open()
    around.link.activate()
    for await event in around.link.events { take(event) }
  }

  /// Opens the store and the engine, where they are not; true when both are there. [DUR-3]
  @discardableResult
  public func open() -> Bool {
    if engine != nil { return true }
    do {
      let store = try self.store ?? around.openStore()
      self.store = store
      let stored = try store.load()
      let deviceId = try installation(stored, store)
      let engine = Engine(deviceId: deviceId, role: .watch, stored: stored, mintId: around.mintId)
      self.engine = engine
      shelf = RoutineShelf(stored)
      (trouble, reopenAt) = (nil, nil)
      // A new engine sends nothing before it knows how the link stands.
      if isLinkActivated { around.link.activate() }
      witness?.opened(deviceId: deviceId)
    } catch {
      trouble =
        (error as? StoreFault)?.trouble ?? Trouble(kind: .disk, sentence: "the workouts cannot be kept: \(error)")
      reopenAt = around.time.now().monotonicMs + Self.reopenMs
      setAlarm()
    }
    publish()
    return engine != nil
  }

  /// Puts a damaged store aside and begins anew, as a new installation; what the phone has comes back from there. [ENV-3]
  public func beginAnew() -> Outcome? {
    guard case .damaged? = trouble?.kind, let store else { return nil }
    do { try store.setAside() } catch { return notSaved }
    return open() ? nil : notSaved
  }

  /// The id of this installation, minted with the store: a store that is lost makes a new device of it, which no peer mixes up with the old one.
  /// [ENV-3]
  private func installation(_ stored: [(key: String, value: Value)], _ store: any Store) throws -> String {
    if let known = stored.first(where: { $0.key == "installation" })?.value.string { return known }
    var deviceId = around.mintDeviceId()
    // By chance an id of a replay, which no peer would listen to. [RPL-2]
    while isReplayed(deviceId) { deviceId = around.mintDeviceId() }
    var batch = Batch()
    batch["installation"] = .string(deviceId)
    try store.write(batch)
    return deviceId
  }

  /// The engine itself, for an oracle to look at.
  package func inspect<T: Sendable>(_ look: (Engine?) -> T) -> T { look(engine) }

  public var deviceId: String? { engine?.deviceId }

  // Inputs

  /// Takes what the link brings. What could not be made durable is not acknowledged: its sender keeps it. [ACK-1] [RCV-6]
  package func take(_ event: LinkEvent) {
    let now = around.time.now()
    switch event {
    case .activated(let reachable, let outstanding):
      isLinkActivated = true
      link.isReachable = reachable
      step(.activated(now: now, reachable: reachable, outstanding: outstanding))
    case .reachability(let reachable):
      link.isReachable = reachable
      step(.reachability(now: now, reachable: reachable))
    case .received(let transport, let text, let receipt):
      let isDurable =
        parseRoutine(text).map(keep) ?? (step(.received(now: now, transport: transport, text: text)) != nil)
      if isDurable { receipt.settle() } else { receipt.forfeit() }
    case .sent(let sendId, let errorCode): step(.sent(now: now, sendId: sendId, errorCode: errorCode))
    case .condition(let condition):
      link.condition = condition
      publish()
    }
  }

  /// The alarm went off.
  package func tick() { step(.tick(now: around.time.now())) }

  /// When `tick` is wanted, on the monotonic clock.
  package var wakeAt: Int64? { if let engine { engine.wakeAt(around.time.now()) } else { reopenAt } }

  private static let reopenMs: Int64 = 10_000

  /// Does what the lifter, or HealthKit, wants of a session.
  public func act(_ act: Act, in sessionId: String) -> Outcome {
    guard let output = step(.acted(now: around.time.now(), sessionId: sessionId, act: act)) else {
      return notSaved
    }
    return output.refusal.map(Outcome.refused) ?? .done(sessionId: sessionId)
  }

  var notSaved: Outcome { .notSaved(trouble?.sentence ?? "") }

  /// Nil when nothing could be saved, and so nothing was done.
  @discardableResult
  private func step(_ input: Input) -> Output? {
    guard open(), let engine, let store else { return nil }
    let output = engine.step(input)
    do {
      if !output.save.isEmpty { try store.write(output.save) }
    } catch {
      startOver(error)
      return nil
    }
    trouble = nil
    for action in output.actions { perform(action) }
    witness?.stepped(
      input, output,
      Aftermath(readClock: engine.clock(at: input.now), clockId: engine.clockId, queueDepth: engine.queueDepth))
    setAlarm()
    publish()
    return output
  }

  private func perform(_ action: Action) {
    switch action {
    case .send(let channel, let sendId, let text): around.link.send(channel, sendId: sendId, text: text)
    case .cancel(let sendIds): around.link.cancel(sendIds: sendIds)
    case .notify(let notice): tell(notice)
    }
  }

  /// What the engine holds in memory is ahead of the disk: it goes, and a new one begins where the disk is. [DUR-1]
  private func startOver(_ error: any Error) {
    engine = nil
    open()
    trouble = trouble ?? Trouble(kind: .disk, sentence: "the last change could not be saved: \(error)")
    publish()
  }

  private func keep(_ routine: Result<Routine, Rejection>) -> Bool {
    // One that is refused stays refused: its sender need not try again.
    guard case .success(let routine) = routine else { return true }
    guard open(), let store else { return false }
    guard let batch = shelf.save(routine) else { return true }
    do {
      try store.write(batch)
    } catch {
      startOver(error)
      return false
    }
    shelf.put(routine)
    publish()
    return true
  }

  func plan(_ routineId: String) -> Plan? { shelf.plan(routineId) }

  func mintId() -> String { around.mintId() }

  private func setAlarm() {
    alarm?.cancel()
    guard let wakeAt else { return }
    let time = around.time
    alarm = Task { [weak self] in
      do { try await time.sleep(untilMonotonicMs: wakeAt) } catch { return }
      await self?.tick()
    }
  }

  // Screens

  /// The screen as it is, then every later one; who is slow gets the newest.
  public func screens() -> AsyncStream<Screen> {
    let (stream, continuation) = AsyncStream<Screen>.makeStream(bufferingPolicy: .bufferingNewest(1))
    watcherCount += 1
    let watcher = watcherCount
    watchers[watcher] = continuation
    continuation.onTermination = { [weak self] _ in Task { await self?.forget(watcher) } }
    continuation.yield(screen)
    return stream
  }

  private func forget(_ watcher: Int) { watchers[watcher] = nil }

  private func publish() {
    if watchers.isEmpty { return }
    let screen = screen
    for watcher in watchers.values { watcher.yield(screen) }
  }

  /// What the wrist shows now.
  public var screen: Screen {
    let now = around.time.now()
    var link = link
    link.queueDepth = engine?.queueDepth ?? 0
    guard let engine else {
      return Screen(
        readAt: now, live: nil, alsoLive: [], recap: nil, routines: [], link: link, news: news, trouble: trouble,
        wish: nil)
    }
    return Screen(
      readAt: now, live: engine.liveView(now), alsoLive: engine.offers, recap: engine.recap(now, dismissedRecaps),
      routines: shelf.all, link: link, news: news, trouble: trouble, wish: engine.wish(now))
  }

  // News

  private func tell(_ notice: Notice) {
    switch notice {
    case .conflict(let conflict):
      add(
        .conflict(
          sessionId: conflict.sessionId, register: conflict.register, kept: conflict.kept, lost: conflict.lost))
    case .sessionEndedElsewhere(let sessionId, let status, _): add(.endedElsewhere(sessionId: sessionId, status))
    case .secondSession(let sessionId, _): add(.secondSession(sessionId: sessionId))
    // These are for whoever looks at a tee; a lifter can do nothing about them.
    case .stampCollision, .protocolViolation, .driftDetected, .driftUnhealed, .derivedMismatch, .quarantined: break
    }
  }

  private func add(_ what: News.What) {
    newsCount += 1
    news.append(News(id: newsCount, what: what))
    if news.count > Self.newsKept { news.removeFirst() }
  }

  private static let newsKept = 8

  public func dismiss(_ newsId: Int) {
    news.removeAll { $0.id == newsId }
    publish()
  }

  public func dismissRecap(_ sessionId: String) {
    dismissedRecaps.insert(sessionId)
    publish()
  }
}
