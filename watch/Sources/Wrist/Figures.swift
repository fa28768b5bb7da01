import LightyProtocol

/// Numbers and spans as the lifter's language writes them; the words around them are the views'.
public struct Figures: Equatable, Sendable {
  private let decimalSeparator: String

  public init(decimalSeparator: String = ".") { self.decimalSeparator = decimalSeparator }

  /// Without a fraction where there is none: "100", "82.5", "81.25".
  public func number(_ value: Hundredths) -> String {
    let sign = value.count < 0 ? "-" : ""
    let (whole, part) = value.count.magnitude.quotientAndRemainder(dividingBy: 100)
    if part == 0 { return "\(sign)\(whole)" }
    let places = part % 10 == 0 ? "\(part / 10)" : part < 10 ? "0\(part)" : "\(part)"
    return "\(sign)\(whole)\(decimalSeparator)\(places)"
  }

  /// To the nearest whole one.
  public func rounded(_ value: Hundredths) -> String { "\((value.count + 50) / 100)" }

  /// Minutes and seconds, hours where there are some: "0:07", "12:30", "1:02:03".
  public func span(ms: Int64) -> String {
    let seconds = max(0, ms) / 1000
    let two = { (n: Int64) in n < 10 ? "0\(n)" : "\(n)" }
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
  }

  /// What is left: the last second is counted to its end. [DRV-2]
  public func left(ms: Int64) -> String { span(ms: max(0, ms) + 999) }

  /// Whole minutes, for a face that is drawn once a minute.
  public func minutes(ms: Int64) -> String { "\((max(0, ms) + 59_999) / 60_000)" }
}
