import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { type OpenRelay, openRelay, temporaryFolder } from "../../test/open-relay.ts";

const folder = temporaryFolder();
let relay: OpenRelay;
afterEach(async () => {
  await relay.close();
  folder.remove();
});

test("the page is served for every place within it, its files as they are, and what is missing is missing", async () => {
  mkdirSync(join(folder.path, "assets"), { recursive: true });
  writeFileSync(join(folder.path, "index.html"), "<title>Lighty</title>");
  writeFileSync(join(folder.path, "assets/page.js"), "export {};");
  writeFileSync(join(folder.path, ".built-from"), "secret");
  relay = await openRelay({ dashboardFolder: folder.path });
  const get = (url: string) => relay.app.inject({ url, headers: { host: relay.host } });
  for (const path of ["/", "/index.html", "/sessions/s1", "/sessions/s1?entry=4"]) {
    const answer = await get(path);
    expect([answer.statusCode, answer.body], path).toEqual([200, "<title>Lighty</title>"]);
    expect(answer.headers["content-type"]).toContain("text/html");
  }
  const script = await get("/assets/page.js");
  expect([script.statusCode, script.headers["content-type"]]).toEqual([200, expect.stringContaining("javascript")]);
  for (const path of ["/assets/other.js", "/.built-from", "/assets/.built-from"]) {
    const answer = await get(path);
    expect([answer.statusCode, answer.json().error.code], path).toEqual([404, "not_found"]);
  }
});

test("a dashboard that is not built says how to build it", async () => {
  relay = await openRelay({ dashboardFolder: join(folder.path, "nowhere") });
  const answer = await relay.app.inject({ url: "/", headers: { host: relay.host } });
  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain("scripts/build-dashboard.mjs");
});
