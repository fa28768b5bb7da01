import { request } from "node:http";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { errorCodes } from "@lighty/protocol";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, Line, liveLine, teeLine, welcomedTee } from "./line.ts";
import { type OpenRelay, openRelay, token } from "./open-relay.ts";

let relay: OpenRelay;
beforeEach(async () => {
  // Every wrong token of these tests comes from one address; that there is a limit has a test of its own.
  relay = await openRelay({ wrongTokens: 1_000 });
});
afterEach(() => relay.close());

const bearer = { authorization: `Bearer ${token}` };
const paths = [
  "/api/v1/sessions",
  "/api/v1/sessions/s1",
  "/api/v1/sessions/s1/entries",
  "/api/v1/devices",
  "/api/v1/live",
  "/v1/tee",
  "/api/nothing",
  "/v1",
  "/api",
];

/** Over a real socket, with any Host: `fetch` would not let one be chosen. */
function get(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; headers: Record<string, unknown> }> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: relay.port, host: "127.0.0.1", path, headers }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    asked.on("error", reject);
    asked.end();
  });
}

test("without a token, or with a wrong one, every address but /healthz and the page answers 401 with a code", async () => {
  const wrong = [
    {},
    { authorization: "Bearer wrong" },
    { authorization: `Basic ${token}` },
    { authorization: `Bearer ${token}x` },
    { cookie: "lighty_memorylog000=guess" },
    { cookie: `token=${token}` },
  ];
  for (const path of paths) {
    for (const headers of wrong) {
      const { status, body } = await get(path, headers as Record<string, string>);
      expect(status, path).toBe(401);
      expect(JSON.parse(body).error).toEqual({ code: "unauthorized", sentence: expect.any(String) });
      expect(body).not.toContain(token);
    }
    expect((await get(`${path}?token=${token}`)).status, `${path} with the token in the query`).toBe(401);
  }
  expect((await get("/healthz")).status).toBe(200);
  expect((await get("/")).body).toContain("<!doctype html>");
});

test("a socket is refused before the upgrade: no token, a wrong one, a foreign page, a rebound name", async () => {
  const attacks: [options: object, status: number][] = [
    [{ token: null }, 401],
    [{ token: "wrong" }, 401],
    [{ headers: { origin: "https://evil.example" } }, 403],
    [{ headers: { origin: "null" } }, 403],
    [{ headers: { origin: `http://localhost:${relay.port + 1}` } }, 403],
    [{ headers: { origin: `https://${relay.host}` } }, 403],
    [{ headers: { host: "evil.example" } }, 403],
    [{ headers: { host: `rebound.evil.example:${relay.port}` } }, 403],
    [{ headers: { host: "localhost.evil.example" } }, 403],
    [{ headers: { host: "a b" } }, 400],
  ];
  for (const [options, status] of attacks) {
    await expect(teeLine(relay.host, options).opened(), JSON.stringify(options)).rejects.toThrow(
      `refused with ${status}`,
    );
    await expect(liveLine(relay.host, "", options).opened(), JSON.stringify(options)).rejects.toThrow(
      `refused with ${status}`,
    );
  }
});

test("a foreign page is turned away even with the token or the cookie", async () => {
  const cookie = await logIn();
  for (const credentials of [bearer, { cookie }]) {
    for (const origin of ["https://evil.example", "null", "http://127.0.0.1", "file://"]) {
      const { status, body } = await get("/api/v1/sessions", { ...credentials, origin });
      expect(status).toBe(403);
      expect(JSON.parse(body).error.code).toBe("foreign_origin");
    }
  }
  expect((await get("/healthz", { host: "evil.example" })).status).toBe(403);
  expect((await get("/", { host: "evil.example" })).status).toBe(403);
});

test("the token opens, from our own page or from no page; by every name of this machine", async () => {
  for (const name of ["127.0.0.1", "localhost", "LOCALHOST", "[::1]"]) {
    const host = `${name}:${relay.port}`;
    expect((await get("/api/v1/sessions", { ...bearer, host })).status, host).toBe(200);
    expect((await get("/api/v1/sessions", { ...bearer, host, origin: `http://${host.toLowerCase()}` })).status).toBe(
      200,
    );
  }
  const line = await teeLine(relay.host, { headers: { origin: `http://${relay.host}` } }).opened();
  line.say(hello);
  await line.next("welcome");
  await line.close();
});

test("an address that has no socket upgrades nobody, with a token or without", async () => {
  for (const path of ["/", "/healthz", "/phone", "/v1/challenge", "/api/v1/sessions", "/api/nothing"]) {
    for (const own of [null, token]) {
      const line = new Line(`ws://${relay.host}${path}`, { token: own });
      await expect(line.opened(), `${path} with ${own}`).rejects.toThrow("refused with 4");
    }
  }
});

