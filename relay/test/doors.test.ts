import { createHash, X509Certificate } from "node:crypto";
import { request as askTls } from "node:https";
import { connect } from "node:net";
import type { TLSSocket } from "node:tls";
import { patienceMs } from "@lighty/protocol/testing";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { type Certificate, fingerprintOf, ownCertificate } from "../src/certificate.ts";
import { type Listening, listen } from "../src/listen.ts";
import { MemoryLog } from "../src/log/memory-log.ts";
import { buildRelay, type Relay, type RelayOptions } from "../src/relay.ts";
import { buildFrame } from "./build.ts";
import { framesMessage, hello, liveLine, teeLine } from "./line.ts";
import { temporaryFolder, token } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";

/** Stands for the address of an interface: it is another one than the two the relay always has, and nobody else can reach it. */
const lan = "127.0.0.2";
const folder = temporaryFolder();
let certificate: Certificate;
let relay: Relay;
let listening: Listening;
beforeEach(async () => {
  certificate = await ownCertificate(folder.path, ["localhost", "127.0.0.1", "::1", lan], Date.now());
});
afterEach(async () => {
  await relay.close();
  await listening.close();
  folder.remove();
});

async function open(options: Partial<RelayOptions> = {}): Promise<number> {
  relay = await buildRelay({
    token,
    controlToken,
    log: new MemoryLog("memorylog000"),
    dashboardFolder: `${folder.path}/no-dashboard`,
    phoneFolder: `${folder.path}/no-phone`,
    ...options,
  });
  listening = await listen(relay.app, { port: 0, strangers: relay.gateway.strangers, ...options });
  return listening.port;
}

const bearer = { authorization: `Bearer ${token}` };
const pairedAt = (host: string) => pairDevice({ ...relay, host });

/** Reads over TLS as a device does: it believes the key that it pinned, and nobody's signature. */
function pinned(url: string, headers: Record<string, string> = {}, fingerprint = fingerprintOf(certificate)) {
  return new Promise<{ status: number; body: string; headers: NodeJS.Dict<unknown> }>((resolve, reject) => {
    const request = askTls(url, { headers, rejectUnauthorized: false, agent: false }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body, headers: response.headers }));
    });
    request.on("socket", (socket) =>
      socket.on("secureConnect", () => {
        const shown = new X509Certificate((socket as TLSSocket).getPeerCertificate().raw);
        const key = shown.publicKey.export({ type: "spki", format: "der" });
        if (createHash("sha256").update(key).digest("hex") !== fingerprint) socket.destroy(new Error("another key"));
      }),
    );
    request.on("error", reject);
    request.end();
  });
}

test("nothing but the two addresses of this machine is listened on, unless one more is named", async () => {
  const port = await open();
  expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
  await expect(fetch(`http://${lan}:${port}/healthz`)).rejects.toThrow("fetch failed");
});

test("the named address is one more, known by its name; every other name is still foreign", async () => {
  const port = await open({ lan });
  expect(listening.addresses.filter((address) => address !== "::1")).toEqual(["127.0.0.1", lan]);
  expect((await fetch(`http://${lan}:${port}/healthz`)).status).toBe(200);
  const named = (host: string, origin = "") =>
    relay.app.inject({ url: "/healthz", headers: { host, ...(origin === "" ? {} : { origin }) } });
  expect((await named(`${lan}:${port}`, `http://${lan}:${port}`)).statusCode).toBe(200);
  expect((await named(`${lan}:${port}`, `https://${lan}:${port}`)).statusCode).toBe(403);
  for (const host of ["127.0.0.3", `${lan}.evil.example`, "0.0.0.0", "evil.example"])
    expect((await named(`${host}:${port}`)).statusCode, host).toBe(403);
});

test("where others read along no token is taken, in no form; a paired device's proof is, and health values stay out", async () => {
  const port = await open({ lan });
  const host = `${lan}:${port}`;
  const json = { "content-type": "application/json" };
  const cookie = String((await logIn(`127.0.0.1:${port}`)).headers.get("set-cookie")).split(";")[0] as string;
  for (const headers of [bearer, { cookie }, { authorization: `Bearer ${controlToken}` }]) {
    const answer = await fetch(`http://${host}/api/v1/access`, { headers });
    const { error } = (await answer.json()) as { error: { sentence: string } };
    expect([answer.status, error.sentence]).toEqual([401, expect.stringContaining("read along")]);
  }
  expect((await logIn(host)).status).toBe(401);
  await expect(teeLine(host).opened()).rejects.toThrow("401");
  await expect(liveLine(host).opened()).rejects.toThrow("401");

  const device = await pairedAt(host);
  const line = await teeLine(host, { token: null, headers: { authorization: await device.authorization() } }).opened();
  line.say(hello);
  expect(await line.next("welcome")).toMatchObject({ redactHealth: true });
  line.say(framesMessage(buildFrame()));
  await line.next("ack");
  await line.close();
  // As long as a line is open in clear, those that need not cross it leave health values out as well.
  const own = await teeLine(`127.0.0.1:${port}`).opened();
  own.say({ ...hello, deviceId: "watch0001", role: "watch" });
  expect(await own.next("welcome")).toMatchObject({ redactHealth: true });
  await own.close();
  // A code made here has 24 letters, and leads devices to the named address.
  const made = await fetch(`http://127.0.0.1:${port}/api/v1/pairing`, {
    method: "POST",
    headers: { ...json, authorization: `Bearer ${controlToken}` },
    body: "{}",
  });
  const { code, link } = (await made.json()) as { code: string; link: string };
  expect(code.replaceAll("-", "")).toHaveLength(24);
  expect(new URL(link).searchParams.get("relay")).toBe(`http://${host}`);
});

