import { expect, test } from "vitest";
import { type Connection, connectionAfter, firstConnection, retryDelayMs } from "./connection.ts";

const closed = (now: number) => ({ event: "closed", now, reason: "gone", retryAfterMs: 500 }) as const;

test("a connection is live only after the backlog is behind", () => {
  const welcomed = connectionAfter(firstConnection, { event: "welcomed" });
  expect(welcomed).toEqual({ state: "catching_up" });
  expect(connectionAfter(welcomed, { event: "live" })).toEqual({ state: "live" });
});

test("a break says when the next try is, and counts the tries", () => {
  let connection: Connection = connectionAfter({ state: "live" }, closed(1_000));
  expect(connection).toEqual({ state: "disconnected", attempt: 1, since: 1_000, retryAt: 1_500, reason: "gone" });
  connection = connectionAfter(connection, { event: "retry" });
  expect(connection).toEqual({ state: "connecting", attempt: 1 });
  expect(connectionAfter(connection, closed(2_000))).toMatchObject({ attempt: 2, retryAt: 2_500 });
});

test("a line that was up again counts its tries from the beginning", () => {
  expect(connectionAfter({ state: "catching_up" }, closed(9_000))).toMatchObject({ attempt: 1 });
});

test("[STR-4] a relay that cannot write its log is live and says that it records nothing, until it does again or the line breaks", () => {
  const full = connectionAfter({ state: "catching_up" }, { event: "storage", trouble: "disk full" });
  const live = connectionAfter(full, { event: "live" });
  expect([full, live]).toEqual([
    { state: "catching_up", notRecording: "disk full" },
    { state: "live", notRecording: "disk full" },
  ]);
  expect(connectionAfter(live, { event: "storage", trouble: undefined })).toEqual({ state: "live" });
  expect(connectionAfter(connectionAfter(live, closed(1)), { event: "welcomed" })).toEqual({ state: "catching_up" });
  expect(connectionAfter(firstConnection, { event: "storage", trouble: "x" })).toEqual(firstConnection);
});

test("a refusal is not retried", () => {
  expect(connectionAfter(firstConnection, { event: "refused", reason: "no token" })).toEqual({
    state: "refused",
    reason: "no token",
  });
});

test("patience grows and is bounded", () => {
  expect([0, 1, 2, 3, 4, 20].map(retryDelayMs)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 8_000]);
});
