/// Who wrote a register last, and at which revision. Ordered by revision as a number, then by deviceId byte by byte. [REV-4]
public struct Stamp: Hashable, Comparable, Sendable {
  public let revision: Int64
  public let deviceId: String

  public init(revision: Int64, deviceId: String) {
    self.revision = revision
    self.deviceId = deviceId
  }

  public static func < (a: Stamp, b: Stamp) -> Bool {
    a.revision == b.revision ? isBefore(a.deviceId, b.deviceId) : a.revision < b.revision
  }
}
