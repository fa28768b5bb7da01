import Testing

@testable import LightyProtocol

@Test("[DIG-2] canonical text is the same in both languages", arguments: examples("hash/canonical"))
func canonicalText(_ example: Example) throws {
  let value = example.value["text"].flatMap { $0.string }.flatMap { readJson($0) } ?? example["value"]
  #expect(value.canonical.utf8.elementsEqual(example.text("canonical").utf8), "\(value.canonical)")
}

@Test("[DIG-3] [DIG-1] a register's line and its hash", arguments: examples("hash/lines"))
func registerLines(_ example: Example) {
  let cell = Cell(Stamp(revision: example.int("revision"), deviceId: example.text("deviceId")), example["value"])
  #expect(registerHash(example.text("name"), cell).hex == example.text("hash"))
  #expect(hash64(example.text("line")).hex == example.text("hash"))
}

@Test("[DIG-3] the lanes are MurmurHash3 x86_32, by its published answers", arguments: examples("hash/murmur"))
func publishedAnswers(_ example: Example) {
  let hash = murmur32(Array(example.text("text").utf8), seed: UInt32(truncatingIfNeeded: example.int("seed")))
  let digits = String(hash, radix: 16)
  #expect(String(repeating: "0", count: 8 - digits.count) + digits == example.text("hash"))
}

@Test("[DIG-1] [DIG-4] the digest of a state, in whatever order it was written", arguments: examples("hash/digests"))
func digests(_ example: Example) throws {
  let cells = try Shapes.registers.read(example["registers"])
  var forwards = Registers()
  var backwards = Registers()
  for (name, cell) in cells { _ = forwards.write(name, cell) }
  for (name, cell) in cells.reversed() { _ = backwards.write(name, cell) }
  #expect(forwards.digest.hex == example.text("digest"))
  #expect(backwards.digest == forwards.digest)
}

@Test("[DIG-1] hex is 16 lowercase digits, and nothing else is read back")
func hexDigits() {
  #expect(Digest(bits: 0xA).hex == "000000000000000a")
  #expect(Digest(hex: "000000000000000a") == Digest(bits: 0xA))
  #expect(Digest(hex: "ffffffffffffffff")?.bits == .max)
  for wrong in ["", "a", "000000000000000A", "+00000000000000a", "0000000000000000a"] {
    #expect(Digest(hex: wrong) == nil)
  }
}
