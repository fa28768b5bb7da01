#if DEBUG
  import LightyProtocol
  import LightyTee
  import WatchLink

  /// The tee of this installation, shared by the session that records and by whoever brings its frames away. Whatever is asked of it takes constant
  /// time, so neither waits for the other. [TEE-3]
  final class HeldTee: Sendable {
    private let state = Locked(State())

    private struct State {
      var tee: Tee?
      var observer: Observer?
      /// What a tee of an earlier installation held: a store that was lost makes a new device. [ENV-3]
      var left: [Journalled] = []
      /// The session clock, and the monotonic one, as they stood together. [TEE-8]
      var clock: (reading: Int64, monotonicMs: Int64)?
    }

    func open(_ options: Tee.Options) {
      state.with { state in
        state.left += state.tee?.take() ?? []
        state.tee = Tee(options)
        state.observer = options.observer
        state.clock = nil
      }
    }

    var observer: Observer? { state.with { $0.observer } }
    var deadline: Int64? { state.with { $0.tee?.deadline } }
    var isFlushWanted: Bool { state.with { $0.tee?.isFlushWanted ?? false } }
    var counts: TeeCounts { state.with { $0.tee?.counts ?? TeeCounts() } }

    /// The frame as it is held, nil when it was dropped. [TEE-1]
    func record(_ frame: Frame) -> Journalled? { state.with { $0.tee?.record(frame) } }

    func read(clock reading: Int64, at monotonicMs: Int64) { state.with { $0.clock = (reading, monotonicMs) } }

    /// Everything held, oldest first: from now on it is the caller's.
    func take() -> [Journalled] {
      state.with { state in
        defer { state.left = [] }
        return state.left + (state.tee?.take() ?? [])
      }
    }

    func step(_ input: Tee.Input, now: Int64, chance: Double) -> [Tee.Action] {
      state.with { state in
        let clock = state.clock.map { $0.reading + now - $0.monotonicMs }
        return state.tee?.step(input, at: Tee.Moment(now: now, clock: clock, chance: chance)) ?? []
      }
    }
  }
#endif
