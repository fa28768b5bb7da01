/// The values a register can hold, and their one canonical text. Both languages must write the same bytes, so: keys sorted by code unit,
/// no white space, numbers as integers in hundredths, and in strings only `"`, `\` and U+0000-001F escaped. [DIG-2]
public enum Value: Sendable {
  case null
  case bool(Bool)
  case number(Hundredths)
  case string(String)
  case array([Value])
  case object(Fields)
  /// What JSON can say and the law cannot. The bounds refuse it, so nothing beyond `parseJson` ever meets one. [BND-1] [ENV-5] [ENV-6]
  case unlawful(Unlawful)

  public enum Unlawful: Sendable {
    /// A number with more than two places, or too large.
    case number(Double)
    /// A string with half of a surrogate pair.
    case string
    /// An array or object nested deeper than any that is kept.
    case depth
  }

  public static func integer(_ n: Int64) -> Value { .number(Hundredths(n)) }
}

/// A number on the wire: an integer or a decimal with at most two places, kept exactly, in hundredths. [ENV-5]
public struct Hundredths: Hashable, Comparable, Sendable {
  public let count: Int64

  public init(count: Int64) { self.count = count }

  /// That many whole ones.
  public init(_ whole: Int64) { count = whole * 100 }

  /// The number a double holds; nil unless it is an integer or has at most two places, judged as JavaScript would. [ENV-5]
  public init?(_ double: Double) {
    guard abs(double) <= Double(Limits.number) else { return nil }
    let count = roundedHalfUp(double * 100)
    guard count / 100 == double else { return nil }
    self.count = Int64(count)
  }

  /// Nil when it has a fraction.
  public var whole: Int64? { count % 100 == 0 ? count / 100 : nil }

  public var double: Double { Double(count) / 100 }

  public static func < (a: Hundredths, b: Hundredths) -> Bool { a.count < b.count }
}

private func roundedHalfUp(_ x: Double) -> Double {
  let floor = x.rounded(.down)
  return x - floor >= 0.5 ? floor + 1 : floor
}

/// The members of an object, in the order they came: what is passed on is what was read, unknown keys and all. [ENV-7] [PKT-2]
public struct Fields: Sendable, Sequence, ExpressibleByDictionaryLiteral {
  private var members: [(key: String, value: Value)] = []
  /// Where each key stands, kept from the size on at which looking through them all costs more.
  private var index: [String: Int] = [:]
  private static let indexedFrom = 12

  public init() {}

  public init(dictionaryLiteral elements: (String, Value)...) {
    for (key, value) in elements { self[key] = value }
  }

  public var count: Int { members.count }
  public var isEmpty: Bool { members.isEmpty }
  public var keys: [String] { members.map(\.key) }

  public func makeIterator() -> IndexingIterator<[(key: String, value: Value)]> { members.makeIterator() }

  /// A key that is set again keeps its place, as in JavaScript. Setting nil leaves things as they are.
  public subscript(key: String) -> Value? {
    get { position(of: key).map { members[$0].value } }
    set {
      guard let newValue else { return }
      if let position = position(of: key) { members[position].value = newValue } else { append(key, newValue) }
    }
  }

  /// Adds a member at the end, whatever other key Swift takes its key for.
  mutating func append(_ key: String, _ value: Value) {
    members.append((key, value))
    let unindexed = members.count == Self.indexedFrom ? 0 : members.count - 1
    if members.count < Self.indexedFrom { return }
    for position in unindexed..<members.count where index[members[position].key] == nil {
      index[members[position].key] = position
    }
  }

  private func position(of key: String) -> Int? {
    members.count >= Self.indexedFrom ? index[key] : members.firstIndex { $0.key == key }
  }
}

extension Value {
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  public var number: Hundredths? { if case .number(let value) = self { value } else { nil } }
  public var int: Int64? { number?.whole }
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  public var array: [Value]? { if case .array(let value) = self { value } else { nil } }
  public var object: Fields? { if case .object(let value) = self { value } else { nil } }
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The member of that key, where this is an object that has it.
  public subscript(key: String) -> Value? { object?[key] }

  /// Writes a member only where there is one: absent, never null. [ENV-7]
  package static func present(_ text: String?) -> Value? { text.map(Value.string) }
  package static func present(_ number: Int64?) -> Value? { number.map(Value.integer) }
  package static func present(_ number: Hundredths?) -> Value? { number.map(Value.number) }
  package static func present(_ bool: Bool?) -> Value? { bool.map(Value.bool) }
}

/// Two values are the same when their canonical texts are: text by its bytes (Swift would take two spellings of "é" for one), objects
/// whatever the order of their keys. [DIG-2]
extension Value: Equatable {
  public static func == (a: Value, b: Value) -> Bool {
    switch (a, b) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.number(let a), .number(let b)): return a == b
    case (.string(let a), .string(let b)): return a.utf8.elementsEqual(b.utf8)
    case (.array(let a), .array(let b)): return a == b
    case (.object(let a), .object(let b)):
      return a.count == b.count && a.allSatisfy { key, value in b[key].map { $0 == value } ?? false }
    default: return false
    }
  }
}

extension Value {
  /// The canonical text of a value. [DIG-2]
  public var canonical: String {
    var bytes: [UInt8] = []
    appendCanonical(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  func appendCanonical(to bytes: inout [UInt8]) {
    switch self {
    case .null, .unlawful: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .number(let number): bytes += String(number.count).utf8
    case .string(let text): appendQuoted(text, to: &bytes, short: false)
    case .array(let items):
      bytes.append(UInt8(ascii: "["))
      for (position, item) in items.enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        item.appendCanonical(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let fields):
      bytes.append(UInt8(ascii: "{"))
      // Keys are ASCII, so bytes order as code units do.
      for (position, member) in fields.sorted(by: { isBefore($0.key, $1.key) }).enumerated() {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        appendQuoted(member.key, to: &bytes, short: false)
        bytes.append(UInt8(ascii: ":"))
        member.value.appendCanonical(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }
}

/// Text before text, unit by unit of UTF-16, as JavaScript orders it. For ids, keys and names, which are ASCII, that is byte by byte. [REV-4]
func isBefore(_ a: String, _ b: String) -> Bool {
  a.utf16.lexicographicallyPrecedes(b.utf16)
}
