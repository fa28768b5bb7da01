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

test("the page is served at its address, its files as they are, and what is missing is missing, with the way back for a reader", async () => {
  mkdirSync(join(folder.path, "assets"), { recursive: true });
  writeFileSync(join(folder.path, "index.html"), "<title>Lighty</title>");
  writeFileSync(join(folder.path, "assets/page.js"), "export {};");
  writeFileSync(join(folder.path, ".built-from"), "secret");
  relay = await openRelay({ dashboardFolder: folder.path });
  const get = (url: string) => relay.app.inject({ url, headers: { host: relay.host } });
  for (const path of ["/", "/index.html", "/?session=s1&entry=4"]) {
    const answer = await get(path);
    expect([answer.statusCode, answer.body], path).toEqual([200, "<title>Lighty</title>"]);
    expect(answer.headers["content-type"]).toContain("text/html");
  }
  // All that it loads is named from where it stands: further down it would load nothing, and stay black.
  for (const path of ["/sessions", "/sessions/s1?entry=4"]) {
    const answer = await get(path);
    expect([answer.statusCode, answer.headers["content-type"]], path).toEqual([404, expect.stringContaining("html")]);
    expect(answer.body).toContain('<a href="/">');
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

test("the phone app is served below /phone by the same rules, and until it is built the page looks again by itself", async () => {
  const phone = join(folder.path, "phone");
  mkdirSync(phone, { recursive: true });
  relay = await openRelay({ dashboardFolder: folder.path, phoneFolder: phone });
  const get = (url: string) => relay.app.inject({ url, headers: { host: relay.host } });
  expect((await get("/phone")).headers.location).toBe("/phone/");
  const early = await get("/phone/");
  expect([early.statusCode, early.body]).toEqual([503, expect.stringContaining("pnpm phone")]);
  expect(early.body).toContain('http-equiv="refresh"');

  writeFileSync(join(phone, "index.html"), "<title>The phone</title>");
  writeFileSync(join(phone, "page.css"), "body {}");
  for (const path of ["/phone/", "/phone/history", "/phone/?room=gym"]) {
    expect((await get(path)).body, path).toBe("<title>The phone</title>");
  }
  expect((await get("/phone/page.css")).headers["content-type"]).toContain("text/css");
  expect((await get("/phone/")).headers["content-security-policy"]).toContain("default-src 'self'");
  writeFileSync(join(folder.path, "beside.js"), "export {};");
  for (const path of ["/phone/other.js", "/phone/..%2fbeside.js", "/phone/%2e%2e%2fbeside.js"]) {
    const answer = await get(path);
    expect([400, 403, 404], path).toContain(answer.statusCode);
    expect(answer.body, path).not.toContain("export");
  }
});

test("in a container, where nothing is built, the page says where the phone is instead of waiting for it", async () => {
  relay = await openRelay({ isContainer: true, phoneFolder: join(folder.path, "nowhere") });
  const { statusCode, body } = await relay.app.inject({ url: "/phone/", headers: { host: relay.host } });
  expect([statusCode, body]).toEqual([503, expect.stringContaining("not in this image")]);
  expect(body).not.toContain("refresh");
});
