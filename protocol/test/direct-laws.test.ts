import { expect, test } from "vitest";
import {
  checkBeforeActivation,
  checkClosedSnapshot,
  checkDuplicates,
  checkEcho,
  checkForgotten,
  checkNewcomer,
  checkPoisonedRevision,
  checkRebootedClock,
} from "./suite/direct-laws.ts";

test("invariant 7 [CLO-4] [CLO-5] nothing rises from a forgotten session", () => expect(checkForgotten()).toEqual([]));
test("[RCV-3] [DUP-1] a duplicate is known by its seq, also after a restart", () =>
  expect(checkDuplicates()).toEqual([]));
test("[BND-3] a revision that could never be beaten is refused", () => expect(checkPoisonedRevision()).toEqual([]));
test("[RCV-8] a device's own words change nothing", () => expect(checkEcho()).toEqual([]));
test("[OUT-7] [SNP-5] what no outbox holds any more reaches a newcomer by snapshot", () =>
  expect(checkNewcomer()).toEqual([]));
test("[CLK-5] after a reboot the first new sample counts, through another restart", () =>
  expect(checkRebootedClock()).toEqual([]));
test("[OUT-2] [LNK-4] nothing is sent before the link is activated, and everything after", () =>
  expect(checkBeforeActivation()).toEqual([]));
test("[SNP-1] a snapshot of a closed session brings its vector", () => expect(checkClosedSnapshot()).toEqual([]));
