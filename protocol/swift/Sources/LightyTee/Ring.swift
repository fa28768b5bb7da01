#if DEBUG
  /// A frame as it was given out: its boot, its number there, and the text it was given then.
  public struct Journalled: Equatable, Sendable {
    public var bootId: String
    public var traceSeq: Int64
    public var text: String

    public init(bootId: String, traceSeq: Int64, text: String) {
      self.bootId = bootId
      self.traceSeq = traceSeq
      self.text = text
    }
  }

  /// A frame as it waits.
  struct Held: Equatable, Sendable {
    var frame: Journalled
    /// UTF-8 bytes of its text.
    var bytes: Int
  }

  /// The frames a tee holds, oldest first, in a circle of slots. Bounded in frames and in bytes; the oldest go first. [TEE-3]
  ///
  ///       oldest                        newest
  ///   .....[ sent, not acked | not yet sent ].....
  struct Ring: Sendable {
    private var slots: [Held?] = []
    private let maxFrames: Int
    private let maxBytes: Int
    private var head = 0
    /// How many, from the oldest on, have been sent since the last welcome.
    private var sent = 0
    private(set) var count = 0
    private(set) var bytes = 0

    init(maxFrames: Int, maxBytes: Int) {
      self.maxFrames = maxFrames
      self.maxBytes = maxBytes
    }

    var unsent: Int { count - sent }

    /// Takes a frame in; gives those that had to go until it fitted, or nil when it would not fit an empty ring.
    mutating func push(_ held: Held) -> [Held]? {
      guard held.bytes <= maxBytes, maxFrames > 0 else { return nil }
      var gone: [Held] = []
      while count == maxFrames || bytes + held.bytes > maxBytes {
        if let oldest { gone.append(oldest) }
        shift()
      }
      if count == slots.count { grow() }
      slots[(head + count) % slots.count] = held
      count += 1
      bytes += held.bytes
      return gone
    }

    var oldest: Held? { count > 0 ? slots[head] : nil }

    /// The oldest frame not yet sent.
    var next: Held? { unsent > 0 ? slots[(head + sent) % slots.count] : nil }

    /// Marks what `next` showed as sent.
    mutating func advance() { sent += 1 }

    /// After a welcome: nothing has been sent.
    mutating func rewind() { sent = 0 }

    /// Lets go of the oldest frames, as long as they are held elsewhere.
    mutating func release(while isHeldElsewhere: (Held) -> Bool) {
      while let oldest, isHeldElsewhere(oldest) { shift() }
    }

    /// First and last traceSeq held of a boot, as they stand: a journal that is out of order is no reason to stop. Walks the ring, so only for a
    /// greeting.
    func span(_ bootId: String) -> (first: Int64, last: Int64)? {
      var span: (first: Int64, last: Int64)?
      for position in 0..<count {
        guard let frame = slots[(head + position) % slots.count]?.frame, frame.bootId == bootId else { continue }
        span = (span?.first ?? frame.traceSeq, frame.traceSeq)
      }
      return span
    }

    /// The circle grows to its full size only where it is needed, and by doubling.
    private mutating func grow() {
      let size = min(maxFrames, max(16, 2 * count))
      slots = Array(slots[head...] + slots[..<head]) + Array(repeating: nil, count: size - count)
      head = 0
    }

    private mutating func shift() {
      bytes -= oldest?.bytes ?? 0
      slots[head] = nil
      head = (head + 1) % slots.count
      count -= 1
      sent = max(0, sent - 1)
    }
  }
#endif
