import Bench
import LightyProtocol
import LiveSession
import Testing
import WorkoutRuntime

/*
 * Seeded workouts in any weather: both edit, the link comes and goes, apps die at any moment, the disk's plug is pulled at any call, HealthKit
 * does as it likes. Afterwards both devices hold the same, nothing that was accepted is lost, and HealthKit has one workout saved.
 */

/// One workout; what it broke, in sentences.
private func play(_ seed: Int, store: ((FakeDisk) -> any Store)? = nil) async -> [String] {
  let world = store.map { World(seed: seed, store: $0) } ?? World(seed: seed)
  var random = SeededRandom(seed &+ 1_000)
  var accepted: [String: Stamp] = [:]
  var faults: [String] = []
  await world.start()
  await world.pass(1_500)
  world.phone.act(.start(plan: monday), in: "s-1")
  await world.pass(4_000)

  for _ in 0..<50 {
    await world.pass(random.int(0...6_000))
    switch random.int(0...99) {
    case 0..<40: await edit(world, &random, &accepted)
    case 40..<60:
      let weight = Hundredths(random.int(0...200))
      world.phone.act(.editSet(setId: random.pick(sets), weight: weight), in: "s-1")
    case 60..<68: world.weather.isUp.toggle()
    case 68..<72: world.weather = rough(&random)
    case 72..<76: await world.crashAndRestart(reboot: random.chance(25))
    case 76..<84:
      world.disk.unplugAt = world.disk.calls + Int(random.int(1...12))
    case 84..<88: world.air.watch.sendsUntilDeath = Int(random.int(0...4))
    case 88..<91: world.phone.die()
    case 91..<94: world.phone.start()
    case 94..<97: await world.health.collect(ageMs: random.int(0...300_000))
    default: await world.wrist { await random.chance(50) ? $0.pause() : $0.resume() }
    }
    if !world.isWatchRunning, random.chance(60) { await world.crashAndRestart() }
  }

  world.weather = Weather()
  world.phone.die()
  world.phone.start()
  await world.crashAndRestart()
  await world.pass(40_000)
  if await world.session.screen.live == nil { faults.append("the workout is gone from the wrist") }
  world.phone.act(.finish(outcome: .none), in: "s-1")
  await world.pass(60_000)

  let ours = await world.session.inspect { $0?.sessions["s-1"]?.state.registers.cells.map { ($0.key, $0.value) } ?? [] }
  let session = world.phone.engine?.sessions["s-1"]
  let digest = await world.session.inspect { $0?.sessions["s-1"]?.state.digest }
  if digest == nil || digest != session?.state.digest { faults.append("the devices differ") }
  for (register, stamp) in accepted {
    let held = ours.first { $0.0 == register }?.1.stamp
    if held.map({ $0 < stamp }) ?? true { faults.append("\(register): an accepted edit is lost") }
  }
  if world.health.running != nil { faults.append("HealthKit runs on") }
  if world.health.saved["s-1"] == nil { faults.append("HealthKit has saved nothing") }
  if session?.state.registers.finals.contains(where: { $0.final.role == .watch && $0.final.outcome == .final }) != true
  {
    faults.append("the watch has not said its last word")
  }
  faults += world.health.violations
  for notice in world.phone.notices {
    switch notice {
    case .stampCollision, .protocolViolation, .driftDetected, .driftUnhealed, .derivedMismatch, .quarantined:
      faults.append("\(notice)")
    case .conflict, .sessionEndedElsewhere, .secondSession: break
    }
  }
  return faults
}

private let sets = ["squat.1", "squat.2", "bench.1", "bench.2"]

private func edit(_ world: World, _ random: inout SeededRandom, _ accepted: inout [String: Stamp]) async {
  guard world.isWatchRunning else { return }
  let (setId, weight) = (random.pick(sets), Hundredths(random.int(0...200)))
  let outcome = await world.wrist { await $0.editSet(setId, weight: weight) }
  guard case .done(let sessionId) = outcome else { return }
  let register = "set/\(setId)/weight"
  let stamp = await world.session.inspect { $0?.sessions[sessionId]?.state.registers[register]?.stamp }
  if let stamp { accepted[register] = stamp }
}

private func rough(_ random: inout SeededRandom) -> Weather {
  var weather = Weather()
  weather.failure = random.int(0...40)
  weather.lateReply = random.int(0...40)
  weather.duplicate = random.int(0...40)
  weather.transferMs = 100...random.int(200...20_000)
  if random.chance(20) { weather.off = [.userInfo] }
  return weather
}

@Test(
  "invariants 4, 5 and 8 [MRG-1] [OUT-1] [DUR-1] [DUR-3] [ACK-1] [EVT-8] whatever the weather, and wherever the apps die",
  arguments: 0..<25)
func schedules(_ seed: Int) async {
  #expect(await play(seed) == [])
}

/// Says that a batch is durable, and writes it with the next one.
private final class LyingStore: Store {
  private let store: FileStore
  private var owed: Batch?

  init(_ disk: FakeDisk) { store = FileStore(disk: disk) }

  func load() throws -> [(key: String, value: Value)] { try store.load() }

  func write(_ batch: Batch) throws {
    if let owed { try store.write(owed) }
    owed = batch
  }

  func setAside() throws { try store.setAside() }
}

@Test("[DUR-1] [ACK-1] a store that says so before it is so is found out")
func lyingStore() async {
  var caught = 0
  for seed in 0..<10 where await !play(seed, store: { LyingStore($0) }).isEmpty { caught += 1 }
  #expect(caught > 0)
}

/// Keeps everything but the outbox.
private final class ForgetfulStore: Store {
  private let store: FileStore

  init(_ disk: FakeDisk) { store = FileStore(disk: disk) }

  func load() throws -> [(key: String, value: Value)] { try store.load().filter { !$0.key.hasPrefix("event/") } }
  func write(_ batch: Batch) throws { try store.write(batch) }
  func setAside() throws { try store.setAside() }
}

@Test("[SNP-1] [OUT-7] a device that has lost its outbox is made whole by snapshots alone", arguments: 0..<5)
func forgetfulStore(_ seed: Int) async {
  #expect(await play(seed, store: { ForgetfulStore($0) }) == [])
}
