import { afterEach, beforeEach, expect, test } from "vitest";
import { hello, liveLine, teeLine } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ controlToken });
});
afterEach(() => relay.close());

const ask = (method: "GET" | "POST", url: string, headers: Record<string, string>, payload: object = {}) =>
  relay.app.inject({
    method,
    url,
    headers: { host: relay.host, ...headers },
    ...(method === "POST" ? { payload } : {}),
  });
const bearer = (text: string) => ({ authorization: `Bearer ${text}` });
const reading = ["/api/v1/sessions", "/api/v1/devices", "/api/v1/access"];
const changing = ["/api/v1/pairing", "/api/v1/devices/phone0001/revoke", "/api/v1/purge"];

async function cookieFor(secret: string): Promise<string> {
  const answer = await ask("POST", "/api/v1/login", {}, { token: secret });
  return String(answer.headers["set-cookie"]).split(";")[0] as string;
}

test("the start token reads and publishes, the control token reads and changes, a device's own publishes alone", async () => {
  await pairDevice(relay);
  for (const url of reading) {
    expect((await ask("GET", url, bearer(token))).statusCode, url).toBe(200);
    expect((await ask("GET", url, bearer(controlToken))).statusCode, url).toBe(200);
  }
  for (const url of changing) {
    const refused = await ask("POST", url, bearer(token));
    expect([refused.statusCode, refused.json().error.code], url).toEqual([403, "forbidden_scope"]);
    expect(refused.json().error.sentence).toContain("control");
  }
  expect((await ask("POST", "/api/v1/pairing", bearer(controlToken))).statusCode).toBe(200);
  await expect(teeLine(relay.host, { token: controlToken }).opened()).rejects.toThrow("403");

  const device = await pairDevice(relay, { deviceId: "phone0002" });
  for (const url of reading) {
    const answer = await ask("GET", url, { authorization: await device.authorization() });
    expect([answer.statusCode, answer.json().error.code], url).toEqual([403, "forbidden_scope"]);
  }
  const own = { token: null, headers: { authorization: await device.authorization() } };
  await expect(liveLine(relay.host, "", own).opened()).rejects.toThrow("403");
});

test("a page begins with reading alone; the second link lets it change things, with a header no other page can know", async () => {
  const cookie = await cookieFor(token);
  expect((await ask("GET", "/api/v1/access", { cookie })).json()).toEqual({ scopes: ["observe"] });
  expect((await ask("POST", "/api/v1/pairing", { cookie })).statusCode).toBe(403);
  await expect(teeLine(relay.host, { token: null, headers: { cookie } }).opened()).rejects.toThrow("403");

  const more = await cookieFor(controlToken);
  const { scopes, changeToken } = (await ask("GET", "/api/v1/access", { cookie: more })).json();
  expect(scopes).toEqual(["observe", "control"]);
  const bare = await ask("POST", "/api/v1/pairing", { cookie: more });
  expect([bare.statusCode, bare.json().error.sentence]).toEqual([403, expect.stringContaining("x-lighty-change")]);
  expect((await ask("POST", "/api/v1/pairing", { cookie: more, "x-lighty-change": "guess" })).statusCode).toBe(403);
  expect((await ask("POST", "/api/v1/pairing", { cookie: more, "x-lighty-change": changeToken })).statusCode).toBe(200);
  expect((await ask("POST", "/api/v1/pairing", { cookie, "x-lighty-change": changeToken })).statusCode).toBe(403);
});

test("a change is a POST of JSON: a form's content types are refused before anything is read", async () => {
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]) {
    const answer = await relay.app.inject({
      method: "POST",
      url: "/api/v1/pairing",
      headers: { host: relay.host, ...bearer(controlToken), "content-type": type },
      payload: "{}",
    });
    expect([answer.statusCode, answer.json().error.code], type).toEqual([400, "bad_shape"]);
  }
});

test("ten different wrong tokens in a minute, then a minute's wait; a page that is signed in goes on", async () => {
  const cookie = await cookieFor(token);
  for (let i = 0; i < 10; i++) expect((await ask("GET", "/api/v1/access", bearer(`guess-${i}`))).statusCode).toBe(401);
  for (const secret of ["guess-11", token]) {
    const answer = await ask("GET", "/api/v1/access", bearer(secret));
    expect([answer.statusCode, answer.json().error.code]).toEqual([429, "too_many_attempts"]);
  }
  expect((await ask("POST", "/api/v1/login", {}, { token })).statusCode).toBe(429);
  await expect(teeLine(relay.host).opened()).rejects.toThrow("429");
  expect((await ask("GET", "/api/v1/access", { cookie })).statusCode).toBe(200);
});

test("a device that goes on with the token of an earlier start keeps nobody out", async () => {
  for (let i = 0; i < 50; i++) expect((await ask("GET", "/api/v1/access", bearer("yesterday"))).statusCode).toBe(401);
  const line = await teeLine(relay.host).opened();
  line.say(hello);
  await line.next("welcome");
  await line.close();
});
