import { errorCodes, Id, StreamMessage, TeeDown, TeeUp } from "@lighty/protocol";
import { RoomDown, RoomUp } from "@lighty/protocol/room";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { type Resource, resources } from "./resources.ts";

/** A schema on its own. The one that is defined by itself is any JSON, and any JSON is what an empty schema takes. */
function schemaOf(schema: z.ZodType): unknown {
  const { $schema: _, $defs: __, ...rest } = z.toJSONSchema(schema, { unrepresentable: "any", io: "input" });
  return JSON.parse(JSON.stringify(rest), (_key, value) => (value?.$ref?.startsWith("#/$defs/") ? {} : value));
}

const refusal = {
  description:
    "A refusal: its code stands in SPEC's table of errors. One of a filter also tells position, expected and found.",
  content: {
    "application/json": {
      schema: schemaOf(
        z.object({ error: z.object({ code: z.enum(errorCodes as [string, ...string[]]), sentence: z.string() }) }),
      ),
    },
  },
};

/** JSON of a shape, or a text of a content type. */
function contentOf(what: z.ZodType | string) {
  return typeof what === "string"
    ? { [what]: { schema: { type: "string" } } }
    : { "application/json": { schema: schemaOf(what) } };
}

function operationOf({ path, summary, query = {}, body, answer, scope = "observe", isPublic = false }: Resource) {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: schemaOf(Id),
  }));
  const inQuery = Object.entries(query).map(([name, description]) => ({
    name,
    in: "query",
    description,
    schema: { type: "string" },
  }));
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    ...(body === undefined ? {} : { requestBody: { required: true, content: contentOf(body) } }),
    // The scope stands where OAuth's would; with a bearer token that is a note, not a rule of OpenAPI.
    security: isPublic ? [] : [{ token: [scope] }],
    responses: {
      ...(answer === null
        ? { 204: { description: "Done." } }
        : { 200: { description: "As asked.", content: contentOf(answer) } }),
      default: refusal,
    },
  };
}

/** The HTTP side, as OpenAPI. */
export function openApi() {
  return {
    openapi: "3.1.0",
    info: {
      title: "Lighty relay",
      version: "1",
      description: "What the relay has recorded, read over HTTP, and what may be changed there.",
    },
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: pathsOf(resources),
  };
}

type Operations = Record<string, ReturnType<typeof operationOf>>;

/** An address may be read and be sent something. */
function pathsOf(resources: readonly Resource[]): Record<string, Operations> {
  const paths: Record<string, Operations> = {};
  for (const resource of resources)
    paths[resource.path] = { ...paths[resource.path], [resource.method ?? "get"]: operationOf(resource) };
  return paths;
}

/** The sockets, as AsyncAPI; messages are the protocol's own unions. */
export function asyncApi() {
  const channel = (address: string, description: string, up: z.ZodType | null, down: z.ZodType) => ({
    address,
    description,
    messages: {
      ...(up === null ? {} : { up: { title: "to the relay", payload: schemaOf(up) } }),
      down: { title: "from the relay", payload: schemaOf(down) },
    },
  });
  const ends = (name: string, hasUp: boolean) => ({
    ...(hasUp
      ? {
          [`${name}Up`]: {
            action: "receive",
            channel: { $ref: `#/channels/${name}` },
            messages: [{ $ref: `#/channels/${name}/messages/up` }],
          },
        }
      : {}),
    [`${name}Down`]: {
      action: "send",
      channel: { $ref: `#/channels/${name}` },
      messages: [{ $ref: `#/channels/${name}/messages/down` }],
    },
  });
  return {
    asyncapi: "3.0.0",
    info: { title: "Lighty relay", version: "1", description: "The relay's sockets." },
    channels: {
      tee: channel("/v1/tee", "A device: hello, then frames; acknowledged once they are durable.", TeeUp, TeeDown),
      replayTee: channel(
        "/v1/replay/tee",
        "The same for a replay's devices; it needs the scope control.",
        TeeUp,
        TeeDown,
      ),
      link: channel(
        "/v1/link",
        "A device in a room with its counterpart, as over WatchConnectivity (SPEC, ROOM): hello, then sends. Browsers and Node join with RoomLink.",
        RoomUp,
        RoomDown,
      ),
      replayLink: channel(
        "/v1/replay/link",
        "The same for a replay that speaks to a device which allows it; it needs the scope control.",
        RoomUp,
        RoomDown,
      ),
      live: channel(
        "/api/v1/live",
        "A dashboard: backlog after a cursor, then what lands. Query: after, session, filter, entries=none.",
        null,
        StreamMessage,
      ),
      importedLive: channel(
        "/api/v1/imports/{import}/live",
        "The same of a capture that was imported.",
        null,
        StreamMessage,
      ),
    },
    operations: {
      ...ends("tee", true),
      ...ends("replayTee", true),
      ...ends("link", true),
      ...ends("replayLink", true),
      ...ends("live", false),
      ...ends("importedLive", false),
    },
  };
}

/** `GET /api/openapi.json` and `GET /api/asyncapi.json`; made when first asked for. */
export function serveApiDocuments(app: FastifyInstance): void {
  let documents: { open: unknown; async: unknown } | undefined;
  const made = () => {
    documents ??= { open: openApi(), async: asyncApi() };
    return documents;
  };
  app.get("/api/openapi.json", async () => made().open);
  app.get("/api/asyncapi.json", async () => made().async);
}
