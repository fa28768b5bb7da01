import Testing

@testable import LightyProtocol

private func pair() -> (phone: Bench, watch: Bench) {
  let (phone, watch) = (Bench("phone0001", .phone), Bench("watch0001", .watch))
  phone.activate(reachable: true)
  watch.activate(reachable: true)
  phone.act(.start(plan: squats))
  exchange(phone, watch)
  return (phone, watch)
}

@Test("[OUT-9] a set is here while an own write of it is unacknowledged, then on both")
func whereabouts() {
  let (phone, watch) = pair()
  #expect(phone.engine.whereabouts("s-1", "squat.1") == .both)
  phone.act(.editSet(setId: "squat.1", weight: Hundredths(105)))
  #expect(phone.engine.whereabouts("s-1", "squat.1") == .here)
  #expect(phone.engine.whereabouts("s-1", "squat.2") == .both)
  #expect(phone.engine.queueDepth == 1)
  exchange(phone, watch)
  #expect(phone.engine.whereabouts("s-1", "squat.1") == .both)
  #expect(watch.registers.value("set/squat.1/weight")?.int == 105)
}

@Test("[TMR-1] a rest shown by the other device's clock, fifteen minutes apart")
func restAcrossClocks() {
  let (phone, watch) = (Bench("phone0001", .phone), Bench("watch0001", .watch))
  watch.now.wallMs += 900_000
  phone.activate(reachable: true)
  watch.activate(reachable: true)
  phone.act(.start(plan: squats))
  exchange(phone, watch)
  watch.act(.restStart(durationMs: 90_000))
  exchange(phone, watch)
  phone.wait(30_000)
  let remaining = phone.registers.restRemainingMs { phone.engine.clock(at: phone.now, of: $0) }
  #expect(remaining == 60_000)
  #expect(phone.engine.knowsClock(watch.engine.clockId ?? ""))
}

@Test("[DUR-3] [REV-1] [HAVE-1] a process that dies after a save goes on where it was")
func restarts() throws {
  let (phone, watch) = pair()
  phone.step(.reachability(now: phone.now, reachable: false))
  let before = try #require(phone.act(.editSet(setId: "squat.1", reps: 8)).events?.first)
  let digest = phone.registers.digest
  phone.restart()
  #expect(phone.registers.digest == digest)
  #expect(phone.engine.queueDepth == 1)
  let after = try #require(phone.act(.editSet(setId: "squat.1", reps: 9)).events?.first)
  #expect(after.seq == (before.seq ?? 0) + 1 && after.revision > before.revision)
  phone.activate(reachable: true)
  exchange(phone, watch)
  #expect(watch.registers.digest == phone.registers.digest)
}

@Test("[CLK-2] after a reboot the clock is a new one, and what was measured stays the best guess")
func reboots() {
  let (phone, watch) = pair()
  let clockId = watch.engine.clockId
  watch.restart(reboot: true)
  watch.activate(reachable: true)
  #expect(watch.engine.clockId != clockId)
  #expect(watch.engine.knowsClock(phone.engine.clockId ?? ""))
  watch.restart()
  #expect(watch.engine.knowsClock(phone.engine.clockId ?? ""))
}

@Test("[CLO-1] [HEL-1] ended and agreed, both are closed and want no more ticks")
func closing() {
  let (phone, watch) = pair()
  watch.act(.finish(outcome: .final, activeEnergyKcal: Hundredths(41)))
  exchange(phone, watch)
  for _ in 0..<6 {
    for device in [phone, watch] {
      device.wait(15_000)
      device.step(.tick(now: device.now))
    }
    #expect(exchange(phone, watch))
  }
  #expect(phone.session?.isOpen == false && watch.session?.isOpen == false)
  #expect(phone.engine.wakeAt(phone.now) == nil && watch.engine.wakeAt(watch.now) == nil)
  #expect(phone.engine.activeSession == nil)
}

@Test("[SES-2] of two live sessions the one with the smallest (startedAt, sessionId) is active on both")
func twoSessions() {
  let (phone, watch) = (Bench("phone0001", .phone), Bench("watch0001", .watch))
  for (device, sessionId) in [(phone, "s-b"), (watch, "s-a")] {
    device.activate(reachable: false)
    device.act(.start(plan: squats), in: sessionId)
  }
  phone.activate(reachable: true)
  watch.activate(reachable: true)
  exchange(phone, watch)
  #expect(phone.engine.activeSession?.sessionId == "s-a")
  #expect(watch.engine.activeSession?.sessionId == "s-a")
}

