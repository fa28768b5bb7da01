/// A 64-bit sum of hashes, written as 16 hex digits. [DIG-1]
public struct Digest: Hashable, Sendable, CustomStringConvertible {
  public let bits: UInt64

  public static let zero = Digest(bits: 0)

  public init(bits: UInt64) { self.bits = bits }

  /// The number that `hex` wrote; nil unless the text is 16 lowercase hex digits. [DIG-1]
  public init?(hex: String) {
    guard hex.utf8.count == 16, hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
      let bits = UInt64(hex, radix: 16)
    else { return nil }
    self.bits = bits
  }

  /// 16 lowercase hex digits. [DIG-1]
  public var hex: String {
    let digits = String(bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }

  public var description: String { hex }

  /// Wrapping sum. [DIG-1]
  public static func + (a: Digest, b: Digest) -> Digest { Digest(bits: a.bits &+ b.bits) }

  /// Wrapping difference: takes a replaced register out of a digest. [DIG-1]
  public static func - (a: Digest, b: Digest) -> Digest { Digest(bits: a.bits &- b.bits) }
}

/// Seeds of the two lanes, fixed for ever: the vectors pin them. [DIG-3]
private let highSeed: UInt32 = 0x4c69_6768
private let lowSeed: UInt32 = 0x7479_3634

/// Two lanes of MurmurHash3 x86_32 over the UTF-8 bytes of a text. [DIG-3]
public func hash64(_ text: String) -> Digest {
  hash64(Array(text.utf8))
}

func hash64(_ bytes: [UInt8]) -> Digest {
  Digest(bits: UInt64(murmur32(bytes, seed: highSeed)) << 32 | UInt64(murmur32(bytes, seed: lowSeed)))
}

/// MurmurHash3 x86_32.
func murmur32(_ bytes: [UInt8], seed: UInt32) -> UInt32 {
  bytes.withUnsafeBufferPointer { bytes in
    var hash = seed
    var at = 0
    while at + 4 <= bytes.count {
      hash = rotated(hash ^ mixed(word(bytes, at, 4)), 13) &* 5 &+ 0xe654_6b64
      at += 4
    }
    if at < bytes.count { hash ^= mixed(word(bytes, at, bytes.count - at)) }
    return finished(hash ^ UInt32(truncatingIfNeeded: bytes.count))
  }
}

private func word(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int, _ count: Int) -> UInt32 {
  var word: UInt32 = 0
  for i in 0..<count { word |= UInt32(bytes[at + i]) << UInt32(8 * i) }
  return word
}

private func mixed(_ word: UInt32) -> UInt32 {
  rotated(word &* 0xcc9e_2d51, 15) &* 0x1b87_3593
}

private func rotated(_ x: UInt32, _ by: UInt32) -> UInt32 {
  x << by | x >> (32 - by)
}

private func finished(_ hash: UInt32) -> UInt32 {
  var h = hash
  h ^= h >> 16
  h = h &* 0x85eb_ca6b
  h ^= h >> 13
  h = h &* 0xc2b2_ae35
  h ^= h >> 16
  return h
}
