import { Bookmark, checkShape, DeviceId, Entry, RegisterMap, Role, SessionSummary, Vector } from "@lighty/protocol";
import { DeliveryReport, DivergenceReport, Outline } from "@lighty/protocol/projections";
import { z } from "zod";
import type { DeviceCheckpoint } from "../model/checkpoint.ts";
import type { Bookmarks } from "./bookmarks.ts";
import { LiveFeed, type Socket, type World } from "./live-feed.ts";
import { RelayBookmarks } from "./relay-bookmarks.ts";
import type {
  Ability,
  Ask,
  EntryPage,
  Feed,
  ImportedCapture,
  OutlineAsk,
  OutlinePart,
  Reader,
  SessionSource,
  Start,
} from "./session-source.ts";
import { threadedSocket } from "./threaded-socket.ts";

const SessionList = z.object({ sessions: z.array(SessionSummary), next: z.string().nullish() });
const Entries = z.object({
  entries: z.array(Entry),
  reached: z.int(),
  next: z.string().nullable(),
  cursor: z.string(),
});
const Bookmarked = z.object({ bookmarks: z.array(Bookmark) });
const Outlined = z.object({ outline: Outline, next: z.int().nullable() });
const Imports = z.object({
  imports: z.array(
    z.object({
      importId: z.string(),
      name: z.string(),
      importedAt: z.number(),
      frames: z.int(),
      missing: z.array(z.string()),
      sessions: z.array(z.unknown()).nullable(),
    }),
  ),
});
const States = z.object({
  devices: z.array(
    z.object({
      deviceId: DeviceId,
      role: Role,
      entry: z.int(),
      revision: z.int(),
      digest: z.string(),
      registers: RegisterMap,
      have: Vector,
    }),
  ),
});

/** Said where the cookie is missing or no longer good: a relay makes a new token each time it starts. */
export const unknownHere = "The relay does not know this page. Open the link it printed when it started.";

/** The relay that served this page, or a capture it took in: lists over HTTP, entries over one WebSocket. */
export class RelaySource implements SessionSource {
  readonly name: string;
  readonly abilities: ReadonlySet<Ability> = new Set(["live", "control"]);
  readonly bookmarks: Bookmarks;
  readonly #base: URL;
  readonly #isImport: boolean;

  constructor(page: string, importId: string | null = null) {
    const { host } = new URL(page);
    this.#isImport = importId !== null;
    this.#base = new URL(
      importId === null ? "api/v1/" : `api/v1/imports/${encodeURIComponent(importId)}/`,
      new URL(".", page),
    );
    this.bookmarks = new RelayBookmarks(page, importId, async (sessionId) => {
      const { signal } = new AbortController();
      return (await this.#get(Bookmarked, `${session(sessionId)}/bookmarks`, {}, signal)).bookmarks;
    });
    this.name = importId === null ? `relay on ${host}` : `import ${importId} on ${host}`;
  }

  async listImports(signal: AbortSignal): Promise<ImportedCapture[]> {
    if (this.#isImport) return [];
    const { imports } = await this.#get(Imports, "imports", {}, signal);
    return imports.map(({ sessions, ...imported }) => ({ ...imported, isReading: sessions === null }));
  }

  async listSessions(signal: AbortSignal): Promise<SessionSummary[]> {
    const sessions: SessionSummary[] = [];
    let next: string | null | undefined;
    do {
      const page: z.infer<typeof SessionList> = await this.#get(SessionList, "sessions", { after: next }, signal);
      sessions.push(...page.sessions);
      next = page.next;
    } while (next !== null && next !== undefined);
    return sessions;
  }

  async outline(sessionId: string, { filter, after }: OutlineAsk, signal: AbortSignal): Promise<OutlinePart> {
    const from = after === undefined ? undefined : after + 1;
    try {
      const part = await this.#get(Outlined, `${session(sessionId)}/outline`, { filter, from }, signal);
      return { outline: part.outline, next: part.next === null ? null : part.next - 1 };
    } catch (error) {
      // Nothing was heard of it yet, which is no fault: it begins when something is.
      if (error instanceof Refused && error.status === 404)
        return { outline: { entries: 0, stretches: [] }, next: null };
      throw error;
    }
  }

  async read(sessionId: string, ask: Ask, signal: AbortSignal): Promise<EntryPage> {
    const { after, before, limit, filter } = ask;
    const isForward = after !== undefined;
    const way = isForward ? { from: after + 1 } : { to: (before ?? Number.MAX_SAFE_INTEGER) - 1 };
    const page = await this.#get(Entries, `${session(sessionId)}/entries`, { ...way, limit, filter }, signal);
    const entries = isForward ? page.entries : page.entries.reverse();
    return { entries, reached: page.reached, hasMore: page.next !== null, place: page.cursor };
  }

  async statesAt(sessionId: string, entry: number, signal: AbortSignal): Promise<DeviceCheckpoint[]> {
    return (await this.#get(States, `${session(sessionId)}/state`, { entry }, signal)).devices as DeviceCheckpoint[];
  }

  async delivery(sessionId: string, signal: AbortSignal): Promise<DeliveryReport | null> {
    return await this.#get(DeliveryReport, `${session(sessionId)}/delivery`, { limit: 1_000 }, signal);
  }

  async divergence(sessionId: string, signal: AbortSignal): Promise<DivergenceReport | null> {
    return await this.#get(DivergenceReport, `${session(sessionId)}/divergence`, {}, signal);
  }

  follow(sessionId: string | null, start: Start, reader: Reader): Feed {
    return new LiveFeed(this.#world(sessionId), start, reader);
  }

  async #get<T extends z.ZodType>(
    shape: T,
    path: string,
    query: Record<string, string | number | null | undefined>,
    signal: AbortSignal,
  ): Promise<z.infer<T>> {
    const url = new URL(path, this.#base);
    for (const [name, value] of Object.entries(query))
      if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
    const answer = await fetch(url, { signal });
    if (answer.status === 401) throw new Error(unknownHere);
    if (!answer.ok) throw new Refused(answer.status, await sentenceOf(answer));
    const read = checkShape(shape, await answer.json());
    if (!read.ok) throw new Error(`The relay sent what this page cannot read: ${read.rejection.sentence}.`);
    return read.value as z.infer<T>;
  }

  #world(sessionId: string | null): World {
    return {
      open: (cursor) => {
        const url = new URL("live", this.#base);
        url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
        if (cursor !== null) url.searchParams.set("after", cursor);
        if (sessionId === null) {
          url.searchParams.set("entries", "none");
          return quietly(new WebSocket(url)) as Socket;
        }
        url.searchParams.set("session", sessionId);
        return threadedSocket(url);
      },
      refusal: async () => {
        try {
          const answer = await fetch(new URL("sessions?limit=1", this.#base));
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

class Refused extends Error {
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

const session = (sessionId: string) => `sessions/${encodeURIComponent(sessionId)}`;

/** The relay's own words for why not, where it has some. */
async function sentenceOf(answer: Response): Promise<string> {
  const told = await answer.json().catch(() => undefined);
  const body = z.object({ error: z.object({ sentence: z.string() }) }).safeParse(told);
  return body.success ? body.data.error.sentence : `The relay answered ${answer.status}.`;
}
