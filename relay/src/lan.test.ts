import type { NetworkInterfaceInfo } from "node:os";
import { expect, test } from "vitest";
import { anyLan, lanAddress } from "./lan.ts";

const of = (address: string, internal = false) => ({ address, internal }) as NetworkInterfaceInfo;
const lo = [of("127.0.0.1", true), of("::1", true)];
const en0 = [of("fe80::1"), of("fd00::7"), of("192.168.1.7")];
const docker0 = [of("172.17.0.1")];
const misuse = (wanted: string, interfaces: Record<string, NetworkInterfaceInfo[]>) =>
  (lanAddress(wanted, interfaces) as { misuse: string }).misuse;

test("an interface is named by itself or by one of its addresses; of its addresses the first that a link can hold", () => {
  const interfaces = { lo, en0, docker0 };
  expect(lanAddress("en0", interfaces)).toBe("192.168.1.7");
  expect(lanAddress("fd00::7", interfaces)).toBe("fd00::7");
  expect(lanAddress("[FD00::7]", interfaces)).toBe("fd00::7");
  expect(lanAddress("127.0.0.2", interfaces)).toBe("127.0.0.2");
});

test("without a name it is the only one that leads anywhere, and nothing is guessed where there are more or none", () => {
  expect(lanAddress(anyLan, { lo, en0 })).toBe("192.168.1.7");
  expect(misuse(anyLan, { lo, en0, docker0 })).toContain("en0 (192.168.1.7, fd00::7), docker0 (172.17.0.1)");
  expect(misuse(anyLan, { lo })).toContain("not exactly one to choose; here are lo (127.0.0.1, ::1)");
});

test("one that does not exist is answered with those that do; everything at once is none", () => {
  for (const wanted of ["eth9", "0.0.0.0", "::", "8.8.8.8", "fe80::1", ""]) {
    expect(misuse(wanted, { lo, en0 })).toBe(
      `--lan is ${JSON.stringify(wanted)}; it is an interface or one of its addresses, and here are lo (127.0.0.1, ::1), en0 (192.168.1.7, fd00::7)`,
    );
  }
});
