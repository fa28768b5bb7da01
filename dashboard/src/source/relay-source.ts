import { checkShape, SessionSummary } from "@lighty/protocol";
import { z } from "zod";
import { LiveFeed, type Socket, type World } from "./live-feed.ts";
import type { Feed, Reader, SessionSource } from "./session-source.ts";

const SessionPage = z.object({ sessions: z.array(SessionSummary), next: z.string().nullish() });

/** Said where the cookie is missing or no longer good: a relay makes a new token each time it starts. */
export const unknownHere = "The relay does not know this page. Open the link it printed when it started.";

/** The relay that served this page: lists over HTTP, entries over one WebSocket. */
export class RelaySource implements SessionSource {
  readonly name: string;
  readonly #base: URL;

  constructor(page: string) {
    this.#base = new URL(".", page);
    this.name = `relay on ${this.#base.host}`;
  }

  async listSessions(signal: AbortSignal): Promise<SessionSummary[]> {
    const sessions: SessionSummary[] = [];
    let next: string | null | undefined;
    do {
      const page: z.infer<typeof SessionPage> = await this.#get(next, signal);
      sessions.push(...page.sessions);
      next = page.next;
    } while (next !== null && next !== undefined);
    return sessions;
  }

  follow(sessionId: string | null, reader: Reader): Feed {
    return new LiveFeed(this.#world(sessionId), reader);
  }

  async #get(after: string | null | undefined, signal: AbortSignal): Promise<z.infer<typeof SessionPage>> {
    const url = new URL("api/v1/sessions", this.#base);
    if (after !== null && after !== undefined) url.searchParams.set("after", after);
    const answer = await fetch(url, { signal });
    if (answer.status === 401) throw new Error(unknownHere);
    if (!answer.ok) throw new Error(`The relay answered ${answer.status} when asked for its sessions.`);
    const page = checkShape(SessionPage, await answer.json());
    if (!page.ok) throw new Error(`The relay sent a list this page cannot read: ${page.rejection.sentence}.`);
    return page.value;
  }

  #world(sessionId: string | null): World {
    return {
      open: (cursor) => {
        const url = new URL("api/v1/live", this.#base);
        url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
        if (cursor !== null) url.searchParams.set("after", cursor);
        if (sessionId === null) url.searchParams.set("entries", "none");
        else url.searchParams.set("session", sessionId);
        return quietly(new WebSocket(url)) as Socket;
      },
      refusal: async () => {
        try {
          const answer = await fetch(new URL("api/v1/sessions?limit=1", this.#base));
          return answer.status === 401 ? unknownHere : null;
        } catch {
          return null;
        }
      },
      now: Date.now,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
    };
  }
}

/** A socket that is closed before it opened makes the browser complain on the console; this one opens first. */
function quietly(socket: WebSocket): WebSocket {
  const close = socket.close.bind(socket);
  socket.close = () => {
    if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => close();
    else close();
  };
  return socket;
}
