import Dialogue
import Testing

@testable import LightyProtocol

@Test("[REV-1] [REV-3] the revision of an own write", arguments: examples("revision/next"))
func nextRevisions(_ example: Example) {
  let revision = nextRevision(held: example.int("held"), sinceStartMs: example.int("sinceStartMs"))
  #expect(revision == example.int("revision"))
}

@Test("[BND-3] the highest revision taken from a peer", arguments: examples("revision/ceiling"))
func ceilings(_ example: Example) {
  #expect(revisionCeiling(held: example.int("held")) == example.int("ceiling"))
}

@Test(
  "[REV-4] stamps compare by revision as a number, then by deviceId as bytes", arguments: examples("revision/stamps"))
func stamps(_ example: Example) {
  let stamp = { (value: Value) in
    Stamp(revision: value["revision"]?.int ?? 0, deviceId: value["deviceId"]?.string ?? "")
  }
  let (a, b) = (stamp(example["a"]), stamp(example["b"]))
  #expect((a < b ? -1 : b < a ? 1 : 0) == example.int("order"))
  #expect((a == b) == (example.int("order") == 0))
}

@Test("[SET-2] where a planned set stands", arguments: examples("place/planned"))
func plannedPlaces(_ example: Example) {
  #expect(plannedPlace(Int(example.int("index"))) == example.text("place"))
}

@Test("[SET-2] a place between two", arguments: examples("place/between"))
func placesBetween(_ example: Example) {
  #expect(placeBetween(after: example.text("after"), before: example["before"].string) == example["place"].string)
}

@Test("[SET-2] a set fits between any two, again and again, until the length is used up")
func placesFit() throws {
  var (low, high) = (plannedPlace(0), plannedPlace(1))
  var squeezed = 0
  while let place = placeBetween(after: low, before: high) {
    #expect(low < place && place < high && isPlace(place))
    if squeezed % 2 == 0 { low = place } else { high = place }
    squeezed += 1
  }
  #expect(squeezed > 100)
}

@Test("[HAVE-1] [HAVE-2] [HAVE-3] [VER-4] one more seq", arguments: examples("have/with-seq"))
func withSeqs(_ example: Example) throws {
  let held = try received(example["held"])
  let seq = example.int("seq")
  #expect(held.covers(seq) == example["wasCovered"].bool)
  #expect(held.missing(below: seq) == example["missing"].array?.compactMap(\.int))
  #expect(held.with(seq).value == example["after"])
}

@Test("[HAVE-4] vectors join by taking everything either side has", arguments: examples("have/joined"))
func joins(_ example: Example) throws {
  let (a, b) = (try received(example["a"]), try received(example["b"]))
  #expect(a.joined(b).value == example["joined"])
  #expect(b.joined(a).value == example["joined"])
}

private func received(_ value: Value) throws -> Received {
  value.isNull ? .nothing : try Received.shape.read(value)
}

@Test("[CLK-3] what a pong tells", arguments: examples("clock/samples"))
func samples(_ example: Example) {
  let sample = OffsetSample(
    pingSentAt: example.int("pingSentAt"), pingReceivedAt: example.int("pingReceivedAt"),
    pongSentAt: example.int("pongSentAt"), now: example.int("now"))
  #expect(sample?.value ?? .null == example["sample"])
}

@Test("[CLK-4] [CLK-5] the best sample of each clock is kept", arguments: examples("clock/offsets"))
func offsets(_ example: Example) throws {
  var offsets = Offsets()
  for offer in example["offers"].array ?? [] {
    let clockId = try #require(offer["clockId"]?.string)
    let sample = try #require(offer["sample"])
    let (taken, dropped) = offsets.offer(
      clockId,
      OffsetSample(
        offsetMs: sample["offsetMs"]?.int ?? 0, roundTripMs: sample["roundTripMs"]?.int ?? 0, at: sample["at"]?.int ?? 0
      ))
    #expect(taken == offer["taken"]?.bool)
    #expect(dropped == offer["dropped"]?.string)
  }
  for (clockId, offset) in example["offsetsMs"].object ?? [:] { #expect(offsets.offsetMs(clockId) == offset.int) }
}

@Test("[CLK-1] [CLK-2] the session clock, whatever the wall clock does", arguments: examples("clock/readings"))
func readings(_ example: Example) throws {
  let anchor = try #require(ClockAnchor(stored: example["anchor"]))
  let instant = try Instant(json: example["now"])
  #expect(anchor.read(instant) == example["reading"].int)
  #expect(ClockAnchor(at: instant, clockId: "clock-p").read(instant) == instant.wallMs)
}
