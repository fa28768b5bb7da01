import { setTimeout as pause } from "node:timers/promises";
import type { Entry } from "@lighty/protocol";
import { type Address, addressOf, unreachable } from "./address.ts";
import { CommandError, misuse } from "./errors.ts";
import { type Interest, liveMessages } from "./live-line.ts";
import type { RelayChoice } from "./relay-options.ts";

/** What a follower hears. */
export type Heard =
  | { kind: "entries"; entries: readonly Entry[]; cursor: string }
  /** The backlog is behind; what follows is as it happens. */
  | { kind: "live"; cursor: string }
  /** The relay is away; `back` tells that it answers again. */
  | { kind: "away"; sentence: string }
  | { kind: "back" }
  /** The log is another one than before: what was between is not known. */
  | { kind: "other-log"; relayId: string };

/** What is followed. */
export interface Followed extends Pick<Interest, "after" | "session" | "filter"> {
  /** Only entries above this number of the log as it is now. */
  beyond: number;
}

/** Codes that another try would meet again. */
const final = new Set(["unauthorized", "forbidden_scope", "foreign_origin", "bad_query", "bad_shape"]);
const firstPauseMs = 200;
const longestPauseMs = 3_000;

/**
 * The log from a cursor on, then live, whatever becomes of the line: after a break it goes on by cursor, at the address the relay has by then. Throws
 * a CommandError when the first try fails, and for what no other try would mend. Ends with the signal.
 */
export async function* follow(choice: RelayChoice, asked: Followed, signal: AbortSignal): AsyncGenerator<Heard> {
  let { after, beyond } = asked;
  let relayId: string | undefined;
  let isAway = false;
  for (let pauseMs = firstPauseMs; !signal.aborted; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    let address: Address | undefined;
    let reason = "the line broke";
    try {
      address = await addressOf(choice);
      const interest = { after, session: asked.session, filter: above(beyond, asked.filter) };
      for await (const message of liveMessages(address, interest, signal)) {
        if (message.type === "welcome") {
          if (isAway) yield { kind: "back" };
          isAway = false;
          pauseMs = firstPauseMs;
          const isOther = relayId !== undefined && relayId !== message.relayId;
          relayId = message.relayId;
          if (!isOther) continue;
          yield { kind: "other-log", relayId };
          after = undefined;
          beyond = 0;
          reason = "";
          break;
        }
        if (message.type === "error") {
          if (final.has(message.code)) throw misuse(message.sentence, nextFor(message.code));
          reason = message.sentence;
          continue;
        }
        if (message.type !== "entries" && message.type !== "live") continue;
        after = message.cursor;
        yield message.type === "live"
          ? { kind: "live", cursor: after }
          : { kind: "entries", entries: message.entries, cursor: after };
      }
    } catch (error) {
      if (signal.aborted) return;
      reason = failureOf(error, address, relayId !== undefined);
    }
    if (signal.aborted) return;
    if (reason === "") continue;
    if (!isAway) yield { kind: "away", sentence: reason };
    isAway = true;
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

/** What a filter lets through behind an entry. */
function above(entry: number, filter: string | undefined): string | undefined {
  if (entry === 0) return filter;
  return filter === undefined ? `entry>${entry}` : `(${filter}) entry>${entry}`;
}

/** Why a try failed, when another may not; throws when it is no use, or when it was the first. */
function failureOf(error: unknown, address: Address | undefined, isKnown: boolean): string {
  if (error instanceof CommandError) {
    if (error.exit !== "unreachable" || !isKnown) throw error;
    return error.message;
  }
  const { message } = error as Error;
  const [, status] = /Unexpected server response: (\d+)/.exec(message) ?? [];
  if (address === undefined) throw error;
  if (status === "401" || status === "403")
    throw misuse(`the relay at ${address.url.origin} refused the token`, nextFor("unauthorized"));
  if (status === "400")
    throw misuse("the relay cannot read what it was asked for", "check --after, --session and the filter");
  if (!isKnown) throw unreachable(address.url, error);
  return message;
}

function nextFor(code: string): string {
  if (code === "bad_query") return "leave --after out to begin with the latest entries";
  return "check LIGHTY_TOKEN, or leave --relay out";
}
