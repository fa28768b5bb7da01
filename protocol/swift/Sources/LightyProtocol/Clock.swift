/// A session clock: the wall clock at first use plus continuous monotonic time since. Wall jumps do not touch it; only a reboot of the device
/// makes a new one, under a new clockId. [CLK-1] [CLK-2]
public struct ClockAnchor: Equatable, Sendable {
  public let clockId: String
  public let wallMs: Int64
  public let monotonicMs: Int64
  public let deviceBootId: String

  public init(at now: Instant, clockId: String) {
    self.clockId = clockId
    wallMs = now.wallMs
    monotonicMs = now.monotonicMs
    deviceBootId = now.deviceBootId
  }

  /// The clock's reading in integer milliseconds; nil when the device has rebooted since. [CLK-2]
  public func read(_ now: Instant) -> Int64? {
    deviceBootId == now.deviceBootId ? wallMs + now.monotonicMs - monotonicMs : nil
  }

  var value: Value {
    .object([
      "clockId": .string(clockId), "wallMs": .integer(wallMs), "monotonicMs": .integer(monotonicMs),
      "deviceBootId": .string(deviceBootId),
    ])
  }

  init?(stored: Value) {
    guard let clockId = stored["clockId"]?.string, let wallMs = stored["wallMs"]?.int,
      let monotonicMs = stored["monotonicMs"]?.int, let deviceBootId = stored["deviceBootId"]?.string
    else { return nil }
    self.init(
      at: Instant(wallMs: wallMs, monotonicMs: monotonicMs, deviceBootId: deviceBootId), clockId: clockId)
  }
}

/// What one ping told: peer clock minus own clock, and how long the round trip took. Milliseconds. [CLK-3]
public struct OffsetSample: Equatable, Sendable {
  public let offsetMs: Int64
  public let roundTripMs: Int64
  /// Own session clock when measured.
  public var at: Int64

  public init(offsetMs: Int64, roundTripMs: Int64, at: Int64) {
    self.offsetMs = offsetMs
    self.roundTripMs = roundTripMs
    self.at = at
  }

  /// The four stamps of a ping: sent (own clock), received and answered (peer clock), back (own clock). [CLK-3]
  public init?(pingSentAt: Int64, pingReceivedAt: Int64, pongSentAt: Int64, now: Int64) {
    roundTripMs = now - pingSentAt - (pongSentAt - pingReceivedAt)
    guard roundTripMs >= 0 && pongSentAt >= pingReceivedAt else { return nil }
    // A shift rounds down below zero too, where a division would not.
    offsetMs = (pingReceivedAt - pingSentAt + (pongSentAt - now)) >> 1
    at = now
  }

  /// Two clocks drift apart by up to 50 millionths, so a sample's doubt grows by a tenth of a millisecond a second on top of its round trip.
  func doubt(_ now: Int64) -> Int64 {
    roundTripMs + max(0, now - at) / 10_000
  }

  var value: Value {
    .object(["offsetMs": .integer(offsetMs), "roundTripMs": .integer(roundTripMs), "at": .integer(at)])
  }
}

/// Before any reading of a clock: JavaScript's smallest exact integer, as TypeScript stores it.
private let longAgo: Int64 = -9_007_199_254_740_991

/// Offsets to the clocks of peers, the best sample of each. [CLK-4] [CLK-5]
public struct Offsets: Sendable {
  private var samples = OrderedMap<String, OffsetSample>()

  public init() {}

  /// Takes the sample if it leaves less doubt than the one held. Says which clock was forgotten to make room.
  public mutating func offer(_ clockId: String, _ sample: OffsetSample) -> (taken: Bool, dropped: String?) {
    if let held = samples[clockId], held.doubt(sample.at) < sample.roundTripMs { return (false, nil) }
    samples[clockId] = nil
    samples[clockId] = sample
    guard samples.count > Limits.clockOffsets, let dropped = samples.firstKey else { return (true, nil) }
    samples[dropped] = nil
    return (true, dropped)
  }

  /// After a reboot the own clock is a new one: what was measured stays the best guess, and any new sample beats it. Says which samples changed:
  /// unsaved, a second process of the same boot would take the old ones at their word.
  mutating func doubtAll() -> [String] {
    for clockId in samples.keys { samples[clockId]?.at = longAgo }
    return samples.keys
  }

  /// Peer clock minus own clock; 0 when unknown, or when it is smaller than half its round trip could have made it. [CLK-4]
  public func offsetMs(_ clockId: String) -> Int64 {
    guard let sample = samples[clockId], abs(sample.offsetMs) * 2 >= sample.roundTripMs else { return 0 }
    return sample.offsetMs
  }

  public func sample(_ clockId: String) -> OffsetSample? { samples[clockId] }

  mutating func restore(_ clockId: String, _ stored: Value) {
    guard let offsetMs = stored["offsetMs"]?.int, let roundTripMs = stored["roundTripMs"]?.int else { return }
    // Before all time is no number of the wire, so a reader of JSON does not know it for one.
    samples[clockId] = OffsetSample(offsetMs: offsetMs, roundTripMs: roundTripMs, at: stored["at"]?.int ?? longAgo)
  }
}

/// Reads any device's session clock from this one: own clock now, shifted by what is known of the other. [CLK-4]
public typealias ReadClock = (_ clockId: String) -> Int64
