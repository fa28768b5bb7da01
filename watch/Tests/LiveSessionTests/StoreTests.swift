import Bench
import Foundation
import LightyProtocol
import Testing

@testable import LiveSession

private func batch(_ values: [String: Value]) -> Batch {
  var batch = Batch()
  for (key, value) in values.sorted(by: { $0.key < $1.key }) { batch[key] = value }
  return batch
}

private func content(_ store: FileStore) throws -> [String: Value] {
  Dictionary(uniqueKeysWithValues: try store.load().map { ($0.key, $0.value) })
}

/// A store over that disk, read.
private func opened(_ disk: any Disk) throws -> FileStore {
  let store = FileStore(disk: disk)
  _ = try store.load()
  return store
}

// The Store contract, as `protocol/src/testing/store-contract.ts` has it.

@Test("[DUR-2] a new store is empty, and what was written is there for whoever opens it")
func keepsWhatIsWritten() throws {
  let disk = FakeDisk()
  let store = FileStore(disk: disk)
  #expect(try content(store).isEmpty)
  let values: [String: Value] = [
    "session/s-1": .object(["revision": .integer(3), "have": .object([:])]),
    "cell/s-1/rest": .array([.integer(3), .string("phone0001"), .null]),
  ]
  try store.write(batch(values))
  #expect(try content(FileStore(disk: disk)) == values)
}

@Test("[DUR-2] null deletes the key and only that key, the last write of a key stands, an empty batch changes nothing")
func overwritesAndDeletes() throws {
  let disk = FakeDisk()
  let store = try opened(disk)
  try store.write(batch(["a": .integer(1), "ab": .integer(2), "b": .integer(3)]))
  try store.write(batch(["a": .null, "not there": .null]))
  try store.write(batch(["b": .array([.integer(2)])]))
  let calls = disk.calls
  try store.write(Batch())
  #expect(disk.calls == calls)
  #expect(try content(FileStore(disk: disk)) == ["ab": .integer(2), "b": .array([.integer(2)])])
}

@Test("[DUR-2] values come back as the JSON they were: text of every kind, decimals, nesting")
func keepsEveryValue() throws {
  let disk = FakeDisk()
  let values: [String: Value] = [
    "cell/s-1/set/a.b_c-1/weight": .array([
      .integer(7), .string("watch0001"), .number(Hundredths(count: 10_250)),
    ]),
    "event/s-1/12": .object([
      "note": .string("Ünïcode 🏋️ \"quoted\" \\ \u{1}\n"), "list": .array([.integer(1), .array([.null])]),
    ]),
    "constructor": .bool(true),
  ]
  try opened(disk).write(batch(values))
  #expect(try content(FileStore(disk: disk)) == values)
}

@Test("[DUR-2] on a real disk too, in a folder that was not there")
func onRealDisk() throws {
  let folder = FileManager.default.temporaryDirectory.appending(path: "lighty-store-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  let store = try FileStore(folder: folder)
  #expect(try content(store).isEmpty)
  for n in 0..<40 { try store.write(batch(["k\(n % 7)": .integer(Int64(n)), "text": .string("ä\n\(n)")])) }
  let before = try content(store)
  #expect(try content(FileStore(folder: folder)) == before)
  let file = folder.appending(path: FileStore.name)
  let half = try Data(contentsOf: file).dropLast(9)
  try half.write(to: file)
  #expect(try content(FileStore(folder: folder))["text"] == .string("ä\n38"))
  #expect(try Data(contentsOf: file).last == UInt8(ascii: "\n"), "the torn line was cut off")
}

// What a crash leaves.

/// Writes `n` batches, each of three keys that say the same number, on a disk whose plug is pulled at that call.
private func writeUntilUnplugged(_ disk: FakeDisk, at call: Int, _ n: Int) -> Int64 {
  disk.unplugAt = call
  var durable: Int64 = 0
  do {
    let store = FileStore(disk: disk, compactAbove: 1_000)
    _ = try store.load()
    for number in 1...Int64(n) {
      try store.write(
        batch(["a": .integer(number), "b": .integer(number), "much": .string(String(repeating: "x", count: 100))]))
      durable = number
    }
  } catch {}
  return durable
}

@Test("[DUR-1] [DUR-2] the plug is pulled at every single call: what was written is there, and no batch by halves")
func crashAtEveryCall() throws {
  let all = FakeDisk()
  // Long enough to be compacted twice.
  #expect(writeUntilUnplugged(all, at: .max, 40) == 40)
  #expect(all.calls > 88)
  for call in 1...all.calls {
    for seed in 0..<3 {
      let disk = FakeDisk()
      let durable = writeUntilUnplugged(disk, at: call, 40)
      var random = SeededRandom(call * 10 + seed)
      disk.restart(&random)
      let found = try content(FileStore(disk: disk))
      let number = found["a"]?.int ?? 0
      #expect(found["b"]?.int ?? 0 == number, "call \(call), seed \(seed): half a batch")
      #expect(
        (durable...durable + 1).contains(number),
        "call \(call), seed \(seed): \(durable) were durable, \(number) is there")
      if found.isEmpty { continue }
      let again = try opened(disk)
      try again.write(batch(["c": .bool(true)]))
      #expect(try content(FileStore(disk: disk))["c"] == .bool(true), "and it can be written to again")
    }
  }
}

