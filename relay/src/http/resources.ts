import {
  Bookmark,
  Cursor,
  DeviceId,
  Entry,
  errorCodes,
  Finding,
  Id,
  Role,
  SessionSummary,
  TraceAck,
} from "@lighty/protocol";
import { Challenge, PairAnswer, PairRequest } from "@lighty/protocol/pairing";
import { DeliveryReport, DivergenceReport, Outline } from "@lighty/protocol/projections";
import { z } from "zod";
import { Imported } from "../captures/imported.ts";
import type { Scope } from "../gateway/scope.ts";
import { Setting } from "./bookmarks.ts";
import { captureContent } from "./captures.ts";
import { deviceResources } from "./device-documents.ts";
import { replayResources } from "./replay-documents.ts";
import { roomResources } from "./room-documents.ts";

/** An HTTP resource as its readers see it. */
export interface Resource {
  /** `get` unless it changes something. */
  method?: "post";
  path: string;
  summary: string;
  query?: Record<string, string>;
  /** What is sent: JSON of that shape, or a text of that content type. */
  body?: z.ZodType | typeof frameLines | typeof captureContent;
  /** What comes back: JSON of that shape, a text of that content type, or nothing (204). */
  answer: z.ZodType | "text/plain" | typeof captureContent | null;
  /** What a token has to open; `observe` unless it says otherwise. */
  scope?: Scope;
  /** Asks for no token. */
  isPublic?: boolean;
}

/** A frame a line. */
export const frameLines = "application/x-ndjson";

/** A change is JSON, if only an empty object. */
const nothing = z.object({});
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
  text: "Words that the payload holds one after the other, the last at least as a beginning.",
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

/**
 * Every address of the API, as api.test.ts compares it with what is really served. A schema is the one that the protocol has.
 */
export const resources: readonly Resource[] = [
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
  {
    path: `${sessionPath}/bookmarks`,
    summary: "What people marked in a session, by entry.",
    answer: z.object({ sessionId: Id, bookmarks: z.array(Bookmark) }),
  },
  ...(["/api/v1", "/api/v1/imports/{import}"] as const).flatMap((base): Resource[] => [
    {
      method: "post",
      path: `${base}/sessions/{id}/bookmarks`,
      summary: "Marks an entry of a session, or gives the mark there other words.",
      body: Setting,
      answer: Bookmark,
      scope: "control",
    },
    {
      method: "post",
      path: `${base}/sessions/{id}/bookmarks/{entry}/remove`,
      summary: "Takes the mark at an entry away.",
      body: nothing,
      answer: null,
      scope: "control",
    },
  ]),
  { path: `${sessionPath}/capture`, summary: "A session as a capture.", query: selecting, answer: captureContent },
  { path: "/api/v1/capture", summary: "The log as a capture.", query: selecting, answer: captureContent },
  {
    path: "/api/v1/imports",
    summary:
      "Captures that were imported by POST /api/v1/import. What is read of sessions and entries is there again below /api/v1/imports/{import}/.",
    answer: z.object({ imports: z.array(Imported) }),
  },
  {
    method: "post",
    path: "/api/v1/import",
    summary: "Takes a capture in, whole or not at all, into a world of its own.",
    query: { name: "What to call it.", cut: "accept: takes one that breaks off, too." },
    body: captureContent,
    answer: Imported,
    scope: "control",
  },
  {
    method: "post",
    path: "/api/v1/imports/{import}/remove",
    summary: "Forgets an import.",
    body: nothing,
    answer: null,
    scope: "control",
  },
  ...deviceResources,
  {
    method: "post",
    path: "/api/v1/purge",
    summary: "Empties the log. Dashboards are told that their sessions are gone; devices stay paired.",
    body: nothing,
    answer: null,
    scope: "control",
  },
  {
    method: "post",
    path: "/api/v1/sessions/{id}/delete",
    summary:
      "Deletes a session: every frame that names it. Dashboards are told that it is gone; answers how many entries went, and how many of these other sessions have lost.",
    body: nothing,
    answer: z.object({ entries: z.int(), shared: z.int() }),
    scope: "control",
  },
  {
    method: "post",
    path: "/api/v1/pairing",
    summary: "A code that pairs one device, and the link that its QR code holds.",
    body: nothing,
    answer: z.object({ code: z.string(), expiresAt: z.number(), link: z.string() }),
    scope: "control",
  },
  {
    path: "/api/v1/access",
    summary:
      "What the caller may do; for one who may change things, the x-lighty-change header that a page sends beside its cookie.",
    answer: z.object({
      scopes: z.array(z.enum(["observe", "publish", "control"])),
      changeToken: z.string().optional(),
    }),
  },
  {
    method: "post",
    path: "/api/v1/login",
    summary: "Swaps the token of a printed link for a cookie.",
    body: z.object({ token: z.string() }),
    answer: null,
    isPublic: true,
  },
  { path: "/v1/challenge", summary: "A nonce for a proof. [PAIR-3]", answer: Challenge, isPublic: true },
  {
    method: "post",
    path: "/v1/pair",
    summary: "Pairs a device that knows a code. [PAIR-2]",
    body: PairRequest,
    answer: PairAnswer,
    isPublic: true,
  },
  {
    method: "post",
    path: "/v1/ingest",
    summary:
      "Frames, one a line, gzip or not; answered when they are durable. Header lighty-speaks-for: whose they are beside the device's own. [TEE-10]",
    body: frameLines,
    answer: z.object({
      acked: z.array(TraceAck),
      lines: z.array(
        z.object({
          line: z.int().min(1),
          is: z.enum(["held", "set_aside", "refused"]),
          code: z.enum(errorCodes as [string, ...string[]]).optional(),
          sentence: z.string().optional(),
        }),
      ),
      redactHealth: z.literal(true).optional(),
    }),
    scope: "publish",
  },
  ...roomResources,
  ...replayResources,
  { path: "/api/openapi.json", summary: "This document.", answer: z.json() },
  { path: "/api/asyncapi.json", summary: "The sockets, as AsyncAPI.", answer: z.json() },
];
