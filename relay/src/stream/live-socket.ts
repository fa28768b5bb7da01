import type { WebSocket } from "@fastify/websocket";
import { Cursor, Id, protocolVersion, reject } from "@lighty/protocol";
import { matcherOf } from "@lighty/protocol/filter";
import type { FastifyInstance } from "fastify";
import { asRelayError, refuse } from "../errors.ts";
import { cursorAt, type EventLog, entryAt } from "../log/event-log.ts";
import { readFilter } from "../read-filter.ts";
import { closeWith, keepAlive, speakForFraming } from "../socket.ts";
import type { FanOut } from "./fan-out.ts";
import { type Interest, Reader } from "./reader.ts";

interface Query {
  after?: unknown;
  session?: unknown;
  entries?: unknown;
  filter?: unknown;
}

/**
 * `/api/v1/live?after=cursor&session=id&filter=text&entries=none`: the backlog after the cursor (from the beginning without one), then what
 * lands, of that session and as far as the filter lets it through. With `entries=none` only summaries come. [STR-2] [FLT-3]
 */
export function serveLive(app: FastifyInstance, log: EventLog, fanOut: FanOut, pingIntervalMs: number): void {
  app.route<{ Querystring: Query }>({
    method: "GET",
    url: "/api/v1/live",
    // Before the socket is accepted: what cannot be read is refused as any other request is.
    preValidation: async ({ query }) => {
      readQuery(query);
    },
    handler: async () => {
      throw refuse("bad_shape", "/api/v1/live is a WebSocket; a plain GET has no answer");
    },
    wsHandler: (socket, { query }) => attend(socket, log, fanOut, readQuery(query), pingIntervalMs),
  });
}

/** Reads what a live socket asks for. Throws `bad_query`. */
export function readQuery({ after, session, entries, filter: text }: Query): {
  interest: Interest;
  cursor: string | undefined;
} {
  if (after !== undefined && !Cursor.safeParse(after).success) {
    throw refuse("bad_query", "after is not a cursor; give back one that this relay gave out, or leave it out");
  }
  if (session !== undefined && !Id.safeParse(session).success) {
    throw refuse("bad_query", "session is not a session id: 1 to 64 of a-z 0-9 . _ -");
  }
  if (entries !== undefined && entries !== "none" && entries !== "all") {
    throw refuse("bad_query", "entries is neither none nor all");
  }
  const filter = readFilter(text);
  const interest = {
    entries: entries !== "none",
    ...(session === undefined ? {} : { sessionId: session as string }),
    ...(filter === undefined ? {} : { filter: { text: text as string, filter, passes: matcherOf(filter) } }),
  };
  return { interest, cursor: after as string | undefined };
}

/** Serves a live socket that was accepted. */
export function attend(
  socket: WebSocket,
  log: EventLog,
  fanOut: FanOut,
  { interest, cursor }: ReturnType<typeof readQuery>,
  pingIntervalMs: number,
): void {
  speakForFraming(socket);
  keepAlive(socket, pingIntervalMs);
  const reader = new Reader(interest, {
    send: (text, done) => socket.send(text, { binary: false }, done),
    buffered: () => socket.bufferedAmount,
    close: (rejection) => closeWith(socket, rejection),
    now: () => performance.now(),
  });
  socket.on("close", () => fanOut.leave(reader));

  // Said first in any case: by the relayId a dashboard sees that its cursor is of another log.
  reader.send(JSON.stringify({ type: "welcome", v: protocolVersion, relayId: log.id, head: cursorAt(log, log.head) }));
  const after = cursor === undefined ? 0 : entryAt(log, cursor);
  if (after === null) return closeWith(socket, reject("bad_query", "after is a cursor that this log did not give out"));
  fanOut.join(reader, after).catch((error: unknown) => closeWith(socket, asRelayError(error)));
}
