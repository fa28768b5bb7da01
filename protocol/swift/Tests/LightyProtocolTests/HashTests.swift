import LightyProtocol
import Testing

@Test("[DIG-3] the hash of nothing is the finished seeds")
func hashOfNothing() {
  #expect(hash64("").hex.utf8.count == 16)
}
