import type { Redaction } from "../capture.ts";
import { type ErrorCode, errorRegistry } from "../errors.ts";
import { parseJson } from "../parse.ts";
import { type HealthLeft, hideHealth, mayTellHealth } from "./hide-health.ts";
import { NameBook } from "./hide-names.ts";
import type { Json, JsonObject } from "./json.ts";

/** Stands where a text was that cannot be told apart into what may stay and what may not. */
export const leftOut = "(left out)";

/** Sentences of notices that hold ids, digests and values of sets alone. */
const plainNotices = new Set([
  "drift_detected",
  "drift_unhealed",
  "session_ended_elsewhere",
  "second_session",
  "conflict",
]);

/**
 * Takes health values, names, or both out of frames, one after another, and keeps their structure: a value becomes 0, or what `left` says is left
 * of it, a name another name, the same one throughout. What can no longer be judged is marked: without health values a frame is `redacted`,
 * without names, which every digest covers, it reports no digests. What cannot be read is left out whole. [CAP-5] [TEE-9]
 */
export class Redactor {
  readonly #hidesHealth: boolean;
  readonly #left: HealthLeft;
  readonly #names: NameBook | null;

  constructor(redaction: Redaction, left: HealthLeft = "nothing") {
    this.#hidesHealth = redaction === "health" || redaction === "all";
    this.#left = left;
    this.#names = redaction === "names" || redaction === "all" ? new NameBook() : null;
  }

  /** The text of a frame, redacted; `text` has passed its schema. */
  frame(text: string): string {
    if (this.#names === null) {
      if (!this.#hidesHealth) return text;
      if (!mayTellHealth(text)) return this.#left === "rounded" || text.includes('"digests"') ? marked(text) : text;
    }
    const frame = JSON.parse(text) as JsonObject;
    const { body, verdicts, ...rest } = frame;
    const hidden = this.#hide(rest) as JsonObject;
    if (this.#hidesHealth) hidden.redacted = true;
    if (this.#names !== null) delete hidden.digests;
    hidden.body = this.#body(body as string);
    if (verdicts !== undefined) hidden.verdicts = (verdicts as JsonObject[]).map((each) => this.#verdict(each));
    return JSON.stringify(hidden);
  }

  #body(text: string): string {
    if (this.#names === null && !mayTellHealth(text)) return text;
    const json = parseJson(text);
    if (!json.ok) return leftOut;
    const hidden = this.#hide(json.value as Json);
    if (isObject(hidden) && hidden.kind === "note" && typeof hidden.sentence === "string") {
      const isPlain = this.#names === null && plainNotices.has(String(hidden.notice));
      if (!isPlain) hidden.sentence = leftOut;
    }
    return JSON.stringify(hidden);
  }

  /** The sentence of a refusal may quote what was refused. */
  #verdict(verdict: JsonObject): Json {
    const hidden = this.#hide(verdict) as JsonObject;
    if (hidden.sentence !== undefined) hidden.sentence = errorRegistry[hidden.code as ErrorCode].sentence;
    return hidden;
  }

  #hide(value: Json): Json {
    const healthy = this.#hidesHealth ? hideHealth(value, this.#left) : value;
    return this.#names === null ? healthy : this.#names.hide(healthy);
  }
}

/** What a file is that was redacted before and is again. */
export function bothRedactions(before: Redaction, now: Redaction): Redaction {
  if (before === now || now === "none") return before;
  return before === "none" ? now : "all";
}

function marked(text: string): string {
  return text.includes('"redacted":true') ? text : `${text.trimEnd().slice(0, -1)},"redacted":true}`;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
