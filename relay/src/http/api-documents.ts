import {
  Cursor,
  DeviceId,
  Entry,
  Finding,
  Id,
  Role,
  SessionSummary,
  StreamMessage,
  TeeDown,
  TeeUp,
} from "@lighty/protocol";
import { DeliveryReport, DivergenceReport, Outline } from "@lighty/protocol/projections";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { Imported } from "../captures/imported.ts";
import { captureContent } from "./captures.ts";

/** An HTTP resource as its readers see it. */
interface Resource {
  path: string;
  summary: string;
  query?: Record<string, string>;
  answer: z.ZodType | "text/plain" | typeof captureContent;
  isPublic?: boolean;
}

const registers = z.record(z.string(), z.tuple([z.int(), DeviceId, z.json()]));
const next = Cursor.nullable();
const paging = {
  after: "A cursor: what comes after it, oldest first.",
  limit: "At most so many, 1 to 1,000; 100 without it.",
};
const entriesPaging = {
  ...paging,
  before: "A cursor: what comes before it, newest first. Not together with after.",
  from: "An entry's number: it and what comes after it, oldest first. Instead of a cursor.",
  to: "An entry's number: it and what comes before it, newest first. Instead of a cursor.",
  filter: "What to let through, in the filter language (SPEC, FLT).",
};
const selecting = {
  device: "A deviceId or a role.",
  from: "Milliseconds of the observer's session clock, included.",
  to: "Milliseconds of the observer's session clock, included.",
  filter: entriesPaging.filter,
  redact: "none, health (without it), names or all: what is left out.",
  as: "ndjson, ndjson.gz (without it) or ndjson.zst.",
};
const page = z.object({ entries: z.array(Entry), next, cursor: Cursor, reached: z.int() });
const sessionPath = "/api/v1/sessions/{id}";

/** What may be read over HTTP. A schema is the one that the protocol has. */
const resources: readonly Resource[] = [
  {
    path: "/healthz",
    summary: "Whether the relay is up.",
    answer: z.object({ status: z.enum(["ok", "storage_failed"]), entries: z.int(), quarantined: z.int() }),
    isPublic: true,
  },
  { path: "/metrics", summary: "How the relay is doing, in Prometheus' text format.", answer: "text/plain" },
  {
    path: "/api/v1/sessions",
    summary: "Sessions, newest first, with counts by verdict, findings, devices and digests.",
    query: paging,
    answer: z.object({ sessions: z.array(SessionSummary), next }),
  },
  { path: sessionPath, summary: "One session.", answer: SessionSummary },
  { path: `${sessionPath}/entries`, summary: "Entries of a session.", query: entriesPaging, answer: page },
  { path: "/api/v1/entries", summary: "Entries of all sessions.", query: entriesPaging, answer: page },
  {
    path: `${sessionPath}/state`,
    summary: "The registers of each device as they stood at a cursor.",
    query: {
      at: "A cursor; now without it.",
      entry: "An entry's number, instead of a cursor.",
      device: "A deviceId or a role; all devices without it.",
    },
    answer: z.object({
      sessionId: Id,
      at: Cursor,
      devices: z.array(
        z.object({
          deviceId: DeviceId,
          role: Role,
          entry: z.int(),
          revision: z.int(),
          digest: z.string(),
          registers,
          have: z.record(DeviceId, z.object({ upTo: z.int(), past: z.array(z.int()).optional() })),
        }),
      ),
    }),
  },
  {
    path: `${sessionPath}/outline`,
    summary: "Where each stretch of a session begins and what it holds, or of what a filter lets through of it.",
    query: { filter: entriesPaging.filter, from: "An entry's number: only what comes from it on." },
    answer: z.object({ outline: Outline, next: z.int().nullable() }),
  },
  {
    path: `${sessionPath}/findings`,
    summary: "What the projections noticed.",
    answer: z.object({ sessionId: Id, findings: z.array(Finding) }),
  },
  {
    path: `${sessionPath}/delivery`,
    summary: "How events and packets fared, with the latest paths, newest first.",
    query: { limit: paging.limit },
    answer: DeliveryReport,
  },
  {
    path: `${sessionPath}/divergence`,
    summary: "Digests of each device over time, and where two of them parted.",
    answer: DivergenceReport,
  },
  { path: `${sessionPath}/capture`, summary: "A session as a capture.", query: selecting, answer: captureContent },
  { path: "/api/v1/capture", summary: "The log as a capture.", query: selecting, answer: captureContent },
  {
    path: "/api/v1/imports",
    summary:
      "Captures that were imported by POST /api/v1/import. What is read of sessions and entries is there again below /api/v1/imports/{import}/.",
    answer: z.object({ imports: z.array(Imported) }),
  },
];

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
      schema: schemaOf(z.object({ error: z.object({ code: z.string(), sentence: z.string() }) })),
    },
  },
};

function operationOf({ path, summary, query = {}, answer, isPublic = false }: Resource) {
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
  const content =
    typeof answer === "string"
      ? { [answer]: { schema: { type: "string" } } }
      : { "application/json": { schema: schemaOf(answer) } };
  return {
    summary,
    parameters: [...inPath, ...inQuery],
    security: isPublic ? [] : [{ token: [] }],
    responses: { 200: { description: "As asked.", content }, default: refusal },
  };
}

/** The HTTP side, as OpenAPI. */
export function openApi() {
  return {
    openapi: "3.1.0",
    info: { title: "Lighty relay", version: "1", description: "What the relay has recorded, read over HTTP." },
    components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
    paths: Object.fromEntries(resources.map((resource) => [resource.path, { get: operationOf(resource) }])),
  };
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
      live: channel(
        "/api/v1/live",
        "A dashboard: backlog after a cursor, then what lands. Query: after, session, filter, entries=none.",
        null,
        StreamMessage,
      ),
    },
    operations: { ...ends("tee", true), ...ends("live", false) },
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
