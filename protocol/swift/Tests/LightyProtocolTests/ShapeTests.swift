import Testing

@testable import LightyProtocol

@Test(
  "[ENV-4] an id is 1 to 64 of a-z 0-9 . _ -, lowercase, and begins with a letter or digit",
  arguments: [("a", true), ("0.a_b-c", true), (String(repeating: "a", count: 64), true)] + [
    ("", false), ("A", false), (".a", false), ("-a", false), ("a b", false), ("é", false), ("a\n", false),
    (String(repeating: "a", count: 65), false),
  ])
func ids(_ text: String, _ isRight: Bool) { #expect(isId(text) == isRight) }

@Test(
  "[ENV-3] a deviceId is 8 to 32 of a-z 0-9",
  arguments: [("phone001", true), (String(repeating: "9", count: 32), true)] + [
    ("phone01", false), ("Phone001", false), ("phone-01", false), (String(repeating: "9", count: 33), false),
  ])
func deviceIds(_ text: String, _ isRight: Bool) { #expect(isDeviceId(text) == isRight) }

@Test(
  "[REG-1] a register's name is lowercase-first words joined by slashes",
  arguments: [("meta", true), ("set/a.b-C_1/isCompleted", true), ("a/b/c/d", true), ("a0B", true)] + [
    ("", false), ("Meta", false), ("/a", false), ("a/", false), ("a//b", false), ("a/b/c/d/e", false), ("a-b", false),
    ("a/" + String(repeating: "x", count: 65), false), ("a/é", false), ("a/b ", false),
  ])
func registerNames(_ text: String, _ isRight: Bool) { #expect(isRegisterName(text) == isRight) }

@Test(
  "[REG-3] a register that this version names holds its shape, one it does not name anything",
  arguments: [
    ("meta", "{}", false), ("status", "\"finished\"", true), ("status", "\"done\"", false), ("index", "200", true),
    ("index", "201", false), ("rest", "null", true), ("rest", "{\"durationMs\":1,\"remainingMs\":1}", true),
    ("rest", "1", false),
    ("run", "{\"running\":true,\"since\":0,\"accumulatedMs\":0,\"clockId\":\"c\"}", true), ("run", "null", false),
    ("set/a/weight", "2.5", true), ("set/a/weight", "-1", false), ("set/a/weight", "null", false),
    ("set/a/reps", "1.5", false),
    ("set/a/deleted", "true", true), ("set/a/place", "{\"exerciseId\":\"e\",\"place\":\"i\"}", true),
    ("set/a/place", "{\"exerciseId\":\"e\",\"place\":\"i0\"}", false), ("set/a/mood", "[1]", true),
    ("health/watch0001/heartRateBpm", "{\"value\":1,\"measuredAt\":1}", true),
    ("health/watch0001/heartRateBpm", "1", false),
    ("health/watch0001/mood", "1", true), ("final/watch0001", "{}", false), ("tempo", "{}", true),
    ("meta/x", "1", true),
  ])
func registerShapes(_ name: String, _ text: String, _ isRight: Bool) throws {
  #expect((misfit(name, try #require(readJson(text))) == nil) == isRight)
}

@Test("[EVT-4] a rest is running or paused, never half of each")
func rests() throws {
  let half = try #require(readJson("{\"durationMs\":9,\"remainingMs\":5,\"endsAt\":7}"))
  #expect(misfit("rest", half) != nil)
}

@Test("[ERR-2] a refusal names the place")
func places() throws {
  let text = """
    {"v":1,"kind":"events","deviceId":"phone0001","role":"phone","have":{},"events":[{"v":1,"sessionId":"s-1",\
    "eventId":"e","deviceId":"phone0001","seq":1,"revision":1,"timestamp":1,"eventType":"set_updated",\
    "payload":{"setId":"a","weight":-1}}]}
    """
  guard case .failure(let rejection) = parsePacket(text) else {
    Issue.record("it was taken")
    return
  }
  #expect(rejection.code == .badShape)
  #expect(rejection.sentence.hasPrefix("/events/0/payload/weight: "))
}
