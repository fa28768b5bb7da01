import Dialogue
import LightyProtocol
import Testing

@Test(
  "[TEE-1] [TEE-3] [TEE-4] [TEE-5] [TEE-7] [TEE-8] [TEE-9] [ERR-2] the tee does at every input what its script says",
  arguments: examples("tee/machine"))
func teeScripts(_ example: Example) throws {
  let tee = TeeDialogue()
  _ = try tee.answer(.object(["open": example["options"]]))
  for (position, step) in try #require(example["steps"].array).enumerated() {
    let answer = try tee.answer(.object(["step": step["input"] ?? .null]))
    let (got, wanted) = (answer["output"] ?? .null, step["output"] ?? .null)
    if got != wanted { Issue.record("input \(position), \(step["input"]?.text ?? "")") }
    expectSame(got, wanted)
  }
}
