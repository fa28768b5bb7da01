import { expect, test } from "vitest";
import { DeviceId, Id, isDeviceId, isId } from "./ids.ts";

const ids = ["a", "0", "s-1", "a.b_c-d", "9b2e6f0c-0000-4000-8000-0123456789ab", "constructor", "a".repeat(64)];
const others = ["", "A", "-a", ".a", "_a", "a/b", "a b", "é", "a\n", "a".repeat(65)];

test.each(ids)("[ENV-4] %j is an id", (text) => {
  expect(isId(text)).toBe(true);
  expect(Id.safeParse(text).success).toBe(true);
});

test.each(others)("[ENV-4] %j is not an id", (text) => {
  expect(isId(text)).toBe(false);
  expect(Id.safeParse(text).success).toBe(false);
});

test("[ENV-3] a deviceId is 8 to 32 lowercase letters and digits", () => {
  for (const text of ["abcdefgh", "12345678", "constructor", "a".repeat(32)]) {
    expect(isDeviceId(text)).toBe(true);
    expect(DeviceId.safeParse(text).success).toBe(true);
  }
  for (const text of ["abcdefg", "a".repeat(33), "ABCDEFGH", "abcd-efgh", "abcdefg\n", ""]) {
    expect(isDeviceId(text)).toBe(false);
    expect(DeviceId.safeParse(text).success).toBe(false);
  }
});
