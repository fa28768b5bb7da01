import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { z } from "zod";
import { RelayClient } from "./relay-client.ts";

test("what a relay has not folded yet is asked again, as it says; another refusal is not", async () => {
  const asked: string[] = [];
  const refusal = (code: string) =>
    JSON.stringify({ error: { code, sentence: "the log is folded up to entry 3 of 9" } });
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    const isThere = asked.length === 3;
    if (!isThere) response.writeHead(503, url === "/folding" ? { "retry-after": "0" } : {});
    response.end(isThere ? '{"isThere":true}' : refusal(url === "/folding" ? "not_ready" : "storage_failed"));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const client = new RelayClient({ url, token: "t", controlToken: undefined }, new AbortController().signal);
  const There = z.object({ isThere: z.boolean() });
  expect(await client.get("/folding", There)).toEqual({ isThere: true });
  await expect(client.get("/broken", There)).rejects.toThrow("folded up to entry 3");
  expect(asked).toEqual(["/folding", "/folding", "/folding", "/broken"]);
  server.close();
});
