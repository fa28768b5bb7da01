import LightyProtocol
import Testing

@testable import LightyTee

@Test("[PAIR-1] SHA-256 and HMAC give what FIPS 180-4 and RFC 4231 give")
func hashes() {
  let hex = { (bytes: [UInt8]) in bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined() }
  #expect(
    hex(sha256(Array("abc".utf8))) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  #expect(
    hex(sha256(Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8)))
      == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  #expect(hex(sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  #expect(
    hex(hmacSha256(Array("Jefe".utf8), Array("what do ya want for nothing?".utf8)))
      == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
}

@Test("base64url is its own reverse, and a text that spells bytes otherwise is none")
func base64() {
  for length in 0...70 {
    let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 * 89 + length) }
    #expect(fromBase64url(base64url(bytes)) == bytes)
  }
  for wrong in ["A", "AB", "A=", "A+", "AA=="] { #expect(fromBase64url(wrong) == nil) }
}

@Test("[PAIR-2] a code gives the proofs and the token that it gives TypeScript", arguments: examples("pairing/codes"))
func codes(_ example: Example) throws {
  let terms = example["terms"]
  let told = { (key: String) in terms[key]?.string ?? "" }
  let pairing = PairingTerms(
    relayId: told("relayId"), nonce: told("nonce"), deviceNonce: told("deviceNonce"),
    device: Observer(deviceId: told("deviceId"), role: try #require(Role(rawValue: told("role")))))
  let secrets = PairingSecrets(code: example.text("code"), pairing)
  #expect(secrets.deviceProof == example["secrets"]["deviceProof"]?.string)
  #expect(secrets.relayProof == example["secrets"]["relayProof"]?.string)
  #expect(secrets.token == example["secrets"]["token"]?.string)
  let request = try parseJson(pairRequest(code: example.text("code"), pairing, name: "Ada's watch")).get()
  #expect(request["proof"]?.string == example.text("proof") && request["name"]?.string == "Ada's watch")
}

@Test("[PAIR-3] a device shows for its token what it would show in TypeScript", arguments: examples("pairing/proofs"))
func proofs(_ example: Example) {
  let shown = shownProof(
    token: example.text("token"), relayId: example.text("relayId"), nonce: example.text("nonce"),
    deviceId: example.text("deviceId"))
  #expect(shown == example.text("shown"))
  #expect(shownProof(token: "short", relayId: "r", nonce: "n", deviceId: "watch0001") == nil)
}
