import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import {
  CaptureLine,
  Cursor,
  Derived,
  DeviceId,
  Digest,
  Entry,
  Envelope,
  ErrorMessage,
  envelopes,
  Final,
  Finding,
  ForeignEnvelope,
  Frame,
  HealthCell,
  Id,
  Json,
  Loss,
  Meta,
  Note,
  Observer,
  Packet,
  Place,
  PlannedExercise,
  PlannedSet,
  packets,
  payloads,
  Received,
  RegisterMap,
  RegisterName,
  Rest,
  Routine,
  RoutinePlan,
  Run,
  SessionSnapshot,
  SessionSummary,
  Spool,
  StampedCell,
  Standing,
  StreamMessage,
  TeeClock,
  TeeDown,
  TeeFrames,
  TeeHello,
  TeePing,
  TeeUp,
  TraceAck,
  Vector,
  Verdict,
  Writes,
} from "../src/index.ts";

/** Where the schema is committed. */
export const schemaFile = new URL("../schema/lighty.schema.json", import.meta.url);

/** Every schema with a name of its own; a definition refers to another by it. */
const named: Record<string, z.ZodType> = {
  Json,
  Id,
  DeviceId,
  Digest,
  RegisterName,
  Place,
  Cursor,
  PlannedSet,
  PlannedExercise,
  Meta,
  Rest,
  Run,
  HealthCell,
  Final,
  Writes,
  ...Object.fromEntries(Object.entries(envelopes).map(([kind, schema]) => [`Envelope.${kind}`, schema])),
  "Envelope.foreign": ForeignEnvelope,
  Envelope,
  ...Object.fromEntries(
    Object.entries(payloads)
      .filter(([, schema]) => schema !== Meta && schema !== Final)
      .map(([kind, schema]) => [`Payload.${kind}`, schema]),
  ),
  Received,
  Vector,
  StampedCell,
  RegisterMap,
  Derived,
  Standing,
  SessionSnapshot,
  ...Object.fromEntries(Object.entries(packets).map(([kind, schema]) => [`Packet.${kind}`, schema])),
  Packet,
  RoutinePlan,
  Routine,
  Loss,
  Verdict,
  Observer,
  Frame,
  Note,
  Entry,
  Spool,
  TeeHello,
  TeeFrames,
  TeePing,
  TeeClock,
  TeeUp,
  TraceAck,
  ErrorMessage,
  TeeDown,
  Finding,
  SessionSummary,
  StreamMessage,
  CaptureLine,
};

/** What can stand alone as a text: on the link, on a socket, or as a line of a file. */
const roots = ["Packet", "Routine", "Note", "TeeUp", "TeeDown", "StreamMessage", "CaptureLine"];

/** The JSON Schema of everything on the wire, as the committed file holds it. */
export function schemaText(): string {
  const names = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) names.add(schema, { id });
  const whole = z.union(Object.values(named) as [z.ZodType, z.ZodType, ...z.ZodType[]]);
  const { $defs = {} } = z.toJSONSchema(whole, { metadata: names, io: "input" });
  const definitions = Object.fromEntries(Object.keys(named).map((id) => [id, $defs[id]]));
  const document = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Lighty wire format, version 1",
    description:
      "Written from the schemas in protocol/src by `pnpm schema`. Rules a schema cannot state (bounds, refinements) are in SPEC.md.",
    anyOf: roots.map((id) => ({ $ref: `#/$defs/${id}` })),
    $defs: definitions,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  writeFileSync(schemaFile, schemaText());
  console.log("wrote protocol/schema/lighty.schema.json");
}
