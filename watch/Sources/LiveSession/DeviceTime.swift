import Foundation
import LightyProtocol

/// The device's clocks, and a way to wait for one of them. [CLK-1]
public protocol DeviceTime: Sendable {
  func now() -> Instant

  /// Returns once `monotonicMs` has come; throws when the task is cancelled before.
  func sleep(untilMonotonicMs: Int64) async throws
}

/// The wrist's own clocks: the continuous one counts while the device sleeps.
public struct WristTime: DeviceTime {
  private let deviceBootId: String

  public init() { deviceBootId = Self.bootId() }

  public func now() -> Instant {
    Instant(
      wallMs: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)), monotonicMs: Self.monotonicMs(),
      deviceBootId: deviceBootId)
  }

  public func sleep(untilMonotonicMs: Int64) async throws {
    try Task.checkCancellation()
    // Never early, or whoever waits finds nothing due and waits no more.
    while true {
      let waitMs = untilMonotonicMs - Self.monotonicMs()
      if waitMs <= 0 { return }
      try await Task.sleep(for: .milliseconds(waitMs), clock: .continuous)
    }
  }

  private static func monotonicMs() -> Int64 {
    var time = timespec()
    #if canImport(Darwin)
      // Darwin's CLOCK_MONOTONIC_RAW is mach_continuous_time.
      clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    #else
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// Names this boot of the device: a monotonic reading means nothing across two of them. [CLK-2]
  private static func bootId() -> String {
    #if canImport(Darwin)
      var size = 0
      let name = "kern.bootsessionuuid"
      if sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 {
        var bytes = [UInt8](repeating: 0, count: size)
        if sysctlbyname(name, &bytes, &size, nil, 0) == 0 {
          return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).lowercased()
        }
      }
      return "unknown"
    #else
      let id = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      return id?.trimmingCharacters(in: .whitespacesAndNewlines) ?? "unknown"
    #endif
  }
}
