/*
 * JSON text as JSON.stringify writes it, so that both languages measure the same bytes wherever a size decides.
 */

extension Value {
  /// The JSON text: no white space, members in the order they stand, escapes as JSON.stringify writes them.
  public var text: String { String(decoding: jsonBytes, as: UTF8.self) }

  /// Bytes of the text. [BND-1]
  var byteCount: Int { jsonBytes.count }

  var jsonBytes: [UInt8] {
    var bytes: [UInt8] = []
    appendJson(to: &bytes)
    return bytes
  }

  func appendJson(to bytes: inout [UInt8]) {
    switch self {
    case .null, .unlawful: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let number): appendNumber(number, to: &bytes)
    case .string(let text): appendQuoted(text, to: &bytes, short: true)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        item.appendJson(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      for (key, value) in fields {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        appendQuoted(key, to: &bytes, short: true)
        bytes.append(UInt8(ascii: ":"))
        value.appendJson(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

private func appendNumber(_ number: Hundredths, to bytes: inout [UInt8]) {
  if number.count < 0 { bytes.append(UInt8(ascii: "-")) }
  let (whole, fraction) = number.count.magnitude.quotientAndRemainder(dividingBy: 100)
  bytes += String(whole).utf8
  guard fraction != 0 else { return }
  bytes.append(UInt8(ascii: "."))
  bytes.append(UInt8(ascii: "0") + UInt8(fraction / 10))
  if fraction % 10 != 0 { bytes.append(UInt8(ascii: "0") + UInt8(fraction % 10)) }
}

private let hexDigits = Array("0123456789abcdef".utf8)

/// `short` takes the two-letter escapes that JSON.stringify takes; canonical text spells every control character out. [DIG-2]
func appendQuoted(_ text: String, to bytes: inout [UInt8], short: Bool) {
  bytes.append(UInt8(ascii: "\""))
  for byte in text.utf8 {
    if byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
      bytes.append(byte)
      continue
    }
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x08 where short: bytes.append(UInt8(ascii: "b"))
    case 0x09 where short: bytes.append(UInt8(ascii: "t"))
    case 0x0A where short: bytes.append(UInt8(ascii: "n"))
    case 0x0C where short: bytes.append(UInt8(ascii: "f"))
    case 0x0D where short: bytes.append(UInt8(ascii: "r"))
    default:
      bytes += "u00".utf8
      bytes.append(hexDigits[Int(byte >> 4)])
      bytes.append(hexDigits[Int(byte & 15)])
    }
  }
  bytes.append(UInt8(ascii: "\""))
}
