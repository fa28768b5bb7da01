#if DEBUG
  import LightyProtocol

  /// Numbers frames without a hole and holds them until they are written down. Bounded in frames and in bytes: the oldest go, and the next that is
  /// taken says how many. [TEE-1] [TEE-2] [TEE-3]
  struct FrameQueue {
    struct Held: Equatable {
      var traceSeq: Int64
      var text: String
    }

    private var held: [Held] = []
    /// The first of `held` that is still there; what is before it has been dropped.
    private var head = 0
    private var bytes = 0
    private var lastSeq: Int64 = 0
    private var takenUpTo: Int64 = 0
    private let maxFrames: Int
    private let maxBytes: Int
    private(set) var dropped = 0

    init(maxFrames: Int = Limits.teeFrames, maxBytes: Int = Limits.teeBytes) {
      self.maxFrames = maxFrames
      self.maxBytes = maxBytes
    }

    /// What a frame needs for its droppedBefore.
    private static let margin = 128

    /// The frame's text, or nil when it cannot be held and was counted as dropped. Never throws.
    mutating func record(_ frame: Frame) -> String? {
      lastSeq += 1
      var frame = frame
      frame.traceSeq = lastSeq
      let text = frame.value.text
      let size = text.utf8.count
      // One that the relay would refuse unread is not kept for it. [BND-1]
      guard size + Self.margin <= Limits.textBytes, size <= maxBytes else {
        dropped += 1
        return nil
      }
      while held.count - head >= maxFrames || bytes + size > maxBytes { drop() }
      held.append(Held(traceSeq: lastSeq, text: text))
      bytes += size
      return text
    }

    /// Everything held, oldest first, as lines; each says what is missing before it.
    mutating func take() -> [Held] {
      let taken = held[head...].map { each in
        let missing = each.traceSeq - takenUpTo - 1
        takenUpTo = each.traceSeq
        return Held(traceSeq: each.traceSeq, text: missing > 0 ? saying(each.text, droppedBefore: missing) : each.text)
      }
      (held, head, bytes) = ([], 0, 0)
      return taken
    }

    private mutating func drop() {
      bytes -= held[head].text.utf8.count
      held[head].text = ""
      head += 1
      dropped += 1
      // Moving the rest forward now and then keeps one drop cheap.
      if head > maxFrames {
        held.removeFirst(head)
        head = 0
      }
    }
  }

  /// A frame's text with a count of what was dropped before it added to what it says already.
  func saying(_ text: String, droppedBefore count: Int64) -> String {
    guard case .object(var fields)? = try? parseJson(text).get() else { return text }
    fields["droppedBefore"] = .integer((fields["droppedBefore"]?.int ?? 0) + count)
    return Value.object(fields).text
  }

  func droppedBefore(_ text: String) -> Int64 { (try? parseJson(text).get())?["droppedBefore"]?.int ?? 0 }
#endif
