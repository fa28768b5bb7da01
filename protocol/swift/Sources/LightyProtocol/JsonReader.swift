/*
 * JSON text read as JSON.parse reads it, so that both languages accept the same texts. A reader of our own because the stock ones lose the order
 * of keys, turn numbers into doubles, and know no bound on depth.
 */

/// Reads any JSON text; nil when it is not JSON. Containers at `maxDepth` and deeper are checked and counted as too deep, but not kept, so a
/// hostile text costs neither stack nor memory. [BND-1]
public func readJson(_ text: String, maxDepth: Int = Limits.depth) -> Value? {
  var text = text
  return text.withUTF8 { bytes in
    var reader = JsonReader(bytes: bytes, maxDepth: maxDepth)
    return try? reader.readAll()
  }
}

private struct NotJson: Error {}

private struct JsonReader {
  let bytes: UnsafeBufferPointer<UInt8>
  let maxDepth: Int
  var at = 0

  init(bytes: UnsafeBufferPointer<UInt8>, maxDepth: Int) {
    self.bytes = bytes
    self.maxDepth = maxDepth
  }

  mutating func readAll() throws(NotJson) -> Value {
    let value = try readValue(depth: 0)
    skipSpace()
    guard at == bytes.count else { throw NotJson() }
    return value
  }

  private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func skipSpace() {
    while at < bytes.count, bytes[at] == 0x20 || bytes[at] == 0x0A || bytes[at] == 0x0D || bytes[at] == 0x09 { at += 1 }
  }

  private mutating func take(_ expected: UInt8) -> Bool {
    guard byte == expected else { return false }
    at += 1
    return true
  }

  private mutating func demand(_ expected: StaticString) throws(NotJson) {
    for i in 0..<expected.utf8CodeUnitCount {
      guard take(expected.utf8Start[i]) else { throw NotJson() }
    }
  }

  private mutating func readValue(depth: Int) throws(NotJson) -> Value {
    skipSpace()
    switch byte {
    case UInt8(ascii: "{"):
      if depth >= maxDepth { return try skipContainers() }
      return try readObject(depth: depth)
    case UInt8(ascii: "["):
      if depth >= maxDepth { return try skipContainers() }
      return try readArray(depth: depth)
    default: return try readScalar()
    }
  }

