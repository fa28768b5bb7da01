import { expect, test } from "vitest";
import { CaptureLine, canRead } from "./capture.ts";
import { captureFormatVersion } from "./version.ts";

test("[CAP-1] this format and older ones are read, a newer one is refused by name", () => {
  expect(canRead(captureFormatVersion)).toBe(true);
  expect(canRead(captureFormatVersion + 1)).toBe(false);
});

test("[CAP-1] a header of a newer format is still a header, so that its version can be told", () => {
  const header = {
    kind: "header",
    format: "lighty-capture",
    formatVersion: 9,
    protocolVersion: 1,
    devices: [],
    clockSamples: [],
    redaction: "none",
  };
  expect(CaptureLine.safeParse(header).success).toBe(true);
});

test("[CAP-3] a trailer has the count and a checksum of 16 digits", () => {
  expect(CaptureLine.safeParse({ kind: "trailer", frames: 0, checksum: "0".repeat(16) }).success).toBe(true);
  expect(CaptureLine.safeParse({ kind: "trailer", frames: 0 }).success).toBe(false);
  expect(CaptureLine.safeParse({ kind: "trailer", frames: 0, checksum: "0".repeat(15) }).success).toBe(false);
});
