import Testing

@testable import LightyProtocol

/*
 * Laws that no vector shows, each asked of the engine directly.
 */

private func training() -> (phone: Bench, watch: Bench) {
  let (phone, watch) = (Bench("phone0001", .phone), Bench("watch0001", .watch))
  phone.activate(reachable: true)
  watch.activate(reachable: true)
  phone.act(.start(plan: squats))
  exchange(phone, watch)
  return (phone, watch)
}

private func kind(_ text: String) -> String { readJson(text)?["kind"]?.string ?? "" }

extension Bench {
  fileprivate func hear(_ text: String, _ transport: Transport = .message) {
    step(.received(now: now, transport: transport, text: text))
  }

  /// What it says of itself when it is asked to greet, as a packet.
  fileprivate func hello() throws -> Fields {
    _ = take()
    restart()
    activate(reachable: true)
    let text = try #require(take().map(\.text).first { kind($0) == "hello" })
    return try #require(readJson(text)?.object)
  }
}

private let odd = Value.string("0123456789abcdef")

@Test("[REV-2] an edit on a screen that shows the peer's edit outranks it, however far the peer's revision is ahead")
func lamport() {
  let (phone, _) = training()
  phone.hear(
    """
    {"v":1,"kind":"events","deviceId":"watch0001","role":"watch","have":{},"events":[{"v":1,"sessionId":"s-1",\
    "eventId":"w-x","deviceId":"watch0001","seq":1,"revision":800000,"timestamp":1800000000000,\
    "eventType":"set_updated","payload":{"setId":"squat.1","weight":110}}]}
    """)
  #expect(phone.registers.value("set/squat.1/weight")?.int == 110)
  let edit = phone.act(.editSet(setId: "squat.1", weight: Hundredths(120)))
  #expect(edit.events?.first?.revision == 800_001)
  #expect(phone.registers.value("set/squat.1/weight")?.int == 120)
}

@Test("[LNK-3] [OUT-3] a message that fails although the peer was said to be reachable goes by userInfo, once")
func falseReachability() throws {
  let (phone, _) = training()
  phone.act(.editSet(setId: "squat.1", reps: 8))
  let message = try #require(phone.take().first { $0.channel == .message && kind($0.text) == "events" })
  phone.step(.sent(now: phone.now, sendId: message.sendId, errorCode: LinkError.notReachable.rawValue))
  let transfer = try #require(phone.take().first { $0.channel == .userInfo })
  #expect(kind(transfer.text) == "events")
  phone.step(.sent(now: phone.now, sendId: message.sendId, errorCode: LinkError.notReachable.rawValue))
  #expect(!phone.take().contains { $0.channel == .userInfo })
}

@Test("[HEL-4] with only ended sessions open the pause between hellos doubles, up to 16 minutes")
func patience() {
  let phone = Bench("phone0001", .phone)
  phone.activate(reachable: true)
  phone.act(.start(plan: squats))
  phone.act(.discard)
  _ = phone.take()
  let began = phone.now.monotonicMs
  var (pauses, last): ([Int64], Int64) = ([], 0)
  while pauses.count < 9 {
    phone.wait(1_000)
    phone.step(.tick(now: phone.now))
    guard phone.take().contains(where: { $0.channel == .message && kind($0.text) == "hello" }) else { continue }
    pauses.append(phone.now.monotonicMs - began - last)
    last = phone.now.monotonicMs - began
  }
  #expect(pauses == [15_000, 30_000, 60_000, 120_000, 240_000, 480_000, 960_000, 960_000, 960_000])
}

@Test(
  "[DRF-1] [DRF-2] [DRF-3] drift is told and answered by a snapshot; what stands after one each way is called a bug, once"
)
func drift() throws {
  let (phone, watch) = training()
  var hello = try watch.hello()
  var standing = try #require(hello["sessions"]?.array?.first?.object)
  standing["digest"] = odd
  hello["sessions"] = .array([.object(standing)])
  _ = phone.take()
  phone.hear(Value.object(hello).text)
  #expect(phone.notices.contains { if case .driftDetected = $0 { true } else { false } })
  #expect(phone.take().contains { kind($0.text) == "snapshot" })
  var snapshot = hello
  snapshot["kind"] = .string("snapshot")
  snapshot["counter"] = .integer(9)
  let part: Fields = [
    "sessionId": .string("s-1"), "revision": standing["revision"] ?? .null, "digest": odd, "registers": .object([:]),
  ]
  snapshot["sessions"] = .array([.object(part)])
  for _ in 0..<3 { phone.hear(Value.object(snapshot).text) }
  #expect(phone.notices.count { if case .driftUnhealed = $0 { true } else { false } } == 1)
}

@Test("[CLO-6] a phone without a watch forgets an ended session in its time; a watch keeps what no phone has")
func alone() {
  for (bench, left) in [(Bench("phone0001", .phone), 0), (Bench("watch0001", .watch), 1)] {
    bench.activate(reachable: false)
    bench.act(.start(plan: squats))
    bench.wait(60_000)
    bench.act(.finish(outcome: .none))
    bench.wait(Limits.closedKeepMs - 1)
    bench.restart()
    bench.activate(reachable: false)
    #expect(bench.engine.sessions.values.count == 1)
    bench.wait(1)
    bench.restart()
    bench.activate(reachable: false)
    #expect(bench.engine.sessions.values.count == left)
  }
}