  private mutating func readScalar() throws(NotJson) -> Value {
    switch byte {
    case UInt8(ascii: "\""):
      let (text, isWhole) = try readString()
      return isWhole ? .string(text) : .unlawful(.string)
    case UInt8(ascii: "t"):
      try demand("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try demand("false")
      return .bool(false)
    case UInt8(ascii: "n"):
      try demand("null")
      return .null
    default: return try readNumber()
    }
  }

  private mutating func readArray(depth: Int) throws(NotJson) -> Value {
    at += 1
    var items: [Value] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(items) }
    repeat {
      items.append(try readValue(depth: depth + 1))
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "]")) else { throw NotJson() }
    return .array(items)
  }

  private mutating func readObject(depth: Int) throws(NotJson) -> Value {
    at += 1
    var fields = Fields()
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(fields) }
    repeat {
      let (key, isLawful) = try readKey()
      let value = try readValue(depth: depth + 1)
      if isLawful { fields[key] = value } else { fields.append(key, value) }
      skipSpace()
    } while take(UInt8(ascii: ","))
    guard take(UInt8(ascii: "}")) else { throw NotJson() }
    return .object(fields)
  }

  /// The key, and whether it may be one: a text that is not ASCII can be the same to Swift as another of other bytes. [ENV-7]
  private mutating func readKey() throws(NotJson) -> (String, Bool) {
    skipSpace()
    guard byte == UInt8(ascii: "\"") else { throw NotJson() }
    let (text, isWhole) = try readString()
    skipSpace()
    guard take(UInt8(ascii: ":")) else { throw NotJson() }
    return (text, isWhole && text.utf8.allSatisfy { $0 < 0x80 })
  }

  /// Checks what is nested too deep without keeping it, and without recursion: a stack of closing brackets is all it needs.
  private mutating func skipContainers() throws(NotJson) -> Value {
    var open: [UInt8] = []
    var wantsValue = true
    repeat {
      skipSpace()
      if wantsValue {
        if take(UInt8(ascii: "{")) {
          skipSpace()
          if take(UInt8(ascii: "}")) {
            wantsValue = false
          } else {
            open.append(UInt8(ascii: "}"))
            _ = try readKey()
          }
        } else if take(UInt8(ascii: "[")) {
          skipSpace()
          if take(UInt8(ascii: "]")) { wantsValue = false } else { open.append(UInt8(ascii: "]")) }
        } else {
          _ = try readScalar()
          wantsValue = false
        }
      } else if take(UInt8(ascii: ",")) {
        if open.last == UInt8(ascii: "}") { _ = try readKey() }
        wantsValue = true
      } else if let closing = open.last, take(closing) {
        open.removeLast()
      } else {
        throw NotJson()
      }
    } while wantsValue || !open.isEmpty
    return .unlawful(.depth)
  }

  /// The text, and whether every surrogate in it has its other half. [ENV-6]
  private mutating func readString() throws(NotJson) -> (String, Bool) {
    at += 1
    let start = at
    while let byte, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { at += 1 }
    if byte == UInt8(ascii: "\"") {
      at += 1
      return (String(decoding: bytes[start..<at - 1], as: UTF8.self), true)
    }
    var content = Array(bytes[start..<at])
    var isWhole = true
    while true {
      guard let byte, byte >= 0x20 else { throw NotJson() }
      at += 1
      if byte == UInt8(ascii: "\"") { return (String(decoding: content, as: UTF8.self), isWhole) }
      if byte != UInt8(ascii: "\\") {
        content.append(byte)
        continue
      }
      guard let escape = self.byte else { throw NotJson() }
      at += 1
      switch escape {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
      case UInt8(ascii: "b"): content.append(0x08)
      case UInt8(ascii: "f"): content.append(0x0C)
      case UInt8(ascii: "n"): content.append(0x0A)
      case UInt8(ascii: "r"): content.append(0x0D)
      case UInt8(ascii: "t"): content.append(0x09)
      case UInt8(ascii: "u"):
        if let scalar = try readEscapedScalar() {
          content += UTF8.encode(scalar).map(Array.init) ?? []
        } else {
          content += "\u{FFFD}".utf8
          isWhole = false
        }
      default: throw NotJson()
      }
    }
  }

  /// Nil for half of a surrogate pair.
  private mutating func readEscapedScalar() throws(NotJson) -> Unicode.Scalar? {
    let unit = try readFourHexDigits()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, at + 1 < bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u")
    else {
      return nil
    }
    let before = at
    at += 2
    let low = try readFourHexDigits()
    guard low >= 0xDC00 && low <= 0xDFFF else {
      at = before
      return nil
    }
    return Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
  }

  private mutating func readFourHexDigits() throws(NotJson) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else { throw NotJson() }
      unit = unit << 4 | UInt32(digit)
      at += 1
    }
    return unit
  }

  private mutating func readNumber() throws(NotJson) -> Value {
    let start = at
    let isNegative = take(UInt8(ascii: "-"))
    let wholeStart = at
    var count = readDigits()
    let wholeDigits = at - wholeStart
    guard wholeDigits > 0, wholeDigits == 1 || bytes[wholeStart] != UInt8(ascii: "0") else { throw NotJson() }
    var places = 0
    var hasExponent = false
    if take(UInt8(ascii: ".")) {
      let fractionStart = at
      let fraction = readDigits()
      places = at - fractionStart
      guard places > 0 else { throw NotJson() }
      if places == 1 { count = count &* 10 &+ fraction }
      if places == 2 { count = count &* 100 &+ fraction }
    }
    if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      hasExponent = true
      at += 1
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      let exponentStart = at
      _ = readDigits()
      guard at > exponentStart else { throw NotJson() }
    }
    // Small enough that a double would hold every place: no need to go through one.
    if !hasExponent, (places == 0 && wholeDigits <= 13) || (places <= 2 && wholeDigits <= 10) {
      let hundredths = places == 0 ? count * 100 : places == 1 ? count * 10 : count
      return .number(Hundredths(count: isNegative ? -hundredths : hundredths))
    }
    let double = Double(String(decoding: bytes[start..<at], as: UTF8.self)) ?? .infinity
    return Hundredths(double).map(Value.number) ?? .unlawful(.number(double))
  }

  /// Reads on past what fits: whoever needs the number knows how many digits there were.
  private mutating func readDigits() -> Int64 {
    var n: Int64 = 0
    while let byte, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      n = n &* 10 &+ Int64(byte - UInt8(ascii: "0"))
      at += 1
    }
    return n
  }
}
