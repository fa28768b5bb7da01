import { errorCodes, errorRegistry } from "@lighty/protocol";
import { expect, test } from "vitest";
import { asRelayError, errorBody, refuse, storageFailed } from "./errors.ts";

test("[ERR-1] every code of the registry can be said over HTTP", () => {
  for (const code of errorCodes) {
    const error = refuse(code);
    expect(error.statusCode).toBeGreaterThanOrEqual(400);
    expect(errorBody(error)).toEqual({ error: { code, sentence: errorRegistry[code].sentence } });
  }
});

test("[ERR-2] a fault of the relay's own tells nothing of its inside, a failed write says why", () => {
  expect(errorBody(asRelayError(new Error("secret path")))).toEqual({
    error: { code: "internal", sentence: errorRegistry.internal.sentence },
  });
  expect(storageFailed(new Error("disk is full"))).toMatchObject({
    code: "storage_failed",
    statusCode: 503,
    sentence: expect.stringContaining("disk is full"),
  });
});
