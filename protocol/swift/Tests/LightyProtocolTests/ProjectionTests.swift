import Dialogue
import Testing

@testable import LightyProtocol

private func session(_ registers: Value) throws -> SessionState {
  let session = SessionState(sessionId: "s-1")
  _ = session.merge(try Shapes.registers.read(registers))
  return session
}

@Test(
  "[DRV-1] [DRV-3] [SET-1] [SET-2] [SET-3] [SES-1] [TMR-1] [TMR-2] what a screen shows",
  arguments: examples("derived/cases"))
func screens(_ example: Example) throws {
  let session = try session(example["registers"])
  let clocks = example["clocks"]
  let readClock = { (clockId: String) in clocks[clockId]?.int ?? 0 }
  expectSame(session.registers.derived(readClock).value, example["derived"])
  expectSame(SessionView(session, readClock).json, example["view"])
}

@Test("[TRN-1] [TRN-2] [TRN-3] [TRN-4] the training of a session", arguments: examples("training/cases"))
func trainings(_ example: Example) throws {
  let finalization = Training.Finalization(
    now: example.int("now"), settled: example["settled"].bool == true,
    watchTakesPart: example["watchTakesPart"].bool == true)
  let session = try session(example["registers"])
  let training = Training(session, finalization)
  expectSame(training?.json ?? .null, example["training"])
  #expect(Training(session, finalization) == training)
}

@Test("[TRN-5] late sets and late calories amend a training; waiting for them does not")
func amendments() throws {
  let example = try #require(examples("training/cases").first { !$0["training"].isNull })
  let session = try session(example["registers"])
  let finalization = Training.Finalization(now: .max / 2, settled: false, watchTakesPart: true)
  let saved = try #require(Training(session, finalization))
  var later = saved
  later.waitingFor = []
  #expect(!saved.isAmended(by: later))
  later.setsCompleted += 1
  #expect(saved.isAmended(by: later))
}
