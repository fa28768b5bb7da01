import LightyProtocol

/// A weight or a number of repetitions under the crown. What it began from counts on in detents, so that 81.25 kg becomes 83.75 and back, and
/// never 82.5.
public struct CrownEdit: Equatable, Sendable {
  public enum Field: Equatable, Sendable { case weight, reps }

  public let setId: String
  public let field: Field
  /// What a turn by one detent adds.
  public let detent: Hundredths
  /// What stands in the session.
  private(set) var base: Hundredths
  /// Detents turned since then; the crown's binding.
  public private(set) var position: Double = 0
  /// What of `position` is on its way into the session.
  private var sent: Double?

  public init(setId: String, field: Field, base: Hundredths, unit: WeightUnit) {
    self.setId = setId
    self.field = field
    self.base = base
    detent = Self.detent(field, unit)
  }

  /// The smallest pair of plates of a usual rack; one repetition.
  static func detent(_ field: Field, _ unit: WeightUnit) -> Hundredths {
    switch (field, unit) {
    case (.reps, _): Hundredths(1)
    case (.weight, .kg): Hundredths(count: 250)
    case (.weight, .lb): Hundredths(5)
    }
  }

  /// The largest value the crown reaches, far beyond any lift and well within the law. [ENV-5]
  static let most = Hundredths(count: 999_00)

  /// Positions the crown can reach: down to nothing, and up to `most`.
  public var range: ClosedRange<Double> {
    let below = (Double(base.count) / Double(detent.count)).rounded(.up)
    let above = (Double(Self.most.count - base.count) / Double(detent.count)).rounded(.down)
    return -below...max(0, above)
  }

  public var value: Hundredths { value(at: position) }

  /// True when the lifter has turned to something that the session has not got.
  public var isOpen: Bool { value(at: position) != (sent.map(value(at:)) ?? base) }

  public mutating func turn(to position: Double) {
    self.position = min(max(position, range.lowerBound), range.upperBound)
  }

  /// What to write now; nil when nothing has changed.
  mutating func settle() -> Hundredths? {
    guard isOpen else { return nil }
    sent = position.rounded()
    return value
  }

  /// The session says what stands now. What was turned since the last settling stays on top of it; an own write is no news.
  mutating func follow(_ standing: Hundredths) {
    if let sent, standing == value(at: sent) {
      position -= sent
      self.sent = nil
      base = standing
    } else if sent == nil, standing != base {
      base = standing
    }
  }

  /// The session did not take it.
  mutating func refuse() {
    sent = nil
    position = 0
  }

  private func value(at position: Double) -> Hundredths {
    Hundredths(count: max(0, base.count + Int64(position.rounded()) * detent.count))
  }
}
