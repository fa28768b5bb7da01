#if DEBUG
  import Foundation
  import LightyProtocol
  import LightyTee
  import LiveSession
  import WatchLink

  /// What the wrist tells a relay, in debug builds alone. A real watch can open no socket, so the phone brings its frames: the frame of a received
  /// message rides in that message's reply, verdict, digest and queue depth with it, and all frames go as files at the end of a session and when the
  /// phone is back. Both are the same frames under the same keys, so twice does no harm. [TEE-1] [TEE-7]
  ///
  ///     LiveSession --stepped--> FrameTap -> FrameQueue --run--> TraceJournal --carry--> phone -> relay
  ///                                  \--beside an acknowledgement--------------------->
  public final class RelayTee: Witness {
    private let courier: any Courier
    private let bootId: String
    private let includeHealth: Bool
    private let state = Locked(State())
    private let journal: Locked<TraceJournal>
    private let wakes: AsyncStream<Wake>
    private let waker: AsyncStream<Wake>.Continuation

    private struct State {
      var tap: FrameTap?
      var queue = FrameQueue()
      /// The frame of what was received last, until a reply has taken it along.
      var received: String?
      var isShipmentDue = false
    }

    private enum Wake { case news }

    /// The journal's folder, and what a release build is searched for: it must not be there.
    public static let marker = "lighty-relay-tee"

    public init(courier: any Courier, folder: URL, bootId: String, includeHealth: Bool) {
      self.courier = courier
      self.bootId = bootId
      self.includeHealth = includeHealth
      journal = Locked(TraceJournal(folder: folder.appendingPathComponent(Self.marker), bootId: bootId))
      // One word is enough: whoever hears it takes all there is.
      (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
      courier.sayBeside { [weak self] in self?.takeReceived() }
    }

    // The session's side: in memory, in constant time.

    public func opened(deviceId: String) {
      state.with { state in
        if state.tap?.observer.deviceId != deviceId { state.tap = FrameTap(deviceId: deviceId, bootId: bootId) }
      }
    }

    public func stepped(_ input: Input, _ output: Output, _ after: Aftermath) {
      let isOccasion = isOccasion(input, output)
      state.with { state in
        state.received = nil
        for frame in state.tap?.frames(input, output, after) ?? [] {
          let text = state.queue.record(includeHealth ? frame : frame.withoutHealth())
          if frame.direction == .received { state.received = text }
        }
        if isOccasion { state.isShipmentDue = true }
      }
      waker.yield(.news)
    }

    /// When files are sent off: the phone is back, or a session has ended.
    private func isOccasion(_ input: Input, _ output: Output) -> Bool {
      switch input {
      case .activated(_, let reachable, _), .reachability(_, let reachable): return reachable
      case .acted:
        let ends: Set<String> = [EventType.sessionFinished.rawValue, EventType.sessionDiscarded.rawValue]
        return output.events?.contains { ends.contains($0.eventType) } ?? false
      case .received:
        return output.actions.contains {
          if case .notify(.sessionEndedElsewhere) = $0 { true } else { false }
        }
      case .sent, .tick: return false
      }
    }

    /// A reply has as much room as a message.
    private func takeReceived() -> String? {
      let text = state.with { state in
        defer { state.received = nil }
        return state.received
      }
      return text.flatMap { $0.utf8.count <= Limits.packetSplitBytes ? $0 : nil }
    }

    // The disk's side: whenever there is time.

    /// Writes frames down and sends files off until the task is cancelled. Once in a process.
    public func run() async {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { for await _ in self.wakes { self.drain() } }
        group.addTask { for await carried in self.courier.arrivals { self.take(carried) } }
      }
    }

    /// Writes down what is held, and begins to carry what is due.
    package func drain() {
      let (lines, isDue) = state.with { state in
        defer { state.isShipmentDue = false }
        return (state.queue.take().map(\.text), state.isShipmentDue)
      }
      let files = journal.with { journal -> [URL] in
        journal.append(lines)
        guard isDue else { return [] }
        journal.seal()
        return journal.sealed
      }
      for file in files { courier.carry(file) }
    }

    /// What did not arrive stays, and is carried at the next occasion.
    package func take(_ carried: Carried) {
      if carried.isThere { journal.with { $0.remove(carried.file) } }
    }
  }
#endif
