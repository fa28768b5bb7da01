private let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

/// A place strictly between two: `after` may be "" (the very front) and `before` nil (the very end). Nil when there is no room left within a
/// place's length. [SET-2]
public func placeBetween(after: String, before: String?) -> String? {
  let place = middle(Array(after.utf8)[...], before.map { Array($0.utf8)[...] })
  return place.count <= Limits.placeLength ? String(decoding: place, as: UTF8.self) : nil
}

private func middle(_ after: ArraySlice<UInt8>, _ before: ArraySlice<UInt8>?) -> [UInt8] {
  if let before {
    var shared = 0
    while shared < before.count, (after.dropFirst(shared).first ?? digits[0]) == before[before.startIndex + shared] {
      shared += 1
    }
    if shared > 0 { return before.prefix(shared) + middle(after.dropFirst(shared), before.dropFirst(shared)) }
  }
  let low = after.first.flatMap(digits.firstIndex) ?? 0
  let high = before.map { $0.first.flatMap(digits.firstIndex) ?? -1 } ?? digits.count
  if high - low > 1 { return [digits[(low + high) / 2]] }
  if let before, before.count > 1, let first = before.first { return [first] }
  return [digits[low]] + middle(after.dropFirst(), nil)
}

/// The place of the nth planned set, counted from 0: three digits of base 36, so that added sets fit before, between and after. [SET-2]
public func plannedPlace(_ index: Int) -> String {
  let digits = String((index + 1) * 10, radix: 36)
  let padded = String(repeating: "0", count: max(0, 3 - digits.utf8.count)) + digits
  return padded.hasSuffix("0") ? "\(padded.prefix(2))01" : padded
}
