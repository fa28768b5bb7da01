import { setTimeout } from "node:timers/promises";
import { Cursor, DeviceId, DevicesAnswer, Entry, type Id, Role, SessionSummary, StampedCell } from "@lighty/protocol";
import { z } from "zod";
import { type Address, unreachable } from "./address.ts";
import { CommandError, misuse } from "./errors.ts";
import { type Answer, type Exchange, exchange } from "./http-exchange.ts";

const Refusal = z.object({ error: z.object({ code: z.string(), sentence: z.string() }) });
export const EntriesPage = z.object({ entries: z.array(Entry), next: Cursor.nullable(), cursor: Cursor });
const SessionsPage = z.object({ sessions: z.array(SessionSummary), next: Cursor.nullable() });

/** What `/state` tells, as far as it is read here. */
export const StateAnswer = z.object({
  devices: z.array(z.object({ deviceId: DeviceId, role: Role, registers: z.record(z.string(), StampedCell) })),
});

export const mostItems = 1_000;

/** A question is asked so often at most: with what each waits, for half a minute. */
const mostTimes = 10;

/** What is asked of a running relay over HTTP, each answer held to its schema. Throws a CommandError that says what to do. */
export class RelayClient {
  readonly address: Address;
  readonly #signal: AbortSignal;

  constructor(address: Address, signal: AbortSignal) {
    this.address = address;
    this.#signal = signal;
  }

  /** Reads; `query` entries that are undefined are left out. */
  async get<T>(
    path: string,
    schema: z.ZodType<T>,
    query: Readonly<Record<string, string | number | undefined>> = {},
  ): Promise<T> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    );
    const search = new URLSearchParams(given as [string, string][]).toString();
    const text = await this.#ask("GET", search === "" ? path : `${path}?${search}`, this.address.token);
    const read = schema.safeParse(JSON.parse(text));
    if (read.success) return read.data;
    throw new CommandError(
      "mismatch",
      `${path} of the relay answered something else than this version of lighty knows`,
      {
        why: z.prettifyError(read.error),
        next: "run the relay and the command from the same version",
      },
    );
  }

  /** Changes something; returns the answer's text. */
  async post(path: string, body: unknown): Promise<string> {
    const { controlToken } = this.address;
    if (controlToken === undefined)
      throw misuse(
        "this changes the relay, and only a token that reads it was given",
        "set LIGHTY_CONTROL_TOKEN to the token of its second link",
      );
    return this.#ask("POST", path, controlToken, body);
  }

  /** All sessions, newest first. */
  async *sessions(limit = Number.POSITIVE_INFINITY): AsyncGenerator<SessionSummary> {
    let left = limit;
    for (let after: string | undefined; left > 0; ) {
      const page = await this.get("/api/v1/sessions", SessionsPage, { after, limit: Math.min(left, mostItems) });
      yield* page.sessions;
      left -= page.sessions.length;
      if (page.next === null) return;
      after = page.next;
    }
  }

  async session(sessionId: Id): Promise<SessionSummary> {
    return this.get(`/api/v1/sessions/${encodeURIComponent(sessionId)}`, SessionSummary);
  }

  async devices(): Promise<DevicesAnswer> {
    return this.get("/api/v1/devices", DevicesAnswer);
  }

  /** Asks, and asks again what the relay says will be there soon, as it is while much is folded. */
  async #ask(method: "GET" | "POST", path: string, token: string, body?: unknown): Promise<string> {
    const signal = this.#signal;
    for (let times = 1; ; times++) {
      const { status, text, retryAfter } = await this.#exchange({ method, path, token, body, signal });
      if (status >= 200 && status < 300) return text;
      if (retryAfter === undefined || method === "POST" || times === mostTimes)
        throw refused(this.address.url, status, text);
      await setTimeout(retryAfter * 1_000, undefined, { signal });
    }
  }

  async #exchange(asked: Exchange): Promise<Answer> {
    return exchange(this.address, asked).catch((error: unknown) => {
      if (this.#signal.aborted) throw error;
      throw unreachable(this.address.url, error);
    });
  }
}

/** A refusal of the relay as the command line says it. */
function refused(url: URL, status: number, text: string): CommandError {
  const { code, sentence } = refusalIn(text) ?? { code: "", sentence: `it answered ${status}` };
  if (status === 401 || status === 403) {
    return misuse(
      `the relay at ${url.origin} refused: ${sentence}`,
      "check LIGHTY_TOKEN and LIGHTY_CONTROL_TOKEN, or leave --relay out",
    );
  }
  if (code === "shutting_down")
    return new CommandError("unreachable", `the relay at ${url.origin} is stopping`, {
      next: "start it anew with `lighty relay`",
    });
  return new CommandError(status >= 500 ? "mismatch" : "usage", sentence);
}

function refusalIn(text: string): { code: string; sentence: string } | undefined {
  try {
    return Refusal.parse(JSON.parse(text)).error;
  } catch {
    return undefined;
  }
}
