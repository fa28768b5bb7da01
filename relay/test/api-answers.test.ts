import { createRequire } from "node:module";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { afterEach, beforeEach, expect, test } from "vitest";
import { asyncApi, openApi } from "../src/http/api-documents.ts";
import { captureContent } from "../src/http/captures.ts";
import { buildBatch } from "./build.ts";
import { type OpenRelay, openRelay } from "./open-relay.ts";
import { controlToken, pairDevice } from "./pair.ts";
import { storyArrivals } from "./story.ts";

/*
 * The documents against what others say a document is, and what is really answered against the documents.
 */

let relay: OpenRelay;
beforeEach(async () => {
  relay = await openRelay({ controlToken });
});
afterEach(() => relay.close());

const load = createRequire(import.meta.url);

test("docs/api/openapi.json is OpenAPI 3.1", async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(openApi());
  expect(errors ?? []).toEqual([]);
  expect([valid, validator.version]).toEqual([true, "3.1"]);
});

test("docs/api/asyncapi.json is AsyncAPI 3.0", () => {
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const isAsyncApi = ajv.compile(load("@asyncapi/specs/schemas/3.0.0-without-$id.json"));
  isAsyncApi(asyncApi());
  expect(isAsyncApi.errors ?? []).toEqual([]);
  const broken = { ...asyncApi(), operations: { hear: { action: "listen" } } };
  expect(isAsyncApi(broken)).toBe(false);
});

const document = openApi();
const ajv = new Ajv2020({ strict: false });
formats.default(ajv);

type Operation = { responses: Record<string, { content?: Record<string, { schema: object }> }> };

/** What is said at an address, held against the schema that the document has for that status. */
async function heldToItsSchema(
  method: "get" | "post",
  path: string,
  url: string,
  response: Response,
): Promise<unknown> {
  const operation = (document.paths as Record<string, Record<string, Operation>>)[path]?.[method];
  const { content } = operation?.responses[response.status] ?? operation?.responses.default ?? {};
  const type = (response.headers.get("content-type") ?? "").split(";")[0] as string;
  if (content === undefined) {
    expect([url, await response.text()]).toEqual([url, ""]);
    return undefined;
  }
  expect([url, Object.keys(content)]).toEqual([url, [type]]);
  if (type !== "application/json") return response.text();
  const answer = await response.json();
  const isAsSaid = ajv.compile(content[type]?.schema as object);
  isAsSaid(answer);
  expect([url, isAsSaid.errors ?? []], JSON.stringify(answer).slice(0, 500)).toEqual([url, []]);
  return answer;
}

const ask = (method: "get" | "post", url: string, body = "{}", type = "application/json") =>
  fetch(`http://${relay.host}${url}`, {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${controlToken}`, ...(method === "post" ? { "content-type": type } : {}) },
    ...(method === "post" ? { body } : {}),
  });

test("every resource that is read answers as its schema says, of a log in which something happened, and refuses as it says", async () => {
  for (const story of ["clean-session", "engine-bug", "two-sessions-at-once"] as const)
    await relay.log.append(buildBatch(...storyArrivals(story)));
  relay.gateway.rooms.open("gym");
  await pairDevice(relay, { deviceId: "watch0009", role: "watch" });
  const captured = await (await ask("get", "/api/v1/capture?as=ndjson&redact=none")).text();
  const imported = await ask("post", "/api/v1/import?name=gym", captured, captureContent);
  await heldToItsSchema("post", "/api/v1/import", "/api/v1/import", imported);
  const { sessions } = (await (await ask("get", "/api/v1/sessions")).json()) as { sessions: { sessionId: string }[] };
  const id = (sessions.at(-1) as { sessionId: string }).sessionId;
  const marked = await ask("post", `/api/v1/sessions/${id}/bookmarks`, JSON.stringify({ entry: 3, text: "here" }));
  await heldToItsSchema("post", "/api/v1/sessions/{id}/bookmarks", "bookmarks", marked);
  const order = JSON.stringify({ session: id, target: "headless" });
  await heldToItsSchema("post", "/api/v1/replays", "replays", await ask("post", "/api/v1/replays", order));

  for (const [path, { get: operation }] of Object.entries(document.paths)) {
    if (operation === undefined) continue;
    for (const session of [id, "nobody-knows-it"]) {
      const url = path.replace("{id}", session).replace("{room}", session === id ? "gym" : "no-such-room");
      const response = await ask("get", url);
      if (session === id) expect([url, response.status]).toEqual([url, 200]);
      await heldToItsSchema("get", path, url, response);
    }
  }
});
