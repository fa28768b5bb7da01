import { expect, test } from "vitest";
import { Control } from "./control.ts";

const page = "http://localhost:7788/";

/** A relay that lets one page change things, and writes down what it was asked. */
function relay(scopes: string[], refusal?: { status: number; sentence: string }) {
  const asked: [path: string, headers: unknown][] = [];
  const ask = (async (url: URL, init?: RequestInit) => {
    if (init === undefined)
      return Response.json({ scopes, ...(scopes.includes("control") ? { changeToken: "t" } : {}) });
    asked.push([url.pathname, init.headers]);
    if (refusal !== undefined) {
      return Response.json({ error: { code: "x", sentence: refusal.sentence } }, { status: refusal.status });
    }
    if (url.pathname.endsWith("pairing"))
      return Response.json({ code: "ABCD-EFGH", expiresAt: 1, link: "lighty://pair" });
    return new Response(null, { status: 204 });
  }) as typeof fetch;
  return { ask, asked };
}

const headers = { "content-type": "application/json", "x-lighty-change": "t" };

test("a page that may only read has nothing to change things with", async () => {
  expect(await Control.of(page, relay(["observe"]).ask)).toBeNull();
});

test("each change is a POST of JSON with the header that only this origin can have read", async () => {
  const { ask, asked } = relay(["observe", "control"]);
  const control = await Control.of(page, ask);
  await control?.purge();
  await control?.revoke("phone/1");
  expect(await control?.invite()).toEqual({ code: "ABCD-EFGH", expiresAt: 1, link: "lighty://pair" });
  expect(asked).toEqual([
    ["/api/v1/purge", headers],
    ["/api/v1/devices/phone%2F1/revoke", headers],
    ["/api/v1/pairing", headers],
  ]);
});

test("a refusal is thrown in the relay's words", async () => {
  const control = await Control.of(page, relay(["control"], { status: 404, sentence: "no device is paired" }).ask);
  await expect(control?.revoke("phone0001")).rejects.toThrow("no device is paired");
});
