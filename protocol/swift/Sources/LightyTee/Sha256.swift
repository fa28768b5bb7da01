#if DEBUG
  // SHA-256 and HMAC (FIPS 180-4, RFC 2104), written out as in `protocol/src/pairing/sha256.ts`: Linux has no CryptoKit, and a device proves its
  // token but once a connection.

  /// First 32 bits of the fractional parts of the cube roots of the first 64 primes.
  private let roundConstants: [UInt32] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
  ]

  /// Digest of the bytes: 32 of them. [PAIR-1]
  func sha256(_ bytes: [UInt8]) -> [UInt8] {
    // First 32 bits of the fractional parts of the square roots of the first 8 primes.
    var state: [UInt32] = [
      0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    var padded = bytes + [0x80]
    while padded.count % 64 != 56 { padded.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      padded.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    for block in stride(from: 0, to: padded.count, by: 64) { compress(&state, padded[block..<(block + 64)]) }
    return state.flatMap { word in stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) } }
  }

  private func compress(_ state: inout [UInt32], _ block: ArraySlice<UInt8>) {
    var w = [UInt32](repeating: 0, count: 64)
    for i in 0..<16 {
      for byte in block[(block.startIndex + i * 4)...].prefix(4) { w[i] = w[i] << 8 | UInt32(byte) }
    }
    for i in 16..<64 {
      let (early, late) = (w[i - 15], w[i - 2])
      let low = turn(early, 7) ^ turn(early, 18) ^ (early >> 3)
      let high = turn(late, 17) ^ turn(late, 19) ^ (late >> 10)
      w[i] = w[i - 16] &+ low &+ w[i - 7] &+ high
    }
    var s = state
    for i in 0..<64 {
      let (a, b, c, e) = (s[0], s[1], s[2], s[4])
      let chosen = (e & s[5]) ^ (~e & s[6])
      let first = s[7] &+ (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) &+ chosen &+ roundConstants[i] &+ w[i]
      let majority = (a & b) ^ (a & c) ^ (b & c)
      let second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) &+ majority
      s = [first &+ second, a, b, c, s[3] &+ first, e, s[5], s[6]]
    }
    for i in state.indices { state[i] = state[i] &+ s[i] }
  }

  private func turn(_ word: UInt32, _ by: UInt32) -> UInt32 { (word >> by) | (word << (32 - by)) }

  /// HMAC-SHA-256. [PAIR-1]
  func hmacSha256(_ key: [UInt8], _ message: [UInt8]) -> [UInt8] {
    var block = key.count > 64 ? sha256(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    return sha256(block.map { $0 ^ 0x5c } + sha256(block.map { $0 ^ 0x36 } + message))
  }
#endif
