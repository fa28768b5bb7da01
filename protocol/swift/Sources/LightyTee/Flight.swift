#if DEBUG
  /// What has been sent since the last welcome and not been acknowledged: runs of traceSeqs, since frames go out in order. It tells how much of
  /// the window is used, and, once the relay has spoken, which frames landed. [TEE-5]
  struct Flight: Sendable {
    /// Frames sent one after another: traceSeqs `from` to `to` of a boot.
    private struct Run: Sendable {
      var bootId: String
      var from: Int64
      var to: Int64
    }

    private var runs: [Run] = []
    /// Frames in flight.
    private(set) var count: Int64 = 0

    mutating func sent(_ bootId: String, _ traceSeq: Int64) {
      if let last = runs.last, last.bootId == bootId, last.to + 1 == traceSeq {
        runs[runs.count - 1].to = traceSeq
      } else {
        runs.append(Run(bootId: bootId, from: traceSeq, to: traceSeq))
      }
      count += 1
    }

    /// How many frames of the boot landed, now that it is acknowledged up to there.
    mutating func land(_ bootId: String, upTo acked: Int64) -> Int64 {
      var landed: Int64 = 0
      for index in runs.indices where runs[index].bootId == bootId && runs[index].from <= acked {
        let upTo = min(runs[index].to, acked)
        landed += upTo - runs[index].from + 1
        runs[index].from = upTo + 1
      }
      if landed > 0 { runs.removeAll { $0.from > $0.to } }
      count -= landed
      return landed
    }

    /// The connection is gone and the relay has said what it holds: frames below the first one still held are lost.
    mutating func settle(firstHeld: (String) -> Int64?) -> Int64 {
      var lost: Int64 = 0
      for run in runs { lost += max(0, min(run.to, (firstHeld(run.bootId) ?? .max) - 1) - run.from + 1) }
      runs = []
      count = 0
      return lost
    }
  }
#endif
