#if DEBUG
  import LightyProtocol
  import LightyTee
  import LiveSession

  /// The way to a relay, as the tee's driver needs it.
  public protocol RelayDoor: Sendable {
    /// Begins to connect; what the socket has to say comes in order, `.closed` last. Never blocks, never throws.
    func connect(as observer: Observer, _ heard: @escaping @Sendable (SocketWord) -> Void) -> any RelaySocket
  }

  public protocol RelaySocket: Sendable {
    func send(_ text: String)
    /// Nothing it says after that is heard.
    func close(_ reason: String)
  }

  public enum SocketWord: Equatable, Sendable {
    case opened, closed
    case message(String)
  }

  /// Binds the tee's machine to a socket and a timer. One consumer takes every word in order: the session, which only leaves word, never waits for
  /// it, and a socket that was given up on is not heard. [TEE-3] [TEE-4]
  actor TeeDriver {
    enum Word: Sendable {
      /// There is a tee, or another than before.
      case opened
      /// Something was recorded.
      case news
      case said(SocketWord, connection: Int)
      case due
    }

    private let tee: HeldTee
    private let door: any RelayDoor
    private let time: any DeviceTime
    /// In [0, 1): spreads the reconnects of many devices.
    private let chance: @Sendable () -> Double
    nonisolated let words: AsyncStream<Word>
    private let waker: AsyncStream<Word>.Continuation
    private var socket: (any RelaySocket)?
    private var connection = 0
    private var timer: Task<Void, Never>?
    private var timerAt: Int64?

    init(
      tee: HeldTee, door: any RelayDoor, time: any DeviceTime,
      chance: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
      (self.tee, self.door, self.time, self.chance) = (tee, door, time, chance)
      (words, waker) = AsyncStream.makeStream()
    }

    nonisolated func tell(_ word: Word) { waker.yield(word) }

    /// Until the task is cancelled. Once in a process.
    func run() async {
      for await word in words { hear(word) }
      step(.stop)
      timer?.cancel()
    }

    func hear(_ word: Word) {
      switch word {
      case .opened:
        leave("another installation")
        step(.start)
      case .news: if tee.isFlushWanted { step(.flush) }
      case .due: step(.timer)
      case .said(let word, let connection):
        guard connection == self.connection else { return }
        switch word {
        case .opened: step(.opened)
        case .closed: step(.closed)
        case .message(let text): step(.message(text))
        }
      }
    }

    private func step(_ input: Tee.Input) {
      let actions = tee.step(input, now: time.now().monotonicMs, chance: chance())
      for action in actions {
        switch action {
        case .connect: connect()
        case .send(let text): socket?.send(text)
        case .close(let reason): leave(reason)
        // There is no journal beside a socket: the ring is all that is kept.
        case .acked: break
        }
      }
      setTimer()
    }

    private func connect() {
      guard let observer = tee.observer else { return }
      connection += 1
      let connection = connection
      let waker = waker
      socket = door.connect(as: observer) { waker.yield(.said($0, connection: connection)) }
    }

    private func leave(_ reason: String) {
      connection += 1
      socket?.close(reason)
      socket = nil
    }

    private func setTimer() {
      let deadline = tee.deadline
      if deadline == timerAt { return }
      timer?.cancel()
      timerAt = deadline
      guard let deadline else { return }
      timer = Task { [time, waker] in
        do { try await time.sleep(untilMonotonicMs: deadline) } catch { return }
        waker.yield(.due)
      }
    }
  }
#endif
