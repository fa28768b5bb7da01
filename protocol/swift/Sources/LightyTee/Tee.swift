#if DEBUG
  import LightyProtocol

  /// The device's end of the tee, as a pure state machine: time is handed in, what is to be done comes out. The twin of `protocol/src/tee/tee.ts`,
  /// held to it by `vectors/tee/machine.json`. [TEE-4] [TEE-5]
  ///
  ///            start               opened              welcome
  ///     idle --------> connecting --------> greeting --------> open
  ///      ^                  ^                   |               |
  ///      |             timer|    closed, timer  |  closed, timer|
  ///      | stop             |  (from all three) v               |
  ///      +--------------- waiting <-------------+---------------+
  ///
  /// `record` stands beside the machine: a frame goes into the spool whatever the state. Frames in flight stay there until they are acknowledged;
  /// after a welcome everything above what the relay holds goes out anew.
  public struct Tee: Sendable {
    public enum State: String, Sendable { case idle, connecting, greeting, open, waiting }

    public enum Input: Equatable, Sendable {
      case start, stop, opened, closed, timer, flush
      case message(String)
    }

    /// What the device reads as an input comes.
    public struct Moment: Sendable {
      /// The clock of deadlines, in milliseconds.
      public var now: Int64
      /// The session clock: with it the relay learns how far it is from its own. [TEE-8]
      public var clock: Int64?
      /// In [0, 1): spreads the reconnects of many devices.
      public var chance: Double

      public init(now: Int64, clock: Int64?, chance: Double) {
        self.now = now
        self.clock = clock
        self.chance = chance
      }
    }

    public enum Action: Equatable, Sendable {
      case connect
      case send(String)
      case close(reason: String)
      /// The relay holds these durably: a journal may forget them.
      case acked([TraceAck])
    }

    public struct Options: Sendable {
      public var observer: Observer
      /// Names this run of the app; new at each. [TEE-1]
      public var bootId: String
      public var name: String?
      public var build: String?
      /// Other observers whose frames this one brings. [TEE-7]
      public var speaksFor: [String]?
      /// Its user wants health values teed as they are, on lines that may carry them. [TEE-9]
      public var includeHealth = false
      /// What earlier boots left unacknowledged, oldest first.
      public var backlog: [Journalled] = []
      public var maxFrames = Limits.teeFrames
      public var maxBytes = Limits.teeBytes

      public init(observer: Observer, bootId: String) {
        self.observer = observer
        self.bootId = bootId
      }
    }

    public private(set) var state = State.idle
    /// When `timer` is due on the clock that `now` is read from; nil for never.
    public private(set) var deadline: Int64?
    /// True when the relay asked for no health values, so that none leave whatever its user wants. [TEE-9]
    public private(set) var isHealthRedacted = false
    /// True when a frame waits and nothing else will send it: `flush` as soon as the one who recorded it is done.
    public private(set) var isFlushWanted = false
    private var options: Options
    private var spool: TeeSpool
    private var actions: [Action] = []
    private var window: Int64 = 0
    /// Connections in a row that brought nothing.
    private var failures = 0
    /// The relay refused for a reason that trying again will not mend.
    private var isRefused = false
    private var isPingOpen = false
    /// What the ping said of its time.
    private var pingStamp: Int64 = 0

    public init(_ options: Options) {
      spool = TeeSpool(options)
      self.options = options
      self.options.backlog = []
    }

    /// How long the relay may take to accept, to welcome, and to answer a ping.
    static let answerMs: Int64 = 10_000
    static let pingMs: Int64 = 15_000
    static let firstRetryMs: Int64 = 250
    static let lastRetryMs: Int64 = 10_000

    public var counts: TeeCounts { spool.counts }

    /// Numbers a frame and holds it; what cannot be held is dropped and counted. Its observer, boot and number are the tee's to give. [TEE-1] [TEE-3]
    public mutating func record(_ frame: Frame) -> Journalled? {
      let held = spool.record(frame)
      if held != nil, state == .open, spool.inFlight == 0 { isFlushWanted = true }
      return held
    }

    /// Everything held, for whoever carries it by other means than a socket; from then on it is theirs. [TEE-3]
    public mutating func take() -> [Journalled] { spool.take() }

    public mutating func step(_ input: Input, at moment: Moment) -> [Action] {
      actions = []
      switch (state, input) {
      case (.idle, .start): connect(moment.now)
      case (.waiting, .timer): if isDue(moment.now) { connect(moment.now) }
      case (.connecting, .opened): greet(moment.now)
      case (.connecting, .timer): if isDue(moment.now) { giveUp("the relay did not accept in time", moment) }
      case (.greeting, .timer): if isDue(moment.now) { giveUp("the relay did not welcome in time", moment) }
      case (.greeting, .message(let text)), (.open, .message(let text)): hear(text, moment)
      case (.open, .timer): if isDue(moment.now) { beat(moment) }
      case (.open, .flush): pump()
      case (.connecting, .closed), (.greeting, .closed), (.open, .closed): wait(moment)
      case (.connecting, .stop), (.greeting, .stop), (.open, .stop), (.waiting, .stop): stop()
      // What came too late, or says nothing new. A new input or state does not compile until it has its answers.
      case (.idle, .stop), (.idle, .opened), (.idle, .message), (.idle, .closed), (.idle, .timer), (.idle, .flush),
        (.waiting, .start), (.waiting, .opened), (.waiting, .message), (.waiting, .closed), (.waiting, .flush),
        (.connecting, .start), (.connecting, .message), (.connecting, .flush),
        (.greeting, .start), (.greeting, .opened), (.greeting, .flush), (.open, .start), (.open, .opened):
        break
      }
      return actions
    }

    private func isDue(_ now: Int64) -> Bool { deadline.map { now >= $0 } ?? false }

    private mutating func connect(_ now: Int64) {
      state = .connecting
      deadline = now + Self.answerMs
      isRefused = false
      actions.append(.connect)
    }

    private mutating func greet(_ now: Int64) {
      state = .greeting
      deadline = now + Self.answerMs
      let hello = TeeHello(
        observer: options.observer, name: options.name, build: options.build, bootId: options.bootId,
        spools: spool.spools, speaksFor: options.speaksFor)
      say(.hello(hello))
    }

    private mutating func hear(_ text: String, _ moment: Moment) {
      // What this build does not understand is passed over; a relay that never acknowledges is noticed by its silence.
      guard case .success(let said) = parseTeeDown(text) else { return }
      switch said {
      case .welcome(let welcome): open(welcome, moment)
      case .ack(let acked):
        failures = 0
        isRefused = false
        spool.acknowledge(acked)
        actions.append(.acked(acked))
        if state == .open { pump() }
      case .pong(let pingSentAt, let receivedAt, let sentAt):
        failures = 0
        isPingOpen = false
        // The relay has no clock of ours: it gets all four stamps, and makes of them what it shows. [TEE-8]
        guard let clock = moment.clock, pingSentAt == pingStamp else { return }
        say(.clock(sentAt: pingSentAt, receivedAt: receivedAt, answeredAt: sentAt, backAt: max(0, clock)))
      case .error(let rejection): isRefused = !rejection.code.isRetryable
      }
    }

    private mutating func open(_ welcome: TeeWelcome, _ moment: Moment) {
      if state == .open { return }
      state = .open
      isHealthRedacted = welcome.redactHealth
      window = welcome.window
      isPingOpen = false
      deadline = moment.now + Self.pingMs
      spool.resume(welcome.acked, isBound: isHealthRedacted)
      if !welcome.acked.isEmpty { actions.append(.acked(welcome.acked)) }
      // A first reading of the clock at once; without a clock a ping can wait.
      if moment.clock != nil { ping(moment) }
      pump()
    }

    /// While messages are in flight the next one gathers, and goes with the ack; a full one need not wait. [TEE-5]
    private mutating func pump() {
      isFlushWanted = false
      while let text = spool.next(window) { actions.append(.send(text)) }
    }

    private mutating func beat(_ moment: Moment) {
      if isPingOpen { return giveUp("the relay stopped answering", moment) }
      deadline = moment.now + Self.pingMs
      ping(moment)
    }

    private mutating func ping(_ moment: Moment) {
      isPingOpen = true
      pingStamp = max(0, moment.clock ?? moment.now)
      say(.ping(sentAt: pingStamp))
    }

    private mutating func giveUp(_ reason: String, _ moment: Moment) {
      actions.append(.close(reason: reason))
      wait(moment)
    }

    private mutating func wait(_ moment: Moment) {
      let longest = isRefused ? Self.lastRetryMs : min(Self.lastRetryMs, Self.firstRetryMs << failures)
      failures = min(failures + 1, 16)
      state = .waiting
      isFlushWanted = false
      deadline = moment.now + Int64((Double(longest) * (0.5 + moment.chance / 2)).rounded(.up))
    }

    private mutating func stop() {
      if state != .waiting { actions.append(.close(reason: "the tee was stopped")) }
      state = .idle
      isFlushWanted = false
      deadline = nil
    }

    private mutating func say(_ message: TeeUp) { actions.append(.send(message.value.text)) }
  }
#endif