async function logIn(): Promise<string> {
  const answer = await relay.app.inject({
    method: "POST",
    url: "/api/v1/login",
    headers: { host: relay.host },
    payload: { token },
  });
  expect(answer.statusCode).toBe(204);
  return String(answer.headers["set-cookie"]).split(";")[0] as string;
}

test("a page swaps the token for a cookie that scripts and other sites cannot use", async () => {
  const answer = await relay.app.inject({
    method: "POST",
    url: "/api/v1/login",
    headers: { host: relay.host },
    payload: { token },
  });
  const header = String(answer.headers["set-cookie"]);
  for (const part of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(header).toContain(part);
  expect(header).not.toContain(token);
  const cookie = header.split(";")[0] as string;
  expect((await get("/api/v1/sessions", { cookie: `other=1; ${cookie}` })).status).toBe(200);
  const line = await liveLine(relay.host, "", {
    token: null,
    headers: { cookie, origin: `http://${relay.host}` },
  }).opened();
  await line.next("live");
  await line.close();
});

test("the page that the relay opens by itself has a token for one log-in, to read", async () => {
  const { access } = relay.gateway;
  const logInWith = (shown: string) =>
    relay.app.inject({
      method: "POST",
      url: "/api/v1/login",
      headers: { host: relay.host },
      payload: { token: shown },
    });
  const [old, once] = [access.makeOnceToken(), access.makeOnceToken()];
  expect((await get("/api/v1/sessions", { authorization: `Bearer ${once}` })).status).toBe(401);
  expect((await logInWith(old)).statusCode).toBe(401);
  const cookie = String((await logInWith(once)).headers["set-cookie"]).split(";")[0] as string;
  expect(JSON.parse((await get("/api/v1/access", { cookie })).body)).toEqual({ scopes: ["observe"] });
  expect((await logInWith(once)).statusCode).toBe(401);
});

test("login refuses a wrong token, another content type, and what is not JSON", async () => {
  const post = (payload: string, type: string) =>
    relay.app.inject({
      method: "POST",
      url: "/api/v1/login",
      headers: { host: relay.host, "content-type": type },
      payload,
    });
  const cases: [payload: string, type: string, status: number, code: string][] = [
    ['{"token":"wrong"}', "application/json", 401, "unauthorized"],
    ['{"token":1}', "application/json", 400, "bad_shape"],
    ["null", "application/json", 400, "bad_shape"],
    ["{", "application/json", 400, "bad_json"],
    ['{"__proto__":{"token":"x"}}', "application/json", 400, "bad_shape"],
    ['{"constructor":{"prototype":{"token":"x"}}}', "application/json", 400, "bad_shape"],
    [`{"token":${"[".repeat(17)}${"]".repeat(17)}}`, "application/json", 400, "too_deep"],
    [`{"token":${"[".repeat(400_000)}${"]".repeat(400_000)}}`, "application/json", 400, "too_deep"],
    [`{"token":"${"x".repeat(4_097)}"}`, "application/json", 400, "bad_shape"],
    [`{"token":"x","more":[${"1,".repeat(5_000)}1]}`, "application/json", 400, "bad_shape"],
    [`{"token":"${token}"}`, "text/plain", 400, "bad_shape"],
    [`token=${token}`, "application/x-www-form-urlencoded", 400, "bad_shape"],
    [`{"token":"${"x".repeat(1_100_000)}"}`, "application/json", 413, "too_large"],
  ];
  for (const [payload, type, status, code] of cases) {
    const answer = await post(payload, type);
    expect([answer.statusCode, answer.json().error?.code], `${type} ${payload.slice(0, 40)}`).toEqual([status, code]);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  }
});

test("every answer forbids framing, sniffing and foreign scripts, and none invites other origins", async () => {
  for (const path of ["/", "/healthz", "/api/v1/sessions", "/api/nothing"]) {
    const { headers } = await get(path, { ...bearer, origin: `http://${relay.host}` });
    expect(headers["content-security-policy"]).toContain("default-src 'self'");
    expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
    expect(headers["x-content-type-options"]).toBe("nosniff");
    expect(headers["access-control-allow-origin"]).toBeUndefined();
  }
});

test("[ERR-1] whatever is asked wrongly, the answer is an error with a code and a sentence", async () => {
  const wrong: [path: string, status: number, code: string][] = [
    ["/api/nothing", 404, "not_found"],
    ["/api/v1/sessions/never-heard-of", 404, "session_unknown"],
    ["/api/v1/sessions/never-heard-of/entries", 404, "session_unknown"],
    ["/api/v1/sessions/constructor", 404, "session_unknown"],
    ["/api/v1/sessions?limit=0", 400, "bad_query"],
    ["/api/v1/sessions?limit=1001", 400, "bad_query"],
    ["/api/v1/sessions?limit=ten", 400, "bad_query"],
    ["/api/v1/sessions?limit=1&limit=2", 400, "bad_query"],
    ["/api/v1/sessions?after=nowhere", 400, "bad_query"],
    ["/api/v1/live", 400, "bad_shape"],
    ["/api/v1/entries?filter=colour:red", 400, "bad_query"],
    ["/api/v1/entries?filter=a&filter=b", 400, "bad_query"],
    ["/api/v1/live?session=UPPER", 400, "bad_query"],
    ["/api/v1/live?after=%20", 400, "bad_query"],
    ["/v1/tee", 400, "bad_shape"],
    ["/api/v1/sessions/%", 400, "bad_shape"],
  ];
  for (const [path, status, code] of wrong) {
    const answer = await get(path, bearer);
    expect([answer.status, JSON.parse(answer.body).error?.code], path).toEqual([status, code]);
    expect(JSON.parse(answer.body).error.sentence.length).toBeGreaterThan(5);
  }
  expect(JSON.parse((await get("/api/v1/sessions?limit=ten", bearer)).body).error.sentence).toBe(
    'limit is "ten"; it is a number from 1 to 1000',
  );
});

test("nothing of the API is kept by a cache, however its address is spelled", async () => {
  for (const path of ["/api/v1/sessions", "/%61pi/v1/sessions", "/v1/nothing", "/metrics"])
    expect((await get(path, bearer)).headers["cache-control"], path).toBe("no-store");
});

test("a page built of files cannot be led out of its folder", async () => {
  for (const path of [
    "/../package.json",
    "/..%2f..%2fpackage.json",
    "/%2e%2e/%2e%2e/etc/passwd",
    "//etc/passwd",
    "/.built-from",
  ]) {
    const { status, body } = await get(path);
    expect([400, 403, 404, 503], path).toContain(status);
    expect(body).not.toContain("root:");
  }
});

/** What comes back for these very bytes, until the relay hangs up. */
async function answerToBytes(...pieces: (string | (() => void))[]): Promise<string> {
  const socket = connect(relay.port, "127.0.0.1");
  socket.on("error", () => {});
  for (const piece of pieces) {
    if (typeof piece === "string") await new Promise((written) => socket.write(piece, written));
    else piece();
  }
  return text(socket);
}

test("[ERR-1] what Node or Fastify would refuse by themselves is refused in the registry's words", async () => {
  const own = `Host: ${relay.host}\r\nConnection: close\r\n`;
  const bad = "HTTP/1.1 400";
  const cases: [request: string, status: string, sentence: string][] = [
    ["GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", bad, "the Host header is missing or cannot be read"],
    [`GET /healthz HTTP/1.1\r\n${own}Host: evil.example\r\n\r\n`, bad, "the Host header is missing or cannot be read"],
    [`GET /api/v1/devices/%zz/clock HTTP/1.1\r\n${own}\r\n`, bad, "is not a valid url component"],
    [`GET /api/v1/sessions HTTP/1.1\r\n${own}Expect: a miracle\r\n\r\n`, "HTTP/1.1 401", "no token was sent"],
    ["GET /healthz HTTP/9.9\r\n\r\n", bad, "the request is not HTTP that can be read"],
  ];
  for (const [request, status, sentence] of cases) {
    const answer = await answerToBytes(request);
    expect(answer.slice(0, status.length), request).toBe(status);
    const { error } = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")));
    expect(errorCodes).toContain(error.code);
    expect(error.sentence).toContain(sentence);
  }
});

test("[ERR-1] a request that comes while the relay stops hears so in the registry's words", async () => {
  let closed: Promise<void> | undefined;
  const answer = await answerToBytes(
    `GET /healthz HTTP/1.1\r\nHost: ${relay.host}\r\n`,
    () => {
      closed = relay.close();
    },
    "\r\n",
  );
  await closed;
  relay = await openRelay();
  expect(answer.slice(0, 12)).toBe("HTTP/1.1 503");
  expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).error.code).toBe("shutting_down");
});

test("what is not HTTP is answered once and let go; the relay goes on", async () => {
  for (const noise of [
    "\0\0\0\0\r\n\r\n",
    "GET / HTTP/1.1\r\n\r\n",
    `GET / HTTP/1.1\r\nx: ${"y".repeat(100_000)}\r\n\r\n`,
  ]) {
    const socket = connect(relay.port, "127.0.0.1");
    let heard = "";
    socket.on("data", (data) => {
      heard += data;
    });
    socket.on("error", () => {});
    socket.write(noise);
    await new Promise((resolve) => socket.on("close", resolve));
    expect(heard).toMatch(/^HTTP\/1\.1 4\d\d/);
  }
  const line = await welcomedTee(relay.host);
  line.say(framesMessage(buildFrame()));
  await line.next("ack");
  await line.close();
});
