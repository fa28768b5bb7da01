import { createHash, createPublicKey, X509Certificate } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";
import { replacePrivateFile } from "./private-file.ts";

/** What a TLS server shows, both as PEM. */
export interface Certificate {
  key: string;
  cert: string;
}

/** Browsers and phones take no certificate that is good for longer than 398 days. */
const goodDays = 397;
/** One that would end sooner is made anew, so that none ends while the relay runs for a month. */
const renewDays = 30;
const dayMs = 86_400_000;

const certificateFile = "tls.pem";

/**
 * The relay's own certificate, signed by itself, kept in the data folder for its owner alone. It is renewed before it ends, and when the relay has
 * a name that it lacks; its key stays, and with it the fingerprint that devices have pinned.
 */
export async function ownCertificate(folder: string, names: readonly string[], now: number): Promise<Certificate> {
  const file = join(folder, certificateFile);
  const kept = existsSync(file) ? readCertificate(file) : null;
  if (kept !== null && isGood(kept.cert, names, now)) return kept;
  const made = await makeCertificate(kept?.key, names, now);
  replacePrivateFile(file, `${made.key}\n${made.cert}\n`);
  return made;
}

/** SHA-256 of the public key, in hex: what a device pins, and what a browser shows of a certificate. */
export function fingerprintOf({ cert }: Pick<Certificate, "cert">): string {
  const key = new X509Certificate(cert).publicKey.export({ type: "spki", format: "der" });
  return createHash("sha256").update(key).digest("hex");
}

function readCertificate(file: string): Certificate {
  const blocks = readFileSync(file, "utf8").match(/-----BEGIN ([A-Z ]+)-----[^-]+-----END \1-----/g) ?? [];
  const [key, cert] = blocks;
  try {
    if (key !== undefined && cert !== undefined && new X509Certificate(cert).publicKey) return { key, cert };
  } catch {
    // Said below.
  }
  throw new Error(`${file} holds no key and certificate; move it away to have others made, and pair the devices anew`);
}

function isGood(cert: string, names: readonly string[], now: number): boolean {
  const certificate = new X509Certificate(cert);
  const from = Date.parse(certificate.validFrom);
  const until = Date.parse(certificate.validTo);
  const covers = (name: string) =>
    (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined;
  return from <= now && until - now > renewDays * dayMs && names.every(covers);
}

async function makeCertificate(key: string | undefined, names: readonly string[], now: number): Promise<Certificate> {
  // Loaded only when there is one to make.
  const { generate } = await import("selfsigned");
  const keyPair =
    key === undefined
      ? undefined
      : { privateKey: key, publicKey: createPublicKey(key).export({ type: "spki", format: "pem" }).toString() };
  const { private: own, cert } = await generate([{ name: "commonName", value: "Lighty relay" }], {
    keyType: "ec",
    curve: "P-256",
    algorithm: "sha256",
    // An hour early, for a phone whose clock is behind.
    notBeforeDate: new Date(now - 3_600_000),
    notAfterDate: new Date(now + goodDays * dayMs),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: names.map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
    ...(keyPair === undefined ? {} : { keyPair }),
  });
  return { key: own.trim(), cert: cert.trim() };
}
