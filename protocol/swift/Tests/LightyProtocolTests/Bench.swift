import LightyProtocol

/// A device on the bench: an engine, a disk that keeps what was saved, and what it has sent and not yet been taken.
final class Bench {
  let deviceId: String
  let role: Role
  private(set) var engine: Engine
  private(set) var stored: [String: Value] = [:]
  private(set) var sent: [(channel: Channel, sendId: String, text: String)] = []
  private(set) var notices: [Notice] = []
  var now = Instant(wallMs: 1_800_000_000_000, monotonicMs: 1_000, deviceBootId: "boot-1")
  private let mint: Mint

  /// Outlives the process, as a random source does.
  final class Mint {
    var count = 0
  }

  init(_ deviceId: String, _ role: Role) {
    self.deviceId = deviceId
    self.role = role
    let mint = Mint()
    self.mint = mint
    engine = Bench.open(deviceId, role, [:], mint)
  }

  private static func open(_ deviceId: String, _ role: Role, _ stored: [String: Value], _ mint: Mint) -> Engine {
    let entries = stored.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
    return Engine(deviceId: deviceId, role: role, stored: entries) {
      mint.count += 1
      return "\(role)-\(mint.count)"
    }
  }

  @discardableResult
  func step(_ input: Input) -> Output {
    let output = engine.step(input)
    for (key, value) in output.save { stored[key] = value.isNull ? nil : value }
    for action in output.actions {
      switch action {
      case .send(let channel, let sendId, let text): sent.append((channel, sendId, text))
      case .notify(let notice): notices.append(notice)
      case .cancel: break
      }
    }
    return output
  }

  @discardableResult
  func act(_ act: Act, in sessionId: String = "s-1") -> Output {
    step(.acted(now: now, sessionId: sessionId, act: act))
  }

  func activate(reachable: Bool) { step(.activated(now: now, reachable: reachable)) }

  func take() -> [(channel: Channel, sendId: String, text: String)] {
    defer { sent = [] }
    return sent
  }

  /// The process dies, and all that was not saved with it; another opens what the disk has.
  func restart(reboot: Bool = false) {
    if reboot {
      now.monotonicMs = 5
      now.deviceBootId += "+"
    }
    sent = []
    engine = Bench.open(deviceId, role, stored, mint)
  }

  func wait(_ ms: Int64) {
    now.wallMs += ms
    now.monotonicMs += ms
  }

  var session: SessionRecord? { engine.sessions["s-1"] }
  var registers: Registers { session?.state.registers ?? Registers() }
}

let squats = Plan(
  routineName: "Monday", unit: .lb,
  exercises: [
    PlannedExercise(
      exerciseId: "squat", name: "Squat", restSeconds: 90,
      sets: ["squat.1", "squat.2"].map { PlannedSet(setId: $0, weight: Hundredths(100), reps: 5) })
  ])

/// Carries everything over, in order, until both are silent. True when they were within the rounds.
@discardableResult
func exchange(_ a: Bench, _ b: Bench, rounds: Int = 30) -> Bool {
  for _ in 0..<rounds {
    let (fromA, fromB) = (a.take(), b.take())
    if fromA.isEmpty && fromB.isEmpty { return true }
    for (sender, receiver, sends) in [(a, b, fromA), (b, a, fromB)] {
      for send in sends {
        receiver.step(
          .received(
            now: receiver.now, transport: Transport(rawValue: send.channel.rawValue) ?? .message, text: send.text))
        sender.step(.sent(now: sender.now, sendId: send.sendId))
      }
    }
  }
  return false
}
