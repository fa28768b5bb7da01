#if DEBUG
  import LightyProtocol

  /*
   * A device and a relay come to share a token that never crosses the network, and the device proves it at each connection: the device's half of
   * `protocol/src/pairing/pairing.ts`, held to it by `vectors/pairing`. [PAIR-1]
   */

  /// What both sides of one pairing know of it.
  public struct PairingTerms: Equatable, Sendable {
    public var relayId: String
    public var nonce: String
    public var deviceNonce: String
    public var device: Observer

    public init(relayId: String, nonce: String, deviceNonce: String, device: Observer) {
      self.relayId = relayId
      self.nonce = nonce
      self.deviceNonce = deviceNonce
      self.device = device
    }
  }

  /// Both proofs and the token of one pairing, in base64url; either side makes all three of them. [PAIR-2]
  public struct PairingSecrets: Equatable, Sendable {
    public let deviceProof: String
    public let relayProof: String
    public let token: String

    public init(code: String, _ terms: PairingTerms) {
      let key = Array(readCode(code).utf8)
      let made = { (what: String) in
        let signed = [
          "lighty-\(what)-1", terms.relayId, terms.nonce, terms.deviceNonce, terms.device.deviceId,
          terms.device.role.rawValue,
        ]
        return base64url(hmacSha256(key, Array(signed.joined(separator: "\n").utf8)))
      }
      (deviceProof, relayProof, token) = (made("pair"), made("paired"), made("token"))
    }
  }

  /// A code as a person may type it: case and dashes do not count, O is 0, I and L are 1. [PAIR-2]
  public func readCode(_ typed: String) -> String {
    String(
      typed.uppercased().compactMap { letter in
        switch letter {
        case "O": "0"
        case "I", "L": "1"
        case "0"..."9", "A"..."Z": letter.isASCII ? letter : nil
        default: nil
        }
      })
  }

  /// The body of `POST /v1/pair`, of a device that was told the code. [PAIR-2]
  public func pairRequest(code: String, _ terms: PairingTerms, name: String?) -> String {
    var fields: Fields = [
      "deviceId": .string(terms.device.deviceId), "role": .string(terms.device.role.rawValue),
      "nonce": .string(terms.nonce), "deviceNonce": .string(terms.deviceNonce),
      "proof": .string(PairingSecrets(code: code, terms).deviceProof),
    ]
    fields["name"] = name.map(Value.string)
    return Value.object(fields).text
  }

  /// What a device shows instead of its token, anew for each nonce: `deviceId.nonce.proof`; nil where the token is none. [PAIR-3]
  public func shownProof(token: String, relayId: String, nonce: String, deviceId: String) -> String? {
    guard let bytes = fromBase64url(token), bytes.count == 32 else { return nil }
    let signed = ["lighty-proof-1", relayId, nonce, deviceId].joined(separator: "\n")
    let mask = hmacSha256(sha256(bytes), Array(signed.utf8))
    return "\(deviceId).\(nonce).\(base64url(zip(bytes, mask).map { $0 ^ $1 }))"
  }

  private let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// Bytes in base64url without padding (RFC 4648).
  func base64url(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    var (held, bits) = (0, 0)
    for byte in bytes {
      held = (held << 8 | Int(byte)) & 0xffff
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[held >> bits & 63])
      }
    }
    if bits > 0 { text.append(alphabet[held << (6 - bits) & 63]) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that such a text spells; nil when it spells none, or spells them otherwise than `base64url` does.
  func fromBase64url(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var (held, bits) = (0, 0)
    for letter in text.utf8 {
      guard let value = alphabet.firstIndex(of: letter) else { return nil }
      held = (held << 6 | value) & 0xffff
      bits += 6
      if bits < 8 { continue }
      bits -= 8
      bytes.append(UInt8(held >> bits & 0xff))
    }
    return base64url(bytes) == text ? bytes : nil
  }
#endif
