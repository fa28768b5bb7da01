import LightyProtocol

/// Follows the screens and taps the wrist when a rest is over.
public actor RestTimer {
  private var alarm = RestAlarm()
  private let time: any DeviceTime
  private let haptics: any Haptics
  private var waiting: Task<Void, Never>?

  public init(time: any DeviceTime, haptics: any Haptics) {
    self.time = time
    self.haptics = haptics
  }

  public func run(_ screens: AsyncStream<Screen>) async {
    for await screen in screens { follow(screen) }
    waiting?.cancel()
  }

  func follow(_ screen: Screen) {
    let before = alarm.deadlineMs
    alarm.follow(screen)
    if alarm.deadlineMs == before { return }
    waiting?.cancel()
    guard let deadline = alarm.deadlineMs else { return }
    waiting = Task { [weak self, time] in
      do { try await time.sleep(untilMonotonicMs: deadline) } catch { return }
      await self?.ring()
    }
  }

  func ring() {
    if alarm.ring(at: time.now().monotonicMs) { haptics.play(.restOver) }
  }
}
