export { fromBase64url, toBase64url } from "./base64url.ts";
export {
  Challenge,
  type DeviceToken,
  keyOf,
  keyShownBy,
  PairAnswer,
  type PairingTerms,
  PairRequest,
  pairingSecrets,
  pairRequest,
  proofOf,
  readCode,
  readProof,
  type ShownProof,
} from "./pairing.ts";
export { hmacSha256, sha256 } from "./sha256.ts";
