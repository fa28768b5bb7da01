/// A dictionary that keeps the order in which its keys came, as JavaScript's Map does: what an engine sends must not depend on how a process
/// happens to hash its strings. A key that is set again keeps its place; one that was removed comes back last.
public struct OrderedMap<Key: Hashable, Element>: Sequence {
  private var slots: [(key: Key, value: Element)?] = []
  private var index: [Key: Int] = [:]
  /// Where the first key stands that is still there: a queue that loses its oldest again and again does not look for it.
  private var head = 0

  public init() {}

  public var count: Int { index.count }
  public var isEmpty: Bool { index.isEmpty }
  public var keys: [Key] { map(\.key) }
  public var values: [Element] { map(\.value) }

  public func contains(_ key: Key) -> Bool { index[key] != nil }

  public subscript(key: Key) -> Element? {
    get { index[key].flatMap { slots[$0]?.value } }
    _modify {
      let position = index[key]
      var value = position.flatMap { slots[$0]?.value }
      // While the caller changes it in place, nothing else may hold on to it.
      if let position { slots[position] = nil }
      defer { put(value, key, position) }
      yield &value
    }
  }

  private mutating func put(_ value: Element?, _ key: Key, _ position: Int?) {
    switch (value, position) {
    case (let value?, let position?): slots[position] = (key, value)
    case (let value?, nil):
      index[key] = slots.count
      slots.append((key, value))
    case (nil, .some):
      index[key] = nil
      while head < slots.count, slots[head] == nil { head += 1 }
      if slots.count > 16, slots.count > 2 * index.count { compact() }
    case (nil, nil): break
    }
  }

  private mutating func compact() {
    slots.removeAll { $0 == nil }
    head = 0
    for (position, slot) in slots.enumerated() { if let slot { index[slot.key] = position } }
  }

  /// The first key that came and is still there.
  public var firstKey: Key? { head < slots.count ? slots[head]?.key : nil }

  public mutating func removeAll() {
    slots = []
    index = [:]
    head = 0
  }

  public func makeIterator() -> AnyIterator<(key: Key, value: Element)> {
    var at = 0
    let slots = self.slots
    return AnyIterator {
      while at < slots.count {
        defer { at += 1 }
        if let slot = slots[at] { return slot }
      }
      return nil
    }
  }
}

extension OrderedMap: Sendable where Key: Sendable, Element: Sendable {}
