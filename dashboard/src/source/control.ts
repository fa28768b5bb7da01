import { checkShape, type Rejection } from "@lighty/protocol";
import { z } from "zod";
import type { Changes } from "../model/desk.ts";
import { type ReplayDeed, type ReplayOrder, ReplayRun } from "../model/replay.ts";

const Access = z.object({ scopes: z.array(z.string()), changeToken: z.string().optional() });
const PairingInvitation = z.object({ code: z.string(), expiresAt: z.number(), link: z.string() });

type PairingInvitation = z.infer<typeof PairingInvitation>;

/**
 * What the page that was opened by the second printed link may change. A cookie alone changes nothing: each change carries a header
 * that only a page of the relay's own origin can have read. Everything here throws the relay's sentence when it refuses.
 */
export class Control implements Changes {
  readonly #base: URL;
  readonly #ask: typeof fetch;
  readonly #changeToken: string;

  private constructor(base: URL, ask: typeof fetch, changeToken: string) {
    this.#base = base;
    this.#ask = ask;
    this.#changeToken = changeToken;
  }

  /** Null for a page that may only read. */
  static async of(page: string, ask: typeof fetch): Promise<Control | null> {
    const base = new URL(".", page);
    const access = await readAnswer(await ask(new URL("api/v1/access", base)), Access);
    const { scopes, changeToken } = access;
    return scopes.includes("control") && changeToken !== undefined ? new Control(base, ask, changeToken) : null;
  }

  /** Ends a device's token and every socket of it. */
  async revoke(deviceId: string): Promise<void> {
    await this.#change(`api/v1/devices/${encodeURIComponent(deviceId)}/revoke`);
  }

  /** Empties the log. */
  async purge(): Promise<void> {
    await this.#change("api/v1/purge");
  }

  async invite(): Promise<PairingInvitation> {
    return readAnswer(await this.#change("api/v1/pairing"), PairingInvitation);
  }

  /** Marks an entry of a session, of the relay's own or of an import. */
  async bookmark(world: string | null, sessionId: string, entry: number, text: string): Promise<void> {
    await this.#change(`${worldPath(world)}sessions/${encodeURIComponent(sessionId)}/bookmarks`, { entry, text });
  }

  async unbookmark(world: string | null, sessionId: string, entry: number): Promise<void> {
    await this.#change(`${worldPath(world)}sessions/${encodeURIComponent(sessionId)}/bookmarks/${entry}/remove`);
  }

  async play(order: ReplayOrder): Promise<ReplayRun> {
    return readAnswer(await this.#change("api/v1/replays", order), ReplayRun);
  }

  async tell(replayId: string, deed: ReplayDeed): Promise<ReplayRun> {
    return readAnswer(await this.#change(`api/v1/replays/${encodeURIComponent(replayId)}/tell`, deed), ReplayRun);
  }

  async #change(path: string, body: object = {}): Promise<Response> {
    // Called by itself: a browser's fetch is nobody's method.
    const ask = this.#ask;
    const answer = await ask(new URL(path, this.#base), {
      method: "POST",
      headers: { "content-type": "application/json", "x-lighty-change": this.#changeToken },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(await sentenceOf(answer));
    return answer;
  }
}

/** Where the sessions of a world are. */
function worldPath(world: string | null): string {
  return world === null ? "api/v1/" : `api/v1/imports/${encodeURIComponent(world)}/`;
}

async function readAnswer<T>(answer: Response, schema: z.ZodType<T>): Promise<T> {
  if (!answer.ok) throw new Error(await sentenceOf(answer));
  const read = checkShape(schema, await answer.json());
  if (!read.ok) throw new Error(`The relay said what this page cannot read: ${read.rejection.sentence}.`);
  return read.value;
}

async function sentenceOf(answer: Response): Promise<string> {
  const body = (await answer.json().catch(() => null)) as { error?: Partial<Rejection> } | null;
  return body?.error?.sentence ?? `The relay answered ${answer.status}.`;
}
