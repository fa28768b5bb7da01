import { readFileSync } from "node:fs";
import { checkShape, SessionSummary } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openApi } from "../src/http/api-documents.ts";
import { arrivalsOf, buildBatch } from "./build.ts";
import { liveLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { apiFiles, apiFolder } from "./write-api.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay();
});
afterEach(() => relay.close());

function get(path: string): Promise<Response> {
  return fetch(`http://${relay.host}${path}`, { headers: { authorization: `Bearer ${token}` } });
}

test("the committed documents are what the schemas give; if not, run `pnpm api`", () => {
  for (const [name, text] of apiFiles()) expect(readFileSync(new URL(name, apiFolder), "utf8"), name).toBe(text);
});

test("the relay serves both documents, and they hold no reference that leads nowhere", async () => {
  for (const path of ["/api/openapi.json", "/api/asyncapi.json"]) {
    const document = await (await get(path)).json();
    for (const [, reference] of JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]*)"/g)) {
      const parts = (reference as string).split("/").map((part) => part.replaceAll("~1", "/"));
      const target = parts.reduce<unknown>((at, part) => (at as Record<string, unknown>)?.[part], document);
      expect(target, `${path} ${reference}`).toBeDefined();
    }
  }
});

test("every resource of the document answers, and asks for a token unless it says otherwise", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 2])));
  for (const [path, { get: operation }] of Object.entries(openApi().paths)) {
    const url = path.replace("{id}", "s1");
    const { status } = await get(url);
    expect([url, status]).toEqual([url, 200]);
    const stranger = await fetch(`http://${relay.host}${url}`);
    expect([url, stranger.status]).toEqual([url, operation.security.length === 0 ? 200 : 401]);
  }
  const { sessions } = (await (await get("/api/v1/sessions")).json()) as { sessions: unknown[] };
  expect(sessions.map((session) => checkShape(SessionSummary, session).ok)).toEqual([true]);
});

test("/metrics tells the log's head, who is connected, and what was found", async () => {
  await relay.log.append(buildBatch(...arrivalsOf([1, 5])));
  const tee = await welcomedTee(relay.host);
  const dashboard = await liveLine(relay.host).opened();
  await dashboard.next("live");
  const response = await get("/metrics");
  expect(response.headers.get("content-type")).toContain("text/plain");
  const text = await response.text();
  for (const line of [
    "lighty_log_head 2",
    "lighty_devices_connected 1",
    "lighty_dashboards_live 1",
    'lighty_findings{rule="trace_gap"} 1',
    'lighty_findings{rule="drift"} 0',
    "lighty_log_trouble 0",
  ]) {
    expect(text.split("\n")).toContain(line);
  }
  await Promise.all([tee.close(), dashboard.close()]);
});
