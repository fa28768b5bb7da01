#if DEBUG
  import LightyProtocol

  public struct TeeCounts: Equatable, Sendable {
    public var recorded: Int64 = 0
    /// Acknowledged by the relay.
    public var landed: Int64 = 0
    public var dropped: Int64 = 0
    public var held: Int64 = 0

    public init() {}
  }

  /// One boot of the observer: its traceSeqs count from 1 without a hole. [TEE-1]
  private struct Lane: Sendable {
    /// Highest traceSeq given out.
    var last: Int64
    /// Highest traceSeq the relay has said it holds. [TEE-4]
    var acked: Int64
    /// Highest traceSeq sent since the last welcome, or known to be held: the next one sent follows it, or names the gap. [TEE-3]
    var sentUpTo: Int64
  }

  /// What a message needs around its frames, and a frame for its droppedBefore.
  private let margin = 128
  private let maxSpools = 64
  private let batchFrames = 32
  private let batchBytes = 262_144

  /// What the tee holds: numbers frames, keeps them until the relay has them, and writes the messages that carry them. [TEE-1] [TEE-3]
  struct TeeSpool: Sendable {
    private let observer: Observer
    private let bootId: String
    private let includesHealth: Bool
    private var lanes = OrderedMap<String, Lane>()
    private var ring: Ring
    private var flight = Flight()
    /// The line takes no health values, also none that were held before that was known. [TEE-9]
    private var isBound = false
    private var tally = TeeCounts()

    init(_ options: Tee.Options) {
      observer = options.observer
      bootId = options.bootId
      includesHealth = options.includeHealth
      ring = Ring(maxFrames: options.maxFrames, maxBytes: options.maxBytes)
      for frame in options.backlog { recall(frame) }
      if lanes[bootId] == nil { lanes[bootId] = Lane(last: 0, acked: 0, sentUpTo: 0) }
    }

    private mutating func recall(_ frame: Journalled) {
      let before = frame.traceSeq - 1
      var lane = lanes[frame.bootId] ?? Lane(last: before, acked: before, sentUpTo: before)
      lane.last = frame.traceSeq
      lanes[frame.bootId] = lane
      tally.recorded += 1
      // A line that a crash has torn would spoil the message that carries it.
      guard let bare = bare(frame.text) else {
        tally.dropped += 1
        return
      }
      hold(Journalled(bootId: frame.bootId, traceSeq: frame.traceSeq, text: includesHealth ? frame.text : bare))
    }

    var counts: TeeCounts {
      var counts = tally
      counts.held = Int64(ring.count)
      return counts
    }

    var inFlight: Int64 { flight.count }

    /// Numbers a frame and holds it; gives its text, or nil when it cannot be held and was counted as dropped. [TEE-1]
    mutating func record(_ frame: Frame) -> Journalled? {
      lanes[bootId]?.last += 1
      tally.recorded += 1
      var frame = includesHealth ? frame : frame.withoutHealth()
      (frame.observer, frame.bootId, frame.traceSeq) = (observer, bootId, lanes[bootId]?.last ?? 1)
      let held = Journalled(bootId: bootId, traceSeq: frame.traceSeq, text: frame.value.text)
      // One that the relay would refuse unread is not kept for it. [BND-1]
      guard held.text.utf8.count + margin <= Limits.textBytes else {
        tally.dropped += 1
        return nil
      }
      return hold(held) ? held : nil
    }

    @discardableResult
    private mutating func hold(_ frame: Journalled) -> Bool {
      guard let gone = ring.push(Held(frame: frame, bytes: frame.text.utf8.count)) else {
        tally.dropped += 1
        return false
      }
      // Sent and not yet acknowledged, its fate is the relay's to tell; never sent, it is lost.
      for held in gone where held.frame.traceSeq > lanes[held.frame.bootId]?.sentUpTo ?? 0 { tally.dropped += 1 }
      return true
    }

    /// What a hello says of each boot, the latest if there are more than it takes: of the others the relay is told by sending. [TEE-4]
    var spools: [Spool] {
      lanes.suffix(maxSpools).map { bootId, lane in
        let span = ring.span(bootId)
        return Spool(bootId: bootId, first: span?.first ?? lane.last + 1, last: span?.last ?? lane.last)
      }
    }

    /// The relay has said what it holds: everything above goes out anew, without health values where it asked for that. What was in flight and
    /// is no longer held is lost. [TEE-4] [TEE-9]
    mutating func resume(_ acked: [TraceAck], isBound: Bool) {
      self.isBound = isBound
      acknowledge(acked)
      let ring = ring
      tally.dropped += flight.settle { ring.span($0)?.first }
      for (bootId, var lane) in lanes {
        lane.sentUpTo = lane.acked
        lanes[bootId] = lane
      }
      self.ring.rewind()
      for earlier in lanes.keys where earlier != bootId && ring.span(earlier) == nil { lanes[earlier] = nil }
    }

    mutating func acknowledge(_ acked: [TraceAck]) {
      for ack in acked where ack.deviceId == observer.deviceId {
        // A relay cannot hold what was never given out; one that says so is not believed.
        guard var lane = lanes[ack.bootId], ack.traceSeq > lane.acked, ack.traceSeq <= lane.last else { continue }
        lane.acked = ack.traceSeq
        lane.sentUpTo = max(lane.sentUpTo, ack.traceSeq)
        lanes[ack.bootId] = lane
        tally.landed += flight.land(ack.bootId, upTo: lane.acked)
      }
      let lanes = lanes
      ring.release { $0.frame.traceSeq <= lanes[$0.frame.bootId]?.acked ?? .max }
    }

    /// The next message of frames, within the window; nil when there is nothing to send or no room. [TEE-3] [TEE-5]
    mutating func next(_ window: Int64) -> String? {
      var texts: [String] = []
      var bytes = 0
      while let held = ring.next {
        let frame = held.frame
        if var lane = lanes[frame.bootId], frame.traceSeq > lane.acked {
          if flight.count >= window || texts.count == batchFrames { break }
          if !texts.isEmpty && bytes + held.bytes > batchBytes { break }
          let text = isBound && includesHealth ? bare(frame.text) ?? frame.text : frame.text
          texts.append(saying(text, &lane, frame))
          lanes[frame.bootId] = lane
          bytes += held.bytes
          flight.sent(frame.bootId, frame.traceSeq)
        }
        ring.advance()
      }
      return texts.isEmpty ? nil : "{\"type\":\"frames\",\"frames\":[\(texts.joined(separator: ","))]}"
    }

    /// Everything held, oldest first, for whoever carries it by other means; from then on it is theirs. Each says what is missing before it. [TEE-3]
    mutating func take() -> [Journalled] {
      var taken: [Journalled] = []
      ring.rewind()
      while let frame = ring.next?.frame {
        if var lane = lanes[frame.bootId] {
          let text = saying(frame.text, &lane, frame)
          lane.acked = max(lane.acked, frame.traceSeq)
          lanes[frame.bootId] = lane
          taken.append(Journalled(bootId: frame.bootId, traceSeq: frame.traceSeq, text: text))
        }
        ring.advance()
      }
      ring.release { _ in true }
      return taken
    }

    private func saying(_ text: String, _ lane: inout Lane, _ frame: Journalled) -> String {
      let missing = frame.traceSeq - lane.sentUpTo - 1
      lane.sentUpTo = frame.traceSeq
      return missing > 0 ? "\(text.dropLast()),\"droppedBefore\":\(missing)}" : text
    }

    /// The text without its health values; nil when it is no frame's, which nothing that is held is.
    private func bare(_ text: String) -> String? {
      guard case .success(let frame) = parseJson(text).flatMap(checkFrame) else { return nil }
      return frame.withoutHealth().value.text
    }
  }
#endif
