#if DEBUG
  import Foundation
  import LightyProtocol
  import LightyTee
  import LiveSession
  import WatchLink

  /// What the wrist tells a relay, in debug builds alone. A real watch can open no socket, so the phone brings its frames: the frame of a received
  /// message rides in that message's reply, verdict, digest and queue depth with it, and all frames go as files at the end of a session and when the
  /// phone is back. Both are the same frames under the same keys, so twice does no harm. Only the simulator's watch has a door to the relay: then the
  /// frames go there, and no files. [TEE-1] [TEE-7]
  ///
  ///     LiveSession --stepped--> FrameTap -> HeldTee --run--> TraceJournal --carry--> phone -> relay
  ///                                  \          \----TeeDriver, in the simulator------->
  ///                                   \--beside an acknowledgement--------------------->
  public final class RelayTee: Witness {
    private let courier: any Courier
    private let bootId: String
    private let includeHealth: Bool
    private let state = Locked(State())
    let held = HeldTee()
    let driver: TeeDriver?
    private let journal: Locked<TraceJournal>
    private let wakes: AsyncStream<Wake>
    private let waker: AsyncStream<Wake>.Continuation

    private struct State {
      var tap: FrameTap?
      /// The frame of what was received last, until a reply has taken it along.
      var received: String?
      var isShipmentDue = false
    }

    private enum Wake { case news }

    /// The journal's folder, and what a release build is searched for: it must not be there.
    public static let marker = "lighty-relay-tee"

    /// `door` leads to a relay where a socket may be opened.
    public init(
      courier: any Courier, folder: URL, bootId: String, includeHealth: Bool, door: (any RelayDoor)? = nil,
      time: any DeviceTime = WristTime()
    ) {
      self.courier = courier
      self.bootId = bootId
      self.includeHealth = includeHealth
      journal = Locked(TraceJournal(folder: folder.appendingPathComponent(Self.marker), bootId: bootId))
      // One word is enough: whoever hears it takes all there is.
      (wakes, waker) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
      let held = held
      driver = door.map { TeeDriver(tee: held, door: $0, time: time) }
      courier.sayBeside { [weak self] in self?.takeReceived() }
    }

    // The session's side: in memory, in constant time.

    public func opened(deviceId: String) {
      let isNew = state.with { state in
        if state.tap?.observer.deviceId == deviceId { return false }
        let tap = FrameTap(deviceId: deviceId, bootId: bootId)
        state.tap = tap
        var options = Tee.Options(observer: tap.observer, bootId: bootId)
        options.includeHealth = includeHealth
        held.open(options)
        return true
      }
      if isNew { driver?.tell(.opened) }
    }

    public func stepped(_ input: Input, _ output: Output, _ after: Aftermath) {
      let isOccasion = isOccasion(input, output)
      held.read(clock: after.readClock, at: input.now.monotonicMs)
      state.with { state in
        state.received = nil
        for frame in state.tap?.frames(input, output, after) ?? [] {
          let text = held.record(frame)?.text
          if frame.direction == .received { state.received = text }
        }
        if isOccasion { state.isShipmentDue = true }
      }
      driver?.tell(.news)
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

    /// Brings frames away until the task is cancelled. Once in a process.
    public func run() async {
      if let driver { return await driver.run() }
      await withTaskGroup(of: Void.self) { group in
        group.addTask { for await _ in self.wakes { self.drain() } }
        group.addTask { for await carried in self.courier.arrivals { self.take(carried) } }
      }
    }

    /// Writes down what is held, and begins to carry what is due.
    package func drain() {
      let isDue = state.with { state in
        defer { state.isShipmentDue = false }
        return state.isShipmentDue
      }
      let lines = held.take().map(\.text)
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