@Test("[DUR-1] a write that fails leaves nothing, wherever it fails, and the next ones are whole")
func failedWrites() throws {
  for call in 1...12 {
    let disk = FakeDisk()
    let store = try opened(disk)
    let from = disk.calls
    disk.failing = from + call...from + call
    var expected: [String: Value] = [:]
    for n in Int64(1)...5 {
      do {
        try store.write(batch(["a": .integer(n), "b\(n)": .integer(n)]))
        expected["a"] = .integer(n)
        expected["b\(n)"] = .integer(n)
      } catch {
        #expect(try content(store) == expected, "call \(call)")
      }
    }
    #expect(try content(FileStore(disk: disk)) == expected, "call \(call)")
  }
}

@Test("[DUR-2] a file that is mostly history is written anew, and stays as large as what it holds")
func compacts() throws {
  let disk = FakeDisk()
  let store = FileStore(disk: disk, compactAbove: 2_000)
  _ = try store.load()
  for n in 0..<500 { try store.write(batch(["k\(n % 20)": .integer(Int64(n))])) }
  #expect(disk.bytes(FileStore.name).count < 2_100)
  let found = try content(FileStore(disk: disk))
  #expect(found.count == 20 && found["k19"] == .integer(499))
}

// What no crash leaves.

@Test("a store of a newer format is refused, and not touched")
func refusesNewerFormat() throws {
  let disk = FakeDisk()
  try opened(disk).write(batch(["a": .integer(1)]))
  disk.edit(FileStore.name) { bytes in
    bytes.replaceSubrange(0..<"lighty-store 1".utf8.count, with: "lighty-store 2".utf8)
  }
  let before = disk.bytes(FileStore.name)
  #expect(throws: StoreFault.newerFormat(found: 2, known: 1)) { try FileStore(disk: disk).load() }
  #expect(disk.bytes(FileStore.name) == before)
  #expect(StoreFault.newerFormat(found: 2, known: 1).sentence.contains("format 2"))
}

@Test("a line in the middle that does not hold its hash is damage, not a tear: it is said, and can be put aside")
func refusesDamage() throws {
  let disk = FakeDisk()
  let store = try opened(disk)
  for n in Int64(1)...3 { try store.write(batch(["a": .integer(n)])) }
  disk.edit(FileStore.name) { $0[40] ^= 1 }
  let damaged = FileStore(disk: disk)
  #expect(throws: StoreFault.self) { try damaged.load() }
  try damaged.setAside()
  #expect(try content(damaged).isEmpty)
  try damaged.write(batch(["a": .integer(9)]))
  #expect(try content(FileStore(disk: disk)) == ["a": .integer(9)])
}

@Test("a file that is something else is not taken for a store")
func refusesOtherFiles() {
  let disk = FakeDisk()
  for text in ["", "\n", "{}\n", "lighty-store\n", "lighty-store x\n"] {
    try? disk.create(FileStore.name, Array(text.utf8))
    #expect(throws: StoreFault.self, "\(text)") { try FileStore(disk: disk).load() }
  }
}
