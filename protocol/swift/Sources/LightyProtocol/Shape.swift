/// Why a value does not have the shape that its kind demands: where in it, and what would have been right.
package struct Misfit: Error {
  var path: String = ""
  let sentence: String

  package init(_ sentence: String) { self.sentence = sentence }

  package func under(_ key: some CustomStringConvertible) -> Misfit {
    var misfit = self
    misfit.path = "/\(key)\(path)"
    return misfit
  }
}

/// How a value of a kind is read, and with that judged: there is no other door from a `Value` to a typed one. Keys that a shape does not know
/// are ignored. [ENV-7]
package struct Shape<T>: Sendable {
  package let read: @Sendable (Value) throws(Misfit) -> T

  package init(_ read: @escaping @Sendable (Value) throws(Misfit) -> T) { self.read = read }

  package static func object(_ read: @escaping @Sendable (Fields) throws(Misfit) -> T) -> Shape {
    Shape { value throws(Misfit) in
      guard case .object(let fields) = value else { throw Misfit("expected an object") }
      return try read(fields)
    }
  }

  /// What was stored after it had been judged: nil only where a disk lies.
  func trusted(_ value: Value?) -> T? { value.flatMap { try? read($0) } }
}

extension Fields {
  package func get<T>(_ key: String, _ shape: Shape<T>) throws(Misfit) -> T {
    guard let value = self[key] else { throw Misfit("is missing").under(key) }
    do throws(Misfit) { return try shape.read(value) } catch { throw error.under(key) }
  }

  /// Absent is nil; null is not absent. [ENV-7]
  package func find<T>(_ key: String, _ shape: Shape<T>) throws(Misfit) -> T? {
    guard let value = self[key] else { return nil }
    do throws(Misfit) { return try shape.read(value) } catch { throw error.under(key) }
  }
}

/// The shapes that need no type of their own.
package enum Shapes {
  static let any = Shape<Value> { value throws(Misfit) in value }

  static let bool = Shape<Bool> { value throws(Misfit) in
    guard let bool = value.bool else { throw Misfit("expected true or false") }
    return bool
  }

  static let object = Shape<Fields>.object { fields throws(Misfit) in fields }

  static func int(_ range: ClosedRange<Int64>) -> Shape<Int64> {
    Shape { value throws(Misfit) in
      guard let int = value.int, range.contains(int) else {
        throw Misfit("expected an integer from \(range.lowerBound) to \(range.upperBound)")
      }
      return int
    }
  }

  package static func atLeast(_ lowest: Int64) -> Shape<Int64> { int(lowest...Limits.number) }

  static func number(_ range: ClosedRange<Int64>) -> Shape<Hundredths> {
    Shape { value throws(Misfit) in
      guard let number = value.number, Hundredths(range.lowerBound) <= number, number <= Hundredths(range.upperBound)
      else {
        throw Misfit("expected a number from \(range.lowerBound) to \(range.upperBound)")
      }
      return number
    }
  }

  static func text(_ isRight: @escaping @Sendable (String) -> Bool, _ sentence: String) -> Shape<String> {
    Shape { value throws(Misfit) in
      guard let text = value.string, isRight(text) else { throw Misfit(sentence) }
      return text
    }
  }

  /// At most that many UTF-16 units, the length that JavaScript counts. [BND-2]
  package static func text(upTo length: Int) -> Shape<String> {
    text({ $0.utf8.count <= length || $0.utf16.count <= length }, "expected a text of at most \(length) characters")
  }

  package static func word<Word: RawRepresentable & CaseIterable & Sendable>(_: Word.Type) -> Shape<Word>
  where Word.RawValue == String {
    Shape { value throws(Misfit) in
      guard let word = value.string.flatMap(Word.init(rawValue:)) else {
        throw Misfit("expected one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      return word
    }
  }

  package static func list<T>(_ item: Shape<T>, _ count: ClosedRange<Int>) -> Shape<[T]> {
    Shape { value throws(Misfit) in
      guard case .array(let values) = value, count.contains(values.count) else {
        throw Misfit("expected a list of \(count.lowerBound) to \(count.upperBound) items")
      }
      var items: [T] = []
      items.reserveCapacity(values.count)
      for (position, value) in values.enumerated() {
        do throws(Misfit) { items.append(try item.read(value)) } catch { throw error.under(position) }
      }
      return items
    }
  }

  static func map<T>(_ key: Shape<String>, _ item: Shape<T>) -> Shape<OrderedMap<String, T>> {
    Shape.object { fields throws(Misfit) in
      var map = OrderedMap<String, T>()
      for (name, value) in fields {
        do throws(Misfit) {
          _ = try key.read(.string(name))
          map[name] = try item.read(value)
        } catch {
          throw error.under(name)
        }
      }
      return map
    }
  }

  package static let version = Shape<Int64> { value throws(Misfit) in
    guard value.int == protocolVersion else { throw Misfit("expected \(protocolVersion)") }
    return protocolVersion
  }

  package static let yes = Shape<Bool> { value throws(Misfit) in
    guard value.bool == true else { throw Misfit("expected true, or nothing at all") }
    return true
  }
}
