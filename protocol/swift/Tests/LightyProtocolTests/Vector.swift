import Foundation
import LightyProtocol
import Testing

/// The folder that holds SPEC, vectors and schema, for both languages.
let protocolFolder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..").standardized

/// One example of SPEC: a line of a file in `vectors`.
struct Example: Sendable, CustomTestStringConvertible {
  /// The case as it stands. What a case says by its spelling must not go through a reader first.
  let line: String
  let value: Value

  var testDescription: String { "[\(text("rule"))] \(text("why"))" }

  subscript(key: String) -> Value { value[key] ?? .null }

  func int(_ key: String) -> Int64 { self[key].int ?? .min }
  func text(_ key: String) -> String { self[key].string ?? "" }

  /// The text of a valid or an invalid case.
  var subject: String {
    if let text = value["text"]?.string { return text }
    if let pieces = value["repeat"]?.array {
      return pieces.map { String(repeating: $0.array?[0].string ?? "", count: Int($0.array?[1].int ?? 0)) }.joined()
    }
    return member("json", of: line)
  }
}

/// The cases of a file in `vectors`, a case a line.
func examples(_ path: String) -> [Example] {
  let text = (try? String(contentsOf: protocolFolder.appending(path: "vectors/\(path).json"), encoding: .utf8)) ?? ""
  let lines = text.split(separator: "\n").filter { $0.hasPrefix("{") }
  return lines.compactMap { line in
    let line = line.hasSuffix(",") ? String(line.dropLast()) : String(line)
    return readJson(line, maxDepth: 64).map { Example(line: line, value: $0) }
  }
}

/// The text of a member of an object, exactly as it stands.
private func member(_ key: String, of line: String) -> String {
  let bytes = Array(line.utf8)
  var at = 1
  while at < bytes.count, bytes[at] != UInt8(ascii: "}") {
    let name = skipValue(bytes, &at)
    at += 1
    let value = skipValue(bytes, &at)
    if String(decoding: bytes[name], as: UTF8.self) == "\"\(key)\"" {
      return String(decoding: bytes[value], as: UTF8.self)
    }
    if bytes[at] == UInt8(ascii: ",") { at += 1 }
  }
  return ""
}

/// Steps over one value of a text that is known to be JSON without white space.
private func skipValue(_ bytes: [UInt8], _ at: inout Int) -> Range<Int> {
  let start = at
  var depth = 0
  var isInString = false
  while at < bytes.count {
    let byte = bytes[at]
    if isInString {
      if byte == UInt8(ascii: "\\") { at += 1 } else if byte == UInt8(ascii: "\"") { isInString = false }
    } else if depth == 0 && at > start
      && (byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "}"))
    {
      break
    } else if byte == UInt8(ascii: "\"") {
      isInString = true
    } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
      depth += 1
    } else if byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
      depth -= 1
    }
    at += 1
  }
  return start..<at
}

/// What a vector and a result are compared by: a sentence only by being there, a snapshot's registers in no order.
func comparable(_ value: Value) -> Value {
  switch value {
  case .array(let items): return .array(items.map(comparable))
  case .object(let fields):
    var compared = Fields()
    for (key, value) in fields { compared[key] = key == "sentence" ? .string("...") : comparable(value) }
    if fields["verdict"]?.string == "healed", let names = fields["registers"]?.array {
      compared["registers"] = .array(names.sorted { ($0.string ?? "") < ($1.string ?? "") })
    }
    return .object(compared)
  default: return value
  }
}

/// Fails with the first place at which the two differ.
func expectSame(_ got: Value, _ wanted: Value, sourceLocation: SourceLocation = #_sourceLocation) {
  if let place = difference(comparable(got), comparable(wanted), "") {
    Issue.record("\(place)", sourceLocation: sourceLocation)
  }
}

private func difference(_ got: Value?, _ wanted: Value?, _ path: String) -> String? {
  switch (got, wanted) {
  case (.object(let a)?, .object(let b)?):
    for key in Set(a.keys + b.keys).sorted() {
      if let found = difference(a[key], b[key], "\(path)/\(key)") { return found }
    }
    return nil
  case (.array(let a)?, .array(let b)?):
    for position in 0..<max(a.count, b.count) {
      let (mine, theirs) = (
        a.indices.contains(position) ? a[position] : nil, b.indices.contains(position) ? b[position] : nil
      )
      if let found = difference(mine, theirs, "\(path)/\(position)") { return found }
    }
    return nil
  default:
    if got == wanted { return nil }
    return "\(path) is \(got?.text ?? "absent"), wanted \(wanted?.text ?? "absent")"
  }
}
