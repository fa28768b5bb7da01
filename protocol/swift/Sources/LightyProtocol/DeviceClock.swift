/// The clocks one device can read: its own session clock, and its peers' by the offsets that pings have told. [CLK-1] [CLK-4]
final class DeviceClock {
  private var anchor: ClockAnchor?
  private var offsets: Offsets
  private let mintId: () -> String
  /// The own clock at the moment of the last input.
  private(set) var now: Int64 = 0

  init(anchor: ClockAnchor?, offsets: Offsets, mintId: @escaping () -> String) {
    self.anchor = anchor
    self.offsets = offsets
    self.mintId = mintId
  }

  /// The own clock's id; nil before the first input.
  var clockId: String? { anchor?.clockId }

  /// Moves to the moment of an input, under a new anchor at first use and after a reboot; gives the id of the clock it reads by. [CLK-2]
  func advance(_ instant: Instant, _ save: inout Save) -> String {
    if let anchor, let reading = anchor.read(instant) {
      now = reading
      return anchor.clockId
    }
    if anchor != nil {
      for clockId in offsets.doubtAll() { save.offset(clockId, offsets) }
    }
    let anchor = ClockAnchor(at: instant, clockId: mintId())
    self.anchor = anchor
    now = anchor.wallMs
    save.clock(anchor)
    return anchor.clockId
  }

  /// Reads a clock at the moment of the last input: the own one, or the own one shifted by what is known of the other. [CLK-4]
  func read(_ clockId: String) -> Int64 {
    clockId == anchor?.clockId ? now : now + offsets.offsetMs(clockId)
  }

  /// The same at any instant; the own clock without a clockId. Milliseconds.
  func read(at instant: Instant, _ clockId: String?) -> Int64 {
    let own = anchor?.read(instant) ?? instant.wallMs
    guard let clockId, clockId != self.clockId else { return own }
    return own + offsets.offsetMs(clockId)
  }

  /// True for the own clock, and for one whose offset a ping has told.
  func knows(_ clockId: String) -> Bool { clockId == self.clockId || offsets.sample(clockId) != nil }

  /// A pong to a ping of this clock brings a sample of the peer's. [CLK-3] [CLK-5]
  func hear(_ pong: Pong, _ save: inout Save) {
    guard pong.pingClockId == clockId,
      let sample = OffsetSample(
        pingSentAt: pong.pingSentAt, pingReceivedAt: pong.pingReceivedAt, pongSentAt: pong.sentAt, now: now)
    else { return }
    let (taken, dropped) = offsets.offer(pong.clockId, sample)
    if taken { save.offset(pong.clockId, offsets) }
    if let dropped { save.offset(dropped, offsets) }
  }
}
