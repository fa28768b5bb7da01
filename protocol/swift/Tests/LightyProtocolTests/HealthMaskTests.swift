import LightyProtocol
import LightyTee
import Testing

@Test(
  "[TEE-9] [OBS-6] a frame leaves its health values out as TypeScript does, letter by letter",
  arguments: examples("redaction/health"))
func masks(_ example: Example) throws {
  let frame = try checkFrame(example["frame"]).get()
  let masked = frame.withoutHealth()
  #expect(masked.value == example["redacted"])
  #expect(masked.withoutHealth() == masked)
}
