#if DEBUG
  import LightyProtocol

  extension Frame {
    /// Without health values in its body, and marked so: digests that cover them are then not judged. A text that is not JSON cannot be told apart
    /// into what may stay and what may not, and goes. [TEE-9] [CAP-5]
    func withoutHealth() -> Frame {
      var frame = self
      frame.redacted = true
      guard case .success(let json) = parseJson(body) else {
        frame.body = "(left out)"
        return frame
      }
      frame.body = mask(json).text
      return frame
    }
  }

  private let healthFields: Set<String> = ["activeEnergyKcal", "heartRateBpm"]

  /// The value with 0 wherever a health value stands: under the two names that version 1 has, in every register of health, and in the payload of
  /// every event about health, whatever a newer version calls its fields.
  private func mask(_ value: Value) -> Value {
    switch value {
    case .array(let items): return .array(items.map(mask))
    case .object(let fields):
      let isHealthEvent = fields["eventType"]?.string?.hasPrefix("health") ?? false
      var masked = Fields()
      for (key, each) in fields {
        if healthFields.contains(key) || (key == "payload" && isHealthEvent) {
          masked[key] = nothing(each)
        } else if key.hasPrefix("health/") {
          if let cell = each.array, cell.count == 3 {
            masked[key] = .array([cell[0], cell[1], nothing(cell[2])])
          } else {
            masked[key] = nothing(each)
          }
        } else {
          masked[key] = mask(each)
        }
      }
      return .object(masked)
    default: return value
    }
  }

  /// The same shape, telling nothing but when.
  private func nothing(_ value: Value) -> Value {
    switch value {
    case .number: return .integer(0)
    case .string: return .string("")
    case .array(let items): return .array(items.map(nothing))
    case .object(let fields):
      var empty = Fields()
      for (key, each) in fields { empty[key] = key == "measuredAt" ? each : nothing(each) }
      return .object(empty)
    default: return value
    }
  }
#endif
