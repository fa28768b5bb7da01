import { renderUnicodeCompact } from "uqr";
import type { PairingCode } from "./gateway/pairing.ts";

/** What a device scans: where the relay is and the code, in a link that only our apps open. Nothing of it is sent to anyone. */
export function pairingLink({ code }: PairingCode, relay: string, fingerprint?: string): string {
  const pinned = fingerprint === undefined ? "" : `&fingerprint=${fingerprint}`;
  return `lighty://pair?relay=${encodeURIComponent(relay)}&code=${code}${pinned}`;
}

/** For the terminal: the same to scan and to type. */
export function pairingInvitation(code: PairingCode, relay: string, fingerprint?: string): string {
  const until = new Date(code.expiresAt).toTimeString().slice(0, 5);
  const picture = renderUnicodeCompact(pairingLink(code, relay, fingerprint), { border: 2 });
  return `  Pair one device with ${relay}: scan this, or type ${code.code}; good until ${until}\n\n${picture}\n`;
}