@Test("[ACT-1] [ACT-6] what is refused changes nothing, and says why")
func refusals() {
  let phone = Bench("phone0001", .phone)
  phone.activate(reachable: false)
  let tooMany = Array(repeating: PlannedExercise(exerciseId: "e", name: "", restSeconds: 0, sets: []), count: 201)
  let plans = [
    (Plan(routineName: "M", unit: .lb, exercises: tooMany), ErrorCode.badShape),
    (Plan(routineName: String(repeating: "x", count: 40_001), unit: .lb, exercises: []), .limitReached),
  ]
  for (plan, code) in plans {
    let output = phone.act(.start(plan: plan))
    #expect(output.refusal?.code == code && output.save.isEmpty && output.events == nil)
  }
  #expect(phone.act(.pause).refusal?.code == .sessionUnknown)
  #expect(phone.engine.sessions.isEmpty, "a start that was refused leaves no shell")
  #expect(phone.act(.start(plan: squats)).refusal == nil, "and its id is still to be had")
}

@Test(
  "invariant 4 [OUT-1] [SNP-2] [DUR-2] [DUR-3] two Swift devices under loss, repetition, disorder and kills heal into one state",
  arguments: 0..<40)
func heals(_ seed: Int) {
  var random = SeededRandom(seed)
  let (phone, watch) = pair()
  let devices = [phone, watch]
  var inTheAir: [(to: Bench, transport: Transport, text: String)] = []
  for _ in 0..<60 {
    let device = random.pick(devices)
    device.wait(Int64(random.int(0...4_000)))
    switch random.int(0...9) {
    case 0: device.step(.reachability(now: device.now, reachable: random.chance(60)))
    case 1:
      device.restart(reboot: random.chance(20))
      device.activate(reachable: random.chance(60))
    case 2: device.step(.tick(now: device.now))
    default: device.act(act(&random))
    }
    for (from, to) in [(phone, watch), (watch, phone)] {
      for send in from.take() {
        let isLost = random.chance(30)
        from.step(.sent(now: from.now, sendId: send.sendId, errorCode: isLost ? 7014 : nil))
        if isLost { continue }
        for _ in 0..<(random.chance(15) ? 2 : 1) {
          inTheAir.append((to, Transport(rawValue: send.channel.rawValue) ?? .message, send.text))
        }
      }
    }
    inTheAir.shuffle(using: &random)
    while let crossing = inTheAir.last, random.chance(70) {
      inTheAir.removeLast()
      crossing.to.step(.received(now: crossing.to.now, transport: crossing.transport, text: crossing.text))
    }
  }
  for device in devices { device.activate(reachable: true) }
  for _ in 0..<8 {
    exchange(phone, watch)
    for device in devices {
      device.wait(15_000)
      device.step(.tick(now: device.now))
    }
  }
  #expect(phone.registers.digest == watch.registers.digest)
  #expect(phone.registers.cells.value == watch.registers.cells.value)
  #expect(phone.engine.queueDepth == 0 && watch.engine.queueDepth == 0)
  for notice in phone.notices + watch.notices {
    switch notice {
    case .stampCollision, .protocolViolation, .driftDetected, .driftUnhealed, .derivedMismatch, .quarantined:
      Issue.record("\(notice)")
    case .conflict, .sessionEndedElsewhere, .secondSession: break
    }
  }
}

private func act(_ random: inout SeededRandom) -> Act {
  let setId = random.pick(["squat.1", "squat.2"])
  switch random.int(0...30) {
  case 0: return .finish(outcome: .none)
  case 1...3: return .restStart(durationMs: 90_000)
  case 4...6: return .restAdjust(byMs: 15_000)
  case 7...8: return .restPause
  case 9: return .pause
  case 10...11: return .resume
  case 12...16: return .completeSet(setId: setId, isCompleted: random.chance(80))
  case 17...18: return .removeSet(setId: setId, deleted: random.chance(50))
  case 19...20:
    return .addSet(exerciseId: "squat", setId: "x-\(random.int(0...99))", weight: Hundredths(60), reps: 9)
  case 21...23: return .measure(activeEnergyKcal: Hundredths(count: Int64(random.int(0...9_999))))
  default: return .editSet(setId: setId, weight: Hundredths(Int64(random.int(0...200))))
  }
}
