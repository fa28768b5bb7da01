import LightyProtocol
import LiveSession
import WatchLink
import WorkoutRuntime

/// The phone: a real engine over a disk in memory. Its link's native half writes before it replies, as lighty-link does.
package final class Phone: @unchecked Sendable {
  package let time: FakeTime
  package let end: FakeEnd
  package private(set) var engine: Engine?
  private var stored: [String: Value] = [:]
  private var minted = 0
  package private(set) var notices: [Notice] = []

  init(_ air: FakeAir) {
    time = FakeTime(air, "phone")
    end = air.phone
  }

  package func start() {
    engine = Engine(deviceId: "phone0001", role: .phone, stored: stored.sorted { $0.key < $1.key }) { [unowned self] in
      minted += 1
      return "p-\(minted)"
    }
    end.deliver = { [unowned self] in take($0) }
    end.activate()
  }

  package func die() {
    engine = nil
    end.die()
  }

  @discardableResult
  package func act(_ act: Act, in sessionId: String) -> Output? {
    step(.acted(now: time.now(), sessionId: sessionId, act: act))
  }

  package func tick() { step(.tick(now: time.now())) }

  var wakeAt: Int64? { engine?.wakeAt(time.now()).map(time.trueTime) }

  private func take(_ event: LinkEvent) {
    let now = time.now()
    switch event {
    case .activated(let reachable, let outstanding):
      step(.activated(now: now, reachable: reachable, outstanding: outstanding))
    case .reachability(let reachable): step(.reachability(now: now, reachable: reachable))
    case .received(let transport, let text, let receipt):
      step(.received(now: now, transport: transport, text: text))
      receipt.settle()
    case .sent(let sendId, let errorCode): step(.sent(now: now, sendId: sendId, errorCode: errorCode))
    case .condition: break
    }
  }

  @discardableResult
  private func step(_ input: Input) -> Output? {
    guard let output = engine?.step(input) else { return nil }
    for (key, value) in output.save { stored[key] = value.isNull ? nil : value }
    for action in output.actions {
      switch action {
      case .send(let channel, let sendId, let text): end.send(channel, sendId: sendId, text: text)
      case .cancel(let sendIds): end.cancel(sendIds: sendIds)
      case .notify(let notice): notices.append(notice)
      }
    }
    return output
  }
}

/// A wrist and a phone, in virtual time, on disks that last.
package final class World: @unchecked Sendable {
  package let air: FakeAir
  package let phone: Phone
  package let disk = FakeDisk()
  package let watchTime: FakeTime
  package let health: FakeHealth
  package private(set) var session: LiveSession
  package private(set) var runtime: WorkoutRuntime
  package private(set) var isWatchRunning = false
  private let mint = Mint()
  private let witness: (any Witness)?

  /// Outlives the process, as a random source does.
  final class Mint: @unchecked Sendable {
    var count = 0
    var devices = 0
  }

  private let store: (FakeDisk) -> any Store

  /// With devices off; `start` begins. `store` opens the watch's store, for a test that breaks it.
  package init(
    seed: Int = 1, witness: (any Witness)? = nil,
    store: @escaping (FakeDisk) -> any Store = { FileStore(disk: $0, compactAbove: 20_000) }
  ) {
    self.store = store
    self.witness = witness
    air = FakeAir(seed: seed)
    phone = Phone(air)
    watchTime = FakeTime(air, "watch")
    health = FakeHealth(air)
    (session, runtime) = Self.process(air, disk, watchTime, health, mint, store, witness)
  }

  private static func process(
    _ air: FakeAir, _ disk: FakeDisk, _ time: FakeTime, _ health: FakeHealth, _ mint: Mint,
    _ store: @escaping (FakeDisk) -> any Store, _ witness: (any Witness)?
  ) -> (LiveSession, WorkoutRuntime) {
    nonisolated(unsafe) let (disk, store) = (disk, store)
    let session = LiveSession(
      Surroundings(
        link: air.watch, time: time,
        mintId: {
          mint.count += 1
          return "w-\(mint.count)"
        },
        mintDeviceId: {
          mint.devices += 1
          return "watch000\(mint.devices)"
        },
        openStore: { store(disk) }), witness: witness)
    return (session, WorkoutRuntime(session: session, health: health, time: time))
  }

  /// Both apps run.
  package func start() async {
    phone.start()
    await startWatch()
  }

  /// The watch app is launched: it opens what the disk has and activates its link.
  package func startWatch() async {
    if isWatchRunning { return }
    (session, runtime) = Self.process(air, disk, watchTime, health, mint, store, witness)
    isWatchRunning = true
    let (session, runtime) = (session, runtime)
    air.watch.deliver = { [unowned self] event in
      await session.take(event)
      await follow()
    }
    air.watch.onDeath = { [unowned self] in isWatchRunning = false }
    disk.onUnplug = { [unowned self] in killWatch() }
    health.deliver = { [unowned self] report in
      await runtime.take(.report(report))
      await follow()
    }
    await session.open()
    if isWatchRunning { air.watch.activate() }
    await runtime.take(.launched)
    await follow()
  }

  /// The watch app dies; with `reboot` the whole watch does.
  package func killWatch(reboot: Bool = false) {
    isWatchRunning = false
    air.watch.die()
    health.die()
    if reboot { watchTime.reboot() }
  }

  /// Kills what is left of the watch's process, lets the disk forget what was not durable, and launches the app again; as the system does, it says
  /// so where a workout was left running.
  package func crashAndRestart(reboot: Bool = false) async {
    killWatch(reboot: reboot)
    disk.restart(&air.random)
    await startWatch()
    if isWatchRunning, health.running != nil {
      await runtime.take(.calledToRecover)
      await follow()
    }
  }

  /// The lifter taps the wrist.
  @discardableResult
  package func wrist(_ command: (LiveSession) async -> Outcome) async -> Outcome {
    let outcome = await command(session)
    await follow()
    return outcome
  }

  private func follow() async {
    if isWatchRunning, let wish = await session.screen.wish { await runtime.take(.wish(wish)) }
  }

  /// Time passes, with all that it brings.
  package func pass(_ ms: Int64) async {
    let end = air.now + ms
    while true {
      let watchWake = isWatchRunning ? await session.wakeAt.map(watchTime.trueTime) : nil
      let runtimeWake = isWatchRunning ? await runtime.wakeAt.map(watchTime.trueTime) : nil
      let due = [air.nextAt, watchWake, runtimeWake, phone.wakeAt].compactMap { $0 }.min()
      guard let next = due, next <= end else { break }
      if air.nextAt.map({ $0 <= next }) ?? false {
        await air.runNext()
        continue
      }
      air.advance(to: next)
      if watchWake == next {
        await session.tick()
        await follow()
      } else if runtimeWake == next {
        await runtime.take(.tick)
        await follow()
      } else {
        phone.tick()
      }
    }
    air.advance(to: end)
  }

  package var weather: Weather {
    get { air.weather }
    set { air.change(newValue) }
  }
}
