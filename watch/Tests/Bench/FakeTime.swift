import LightyProtocol
import LiveSession

/// A device's clocks in virtual time, each lying in its own way. Nobody sleeps by it: who drives the world looks at `wakeAt` and ticks.
package final class FakeTime: DeviceTime, @unchecked Sendable {
  private unowned let air: FakeAir
  /// How far the wall clock is ahead of true time.
  package var skewMs: Int64 = 0
  private var bootedAt: Int64 = -1_000_000
  private var boots = 1
  private let name: String

  package init(_ air: FakeAir, _ name: String) {
    self.air = air
    self.name = name
  }

  package func now() -> Instant {
    Instant(
      wallMs: 1_800_000_000_000 + air.now + skewMs, monotonicMs: air.now - bootedAt,
      deviceBootId: "\(name)-boot\(boots)")
  }

  /// True time of a monotonic reading.
  package func trueTime(_ monotonicMs: Int64) -> Int64 { monotonicMs + bootedAt }

  package func reboot() {
    boots += 1
    bootedAt = air.now
  }

  package func sleep(untilMonotonicMs: Int64) async throws { try await Task.sleep(for: .seconds(86_400)) }
}