function logIn(host: string, scheme = "http") {
  return fetch(`${scheme}://${host}/api/v1/login`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ token }),
  });
}

test("encrypted, a device that pinned the key reads and tees on every address; one that pinned another breaks off", async () => {
  const port = await open({ lan, certificate });
  for (const name of ["127.0.0.1", "localhost", lan]) {
    const url = `https://${name}:${port}/api/v1/access`;
    const answer = await pinned(url, { ...bearer, origin: `https://${name}:${port}` });
    expect([answer.status, JSON.parse(answer.body)], name).toEqual([200, { scopes: ["observe", "publish"] }]);
    expect((await pinned(url, { ...bearer, origin: `http://${name}:${port}` })).status).toBe(403);
  }
  await expect(pinned(`https://${lan}:${port}/healthz`, {}, "0".repeat(64))).rejects.toThrow("another key");

  const ca = certificate.cert;
  const socket = new WebSocket(`wss://${lan}:${port}/v1/tee`, { headers: bearer, ca });
  const welcome = await new Promise<string>((resolve, reject) => {
    socket.on("open", () => socket.send(JSON.stringify(hello)));
    socket.on("message", (data) => resolve(data.toString()));
    socket.on("error", reject);
  });
  expect(JSON.parse(welcome)).toMatchObject({ type: "welcome" });
  expect(JSON.parse(welcome).redactHealth).toBeUndefined();
  expect(relay.gateway.strangers.count).toBe(0);
  socket.terminate();
});

test("encrypted, a page's cookie is for encrypted lines alone, and the pairing link holds the key", async () => {
  await open({ lan, certificate });
  const host = `${lan}:${listening.port}`;
  const post = (path: string, payload: object, authorization = `Bearer ${controlToken}`) =>
    new Promise<{ body: string; headers: NodeJS.Dict<unknown> }>((resolve, reject) => {
      const headers = { "content-type": "application/json", authorization };
      const request = askTls(
        `https://${host}${path}`,
        { method: "POST", headers, ca: certificate.cert, agent: false },
        (response) => {
          let body = "";
          response.on("data", (chunk) => {
            body += chunk;
          });
          response.on("end", () => resolve({ body, headers: response.headers }));
        },
      );
      request.on("error", reject);
      request.end(JSON.stringify(payload));
    });
  expect(String((await post("/api/v1/login", { token })).headers["set-cookie"])).toContain("; Secure");
  const link = new URL(JSON.parse((await post("/api/v1/pairing", {})).body).link);
  expect(Object.fromEntries(link.searchParams)).toMatchObject({
    relay: `https://${host}`,
    fingerprint: fingerprintOf(certificate),
  });
});

test("whoever speaks plain HTTP to an encrypted port is led to the same place with https, and nothing is read of it", async () => {
  const port = await open({ lan, certificate });
  for (const name of ["127.0.0.1", lan]) {
    const answer = await fetch(`http://${name}:${port}/sessions/s1?entry=4`, { headers: bearer, redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([
      308,
      `https://${name}:${port}/sessions/s1?entry=4`,
    ]);
  }
  await expect(teeLine(`127.0.0.1:${port}`).opened()).rejects.toThrow("308");
});

test("encrypted or not, strangers have 64 connections, and one that says nothing is let go", async () => {
  const port = await open({ certificate });
  const silent = Array.from({ length: 70 }, () => connect(port, "127.0.0.1").on("error", () => {}));
  await vi.waitFor(() => expect(silent.filter(({ destroyed }) => destroyed)).toHaveLength(6), patienceMs);
  expect(relay.gateway.strangers.count).toBe(64);
  expect((await pinned(`https://127.0.0.1:${port}/api/v1/access`, bearer)).status).toBe(200);
  // Half a handshake, and noise that begins like one.
  const noise = connect(port, "127.0.0.1")
    .on("error", () => {})
    .resume();
  noise.write(Buffer.from([0x16, 3, 1, 255, 255, 1, 2, 3]));
  // A plain request that drips.
  const plain = connect(port, "127.0.0.1")
    .on("error", () => {})
    .resume();
  plain.write("GET / HTTP/1.1\r\nhost: ");
  const drip = setInterval(() => plain.write("x"), 500);
  await Promise.all([noise, plain].map((each) => new Promise((resolve) => each.once("close", resolve))));
  clearInterval(drip);
  await Promise.all(silent.map((each) => each.destroyed || new Promise((resolve) => each.once("close", resolve))));
  expect((await pinned(`https://127.0.0.1:${port}/healthz`)).status).toBe(200);
});
