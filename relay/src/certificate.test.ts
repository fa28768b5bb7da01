import { X509Certificate } from "node:crypto";
import { statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../test/open-relay.ts";
import { fingerprintOf, ownCertificate } from "./certificate.ts";

const names = ["localhost", "127.0.0.1", "::1"];
const dayMs = 86_400_000;
const now = Date.UTC(2026, 0, 5);
let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const made = (at = now, of: readonly string[] = names) => ownCertificate(folder.path, of, at);

test("it is good for its names and for no other, for as long as phones and browsers take one, and its owner's alone", async () => {
  const { cert } = await made();
  const certificate = new X509Certificate(cert);
  expect(certificate.checkHost("localhost")).toBe("localhost");
  expect([certificate.checkIP("127.0.0.1"), certificate.checkIP("::1")]).toEqual(["127.0.0.1", "::1"]);
  expect([certificate.checkHost("evil.example"), certificate.checkIP("192.168.1.7")]).toEqual([undefined, undefined]);
  expect([certificate.ca, certificate.publicKey.asymmetricKeyType]).toEqual([false, "ec"]);
  expect((Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / dayMs).toBeLessThan(398);
  expect(statSync(join(folder.path, "tls.pem")).mode & 0o777).toBe(0o600);
});

test("it is kept, and made anew before it ends or for a name it lacks; its key stays, and so does what devices pinned", async () => {
  const first = await made();
  expect(await made(now + 300 * dayMs)).toEqual(first);
  const later = await made(now + 380 * dayMs);
  const wider = await made(now + 380 * dayMs, [...names, "127.0.0.2"]);
  expect(new Set([first.cert, later.cert, wider.cert]).size).toBe(3);
  expect(new Set([first, later, wider].map(fingerprintOf)).size).toBe(1);
  expect(new X509Certificate(wider.cert).checkIP("127.0.0.2")).toBe("127.0.0.2");
  expect(fingerprintOf(first)).toMatch(/^[0-9a-f]{64}$/);
});

test("a file that holds none is said so, not written over: devices have pinned what was there", async () => {
  writeFileSync(join(folder.path, "tls.pem"), "garbage");
  await expect(made()).rejects.toThrow("tls.pem holds no key and certificate; move it away");
});
