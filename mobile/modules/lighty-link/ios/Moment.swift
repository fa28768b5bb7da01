import Foundation

/// When something was, by both of the phone's clocks: the wall's, and the one that goes on while the phone sleeps.
struct Moment: Equatable {
  /// Milliseconds since the epoch.
  var wallMs: Int
  /// Milliseconds since that boot.
  var monotonicMs: Int
  /// Names the boot; a monotonic reading means nothing across two of them. [CLK-2]
  var bootId: String

  static var now: Moment {
    Moment(
      wallMs: Int(Date().timeIntervalSince1970 * 1000), monotonicMs: monotonicNowMs,
      bootId: thisBoot)
  }

  /// How long ago it was. Of another boot only the wall clock knows, which may have been set since: never less than nothing.
  func agoMs(at now: Moment) -> Int {
    max(0, bootId == now.bootId ? now.monotonicMs - monotonicMs : now.wallMs - wallMs)
  }

  private static var monotonicNowMs: Int {
    var time = timespec()
    #if canImport(Darwin)
      // Darwin's CLOCK_MONOTONIC_RAW is mach_continuous_time.
      clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    #else
      clock_gettime(CLOCK_BOOTTIME, &time)
    #endif
    return Int(time.tv_sec) * 1000 + Int(time.tv_nsec) / 1_000_000
  }

  /// Where the system does not tell, each launch counts as a boot: what it says is compared within one.
  private static let thisBoot = systemBoot() ?? UUID().uuidString.lowercased()

  private static func systemBoot() -> String? {
    #if canImport(Darwin)
      var size = 0
      let name = "kern.bootsessionuuid"
      guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 1 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).lowercased()
    #else
      let id = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
      return id?.trimmingCharacters(in: .whitespacesAndNewlines)
    #endif
  }
}
