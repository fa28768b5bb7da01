import Foundation
import LightyTee
import Testing

@testable import LightyProtocol

/// A value as its types write it again; nil where nothing in Swift reads such a thing.
private func rewritten(_ kind: String, _ text: String) -> Result<Value, Rejection> {
  if kind == "Packet" { return parsePacket(text).map(\.value) }
  return parseJson(text).flatMap { json in
    do throws(Misfit) {
      switch kind {
      case "Envelope":
        let event = try Envelope.shape.read(json)
        if let rejection = checkEnvelope(event) { return .failure(rejection) }
        return .success(event.rewritten)
      case "Verdict": return .success(try Verdict.shape.read(json).value)
      case "Frame": return .success(try Frame.shape.read(json).value)
      case "Note": return .success(try Note.shape.read(json).value)
      case "TeeUp": return .success(try TeeUp.shape.read(json).value)
      case "TeeDown": return .success(try TeeDown.shape.read(json).value)
      case "Routine":
        let routine = try Routine.shape.read(json)
        return .success(routine.value(from: json["deviceId"]?.string ?? ""))
      default: return .failure(Rejection(.internal, "nothing reads \(kind)"))
      }
    } catch {
      return .failure(error.rejection)
    }
  }
}

extension Envelope {
  /// From the typed members alone, so that one which was forgotten or mistyped shows.
  fileprivate var rewritten: Value {
    guard let payload else { return value }
    let made = Envelope(
      sessionId: sessionId, eventId: eventId, deviceId: deviceId, seq: seq, revision: revision, timestamp: timestamp,
      payload: payload)
    var fields = made.value.object ?? [:]
    fields["writes"] = writes.map(Value.object)
    return .object(fields)
  }
}

/// Every name of a property in the schema: what is not among them is an unknown key.
private let knownKeys: Set<String> = {
  let file = protocolFolder.appending(path: "schema/lighty.schema.json")
  guard let text = try? String(contentsOf: file, encoding: .utf8), let schema = readJson(text, maxDepth: 64) else {
    return []
  }
  var keys: Set<String> = []
  func collect(_ value: Value) {
    for item in value.array ?? [] { collect(item) }
    for (key, value) in value.object ?? [:] {
      if key == "properties" { keys.formUnion(value.object?.keys ?? []) }
      collect(value)
    }
  }
  collect(schema)
  return keys
}()

/// The value without the keys that no version of the schema knows, unless the typed value kept them.
private func known(_ value: Value, _ typed: Value) -> Value {
  switch (value, typed) {
  case (.array(let items), .array(let others)) where items.count == others.count:
    return .array(zip(items, others).map(known))
  case (.object(let fields), .object(let others)):
    var kept = Fields()
    for (key, value) in fields {
      if let other = others[key] {
        kept[key] = known(value, other)
      } else if knownKeys.contains(key) {
        kept[key] = value
      }
    }
    return .object(kept)
  default: return value
  }
}

private let topics = ["envelope", "packet", "verdict", "frame", "note", "routine", "tee"]
private let valid = topics.flatMap { examples("\($0)/valid") }
private let invalid = topics.flatMap { examples("\($0)/invalid") }

@Test(
  "[ENV-1] [ENV-7] [EVT-1] [EVT-2] [EVT-3] [EVT-4] [EVT-5] [EVT-6] [EVT-7] [EVT-8] [EVT-9] [EVT-10] [PKT-1] [TEE-1] [TEE-4] [TEE-6] [TEE-7] [TEE-8] [TEE-9] what is valid is taken, and its types write it again",
  arguments: valid)
func takesWhatIsValid(_ example: Example) throws {
  let written = try rewritten(example.text("as"), example.subject).get()
  let json = try #require(readJson(example.subject))
  expectSame(written, known(json, written))
}

@Test(
  "[PKT-2] an event keeps the very object it was read from, unknown keys and all", arguments: examples("envelope/valid")
)
func keepsUnknownKeys(_ example: Example) throws {
  let json = try #require(readJson(example.subject))
  let event = try Envelope.shape.read(json)
  #expect(event.value == json)
  #expect(readJson(event.value.text) == json)
}

@Test(
  "[ENV-2] [ENV-3] [ENV-4] [ENV-5] [ENV-6] [ENV-7] [REG-1] [REG-3] [BND-1] [BND-2] what is invalid is refused with its code",
  arguments: invalid)
func refusesWhatIsInvalid(_ example: Example) {
  switch rewritten(example.text("as"), example.subject) {
  case .success: Issue.record("it was taken")
  case .failure(let rejection): #expect(rejection.code.rawValue == example.text("code"), "\(rejection.sentence)")
  }
}

@Test("[ENV-7] every topic of the vectors is known here, and what Swift does not read is named")
func knowsEveryTopic() throws {
  let folder = protocolFolder.appending(path: "vectors")
  let found = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != "README.md" }
  let run =
    topics + ["hash", "revision", "place", "have", "clock", "derived", "training", "receive", "engine", "redaction"]
    + ["pairing"]
  // Between the relay and its readers.
  let others = ["stream", "capture", "captures", "findings"]
  #expect(Set(found) == Set(run + others))
}
