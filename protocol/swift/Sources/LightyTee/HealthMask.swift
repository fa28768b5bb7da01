#if DEBUG
  import LightyProtocol

  extension Frame {
    /// The frame without health values, and marked so: what covers them is then not judged. Calories become the nearest ten, every other value 0;
    /// when it was measured stays. Done again it changes nothing. [TEE-9] [OBS-6]
    public func withoutHealth() -> Frame {
      var frame = self
      frame.redacted = true
      frame.verdicts = verdicts?.map(\.withoutQuotes)
      if mayTellHealth(body) { frame.body = masked(body) }
      return frame
    }
  }

  /// Stands where a text was that cannot be told apart into what may stay and what may not.
  private let leftOut = "(left out)"

  private func masked(_ body: String) -> String {
    guard case .success(let json) = parseJson(body) else { return leftOut }
    let hidden = mask(json)
    guard case .object(var fields) = hidden, fields["kind"]?.string == "note", fields["sentence"]?.string != nil else {
      return hidden.text
    }
    if !plainNotices.contains(fields["notice"]?.string ?? "") { fields["sentence"] = .string(leftOut) }
    return Value.object(fields).text
  }

  /// Sentences of notices that hold ids, digests and values of sets alone.
  private let plainNotices: Set<String> = [
    "drift_detected", "drift_unhealed", "session_ended_elsewhere", "second_session", "conflict",
  ]

  extension Verdict {
    /// The sentence of a refusal may quote what was refused.
    fileprivate var withoutQuotes: Verdict {
      guard case .rejected(let rejection) = decision else { return self }
      var verdict = self
      verdict.decision = .rejected(Rejection(rejection.code, rejection.code.sentence))
      return verdict
    }
  }

  private let calories = "activeEnergyKcal"
  private let healthFields: Set<String> = [calories, "heartRateBpm"]

  /// Whether a text may hold a health value; a sentence may quote one, and a letter may be spelled as a number.
  private func mayTellHealth(_ text: String) -> Bool {
    let plain = unescaped(Array(text.utf8))
    return ["health", calories, "heartRateBpm", "sentence"].contains { contains(plain, Array($0.utf8)) }
  }

  private func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    guard bytes.count >= word.count else { return false }
    for start in 0...(bytes.count - word.count) where bytes[start] == word[0] {
      if bytes[start..<(start + word.count)].elementsEqual(word) { return true }
    }
    return false
  }

  /// The text with every `\u00xx` as the letter it spells, however many backslashes it stands behind.
  private func unescaped(_ bytes: [UInt8]) -> [UInt8] {
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      let start = at
      while at < bytes.count, bytes[at] == UInt8(ascii: "\\") { at += 1 }
      if at > start, at + 4 < bytes.count, bytes[at] == UInt8(ascii: "u"),
        let code = hexNumber(bytes[(at + 1)...(at + 4)]), code < 0x80
      {
        plain.append(UInt8(code))
        at += 5
      } else if at > start {
        plain += bytes[start..<at]
      } else {
        plain.append(bytes[at])
        at += 1
      }
    }
    return plain
  }

  private func hexNumber(_ digits: ArraySlice<UInt8>) -> UInt32? {
    digits.reduce(0) { number, digit in
      guard let number, let value = Character(Unicode.Scalar(digit)).hexDigitValue, digit < 0x80 else { return nil }
      return number << 4 | UInt32(value)
    }
  }

  /// The value without its health values: under the two names that version 1 has, in every register of health, and in the payload of every event
  /// about health, whatever a newer version calls its fields.
  private func mask(_ value: Value) -> Value {
    switch value {
    case .array(let items): return .array(items.map(mask))
    case .object(let fields):
      let isHealthEvent = fields["eventType"]?.string?.utf8.starts(with: "health".utf8) ?? false
      return .object(
        fields.mapped { key, each in
          if healthFields.contains(key) { return key == calories ? rounded(each) : nothing(each) }
          if key.hasPrefix("health/") {
            guard let cell = each.array, cell.count == 3, cell[0].number != nil, cell[1].string != nil else {
              return measured(each, key)
            }
            return .array([cell[0], cell[1], measured(cell[2], key)])
          }
          return key == "payload" && isHealthEvent ? nothing(each) : mask(each)
        })
    default: return value
    }
  }

  /// The value of a health register, named by its key.
  private func measured(_ cell: Value, _ name: String) -> Value {
    guard name.hasSuffix("/\(calories)"), case .object(let fields) = cell else { return nothing(cell) }
    return .object(fields.mapped { key, each in key == "value" ? rounded(each) : hidden(each, key) })
  }

  /// To the nearest ten, half a ten up.
  private func rounded(_ value: Value) -> Value {
    guard case .number(let number) = value else { return nothing(value) }
    let tens = Int64((Double(number.count + 500) / 1000).rounded(.down))
    return abs(tens * 10) <= Limits.number ? .integer(tens * 10) : .integer(0)
  }

  /// The same shape, telling nothing else.
  private func nothing(_ value: Value) -> Value {
    switch value {
    case .number, .unlawful(.number): return .integer(0)
    case .string, .unlawful(.string): return .string("")
    case .array(let items): return .array(items.map(nothing))
    case .object(let fields): return .object(fields.mapped { key, each in hidden(each, key) })
    case .null, .bool, .unlawful(.depth): return value
    }
  }

  /// When something was measured says nothing of what was.
  private func hidden(_ each: Value, _ key: String) -> Value {
    if key == "measuredAt" { return each }
    return key == calories ? rounded(each) : nothing(each)
  }

  extension Fields {
    fileprivate func mapped(_ make: (String, Value) -> Value) -> Fields {
      var made = Fields()
      for (key, each) in self { made[key] = make(key, each) }
      return made
    }
  }
#endif
