import Foundation
import LightyProtocol
import LightyTee
import Testing

@testable import RelayTee

private func frame(_ body: String) -> Frame {
  Frame(
    observer: Observer(deviceId: "watch0001", role: .watch), bootId: "boot-1", observedAt: 0, monotonicMs: 0,
    direction: .local, body: body)
}

private func seqs(_ lines: [String]) throws -> [[Int64]] {
  try lines.map { line in
    let json = try parseJson(line).get()
    return [json["traceSeq"]?.int ?? 0, json["droppedBefore"]?.int ?? 0]
  }
}

private func tee(maxFrames: Int = Limits.teeFrames, maxBytes: Int = Limits.teeBytes) -> Tee {
  var options = Tee.Options(observer: Observer(deviceId: "watch0001", role: .watch), bootId: "boot-1")
  (options.maxFrames, options.maxBytes, options.includeHealth) = (maxFrames, maxBytes, true)
  return Tee(options)
}

@Test("[TEE-3] a full tee drops the oldest, and the next frame that is taken says how many")
func teeBounds() throws {
  var tee = tee(maxFrames: 3)
  for n in 1...5 { #expect(tee.record(frame("\(n)")) != nil) }
  #expect(tee.counts.dropped == 2)
  #expect(try seqs(tee.take().map(\.text)) == [[3, 2], [4, 0], [5, 0]])
  #expect(tee.take().isEmpty)
  for n in 6...30 { _ = tee.record(frame("\(n)")) }
  #expect(try seqs(tee.take().map(\.text)) == [[28, 22], [29, 0], [30, 0]])
  var narrow = RelayTeeTests.tee(maxFrames: 100, maxBytes: 1_000)
  for n in 1...10 { _ = narrow.record(frame(String(repeating: "x", count: 200) + "\(n)")) }
  let held = narrow.take()
  #expect(held.count < 4 && held.reduce(0) { $0 + $1.text.utf8.count } <= 1_100 && held.last?.traceSeq == 10)
}

@Test("[TEE-5] [BND-1] a frame that a relay would refuse unread is dropped and counted, and its place is shown")
func tooLarge() throws {
  var tee = tee()
  #expect(tee.record(frame(String(repeating: "x", count: Limits.textBytes))) == nil)
  #expect(tee.record(frame("small")) != nil && tee.counts.dropped == 1)
  #expect(try seqs(tee.take().map(\.text)) == [[2, 1]])
}

@Test("[TEE-3] a full journal loses its oldest files, and the oldest line left says how many frames that were")
func journalBounds() throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lighty-journal-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  var journal = TraceJournal(folder: folder, bootId: "boot-1", fileBytes: 1_000, maxBytes: 4_000)
  var tee = tee()
  for n in 1...100 {
    _ = tee.record(frame("\(n)"))
    journal.append(tee.take().map(\.text))
  }
  journal.seal()
  let texts = try journal.sealed.map { try String(contentsOf: $0, encoding: .utf8) }
  let said = try seqs(texts.flatMap { $0.split(separator: "\n").map(String.init) })
  #expect(texts.reduce(0) { $0 + $1.utf8.count } <= 4_100)
  #expect(said.last == [100, 0] && said.count < 100)
  #expect(said[0][1] == said[0][0] - 1, "as many as are missing")
  #expect(said.dropFirst().allSatisfy { $0[1] == 0 })

  // The next process goes on behind it, and what the last one left is sealed.
  var next = TraceJournal(folder: folder, bootId: "boot-2", fileBytes: 1_000, maxBytes: 4_000)
  let left = next.sealed
  next.append(["{}"])
  #expect(next.sealed.map(\.lastPathComponent) == left.map(\.lastPathComponent))
  next.seal()
  #expect(next.sealed.last?.lastPathComponent.hasSuffix("boot-2.ndjson") == true)
}
