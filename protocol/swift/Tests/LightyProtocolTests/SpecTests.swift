import Foundation
import LightyProtocol
import Testing

private let spec: String = {
  (try? String(contentsOf: protocolFolder.appending(path: "SPEC.md"), encoding: .utf8)) ?? ""
}()

/// The cells of every table row in SPEC whose first cell is `code`.
private var rows: [[String]] {
  spec.split(separator: "\n").filter { $0.hasPrefix("| `") }.map { row in
    row.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { $0.trimmingCharacters(in: .whitespaces).trimmingCharacters(in: ["`"]) }
  }
}

@Test("[ERR-1] [ERR-2] the errors are those of SPEC's table, word for word")
func errors() {
  let table = rows.filter { $0.count == 4 && ["yes", "no"].contains($0[3]) }
  #expect(table.map { $0[0] } == ErrorCode.allCases.map(\.rawValue))
  for row in table {
    let code = ErrorCode(rawValue: row[0])
    #expect(code?.sentence == row[1])
    #expect(code?.close == Int(row[2]))
    #expect(code?.isRetryable == (row[3] == "yes"))
  }
}

@Test("[BND-4] the limits are those of SPEC's table")
func limits() {
  var table: [String: Int64] = [:]
  for row in rows where row.count == 4 {
    for (name, value) in [(row[0], row[1]), (row[2], row[3])] {
      if let number = Int64(value.replacingOccurrences(of: ",", with: "")) { table[name] = number }
    }
  }
  let ours: [String: Int64] = [
    "maxRevision": Limits.maxRevision, "maxRevisionLead": Limits.maxRevisionLead,
    "revisionClockCap": Limits.revisionClockCap, "maxSeq": Limits.maxSeq, "messageBytes": Int64(Limits.messageBytes),
    "contextBytes": Int64(Limits.contextBytes), "packetSplitBytes": Int64(Limits.packetSplitBytes),
    "textBytes": Int64(Limits.textBytes), "depth": Int64(Limits.depth), "stringLength": Int64(Limits.stringLength),
    "arrayLength": Int64(Limits.arrayLength), "exercises": Int64(Limits.exercises),
    "setsPerExercise": Int64(Limits.setsPerExercise), "placeLength": Int64(Limits.placeLength),
    "startBytes": Int64(Limits.startBytes), "registers": Int64(Limits.registers), "past": Int64(Limits.past),
    "vectorDevices": Int64(Limits.vectorDevices), "outboxEvents": Int64(Limits.outboxEvents),
    "openSessions": Int64(Limits.openSessions), "traceEvents": Int64(Limits.traceEvents),
    "clockOffsets": Int64(Limits.clockOffsets), "helloIntervalMs": Limits.helloIntervalMs,
    "helloMaxIntervalMs": Limits.helloMaxIntervalMs, "snapshotIntervalMs": Limits.snapshotIntervalMs,
    "resendAfterMs": Limits.resendAfterMs, "closedKeepMs": Limits.closedKeepMs,
    "closedSessions": Int64(Limits.closedSessions), "tombstones": Int64(Limits.tombstones),
    "caloriesWaitMs": Limits.caloriesWaitMs, "teeFrames": Int64(Limits.teeFrames), "teeBytes": Int64(Limits.teeBytes),
    "teeWindow": Int64(Limits.teeWindow),
  ]
  #expect(ours == table)
}

@Test("[VER-3] the words of a verdict stand in SPEC's order, and the loudest speaks for a packet")
func verdictWords() throws {
  let line = try #require(spec.split(separator: "\n").first { $0.contains("the loudest of its parts:") })
  let words = line.split(separator: ":").last?.trimmingCharacters(in: [" ", "."]).components(separatedBy: ", ")
  #expect(words == Verdict.Word.allCases.map(\.rawValue))
  #expect(Verdict.Word.allCases.max() == .rejected)
  #expect(Verdict.summary([]) == .applied)
}

@Test("[LNK-4] the link's error codes, and what may be hoped for, are TypeScript's")
func linkErrors() throws {
  let source = try String(contentsOf: protocolFolder.appending(path: "src/link-error.ts"), encoding: .utf8)
  let pattern = /(\d{4}): \{ name: "(\w+)", hope: "(\w+)" \}/
  let table = source.matches(of: pattern).map { "\($0.1) \($0.2) \($0.3)" }
  #expect(table == LinkError.allCases.map { "\($0.rawValue) \($0) \($0.hope.rawValue)" })
  #expect(mayRetry(errorCode: 1))
}
