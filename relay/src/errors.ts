import { type ErrorCode, errorRegistry, type Rejection } from "@lighty/protocol";

/** HTTP status of each refusal that HTTP can give; the others are the caller's fault, said with 400. */
const statuses: Partial<Record<ErrorCode, number>> = {
  unauthorized: 401,
  forbidden_scope: 403,
  foreign_origin: 403,
  session_unknown: 404,
  pairing_refused: 403,
  foreign_observer: 403,
  not_found: 404,
  too_large: 413,
  role_taken: 409,
  clear_line: 403,
  too_many_attempts: 429,
  internal: 500,
  storage_failed: 503,
  too_many_rooms: 503,
  too_many_sockets: 503,
  not_ready: 503,
  shutting_down: 503,
};

/** A refusal on its way to whoever asked. The relay's only error class, and made here only; the command line has its own. */
export class RelayError extends Error implements Rejection {
  readonly code: ErrorCode;
  readonly statusCode: number;
  /** What a program may want to know beside the sentence, under keys of its own. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor({ code, sentence }: Rejection, cause?: unknown, details: Readonly<Record<string, unknown>> = {}) {
    super(sentence, { cause });
    this.details = details;
    this.name = "RelayError";
    this.code = code;
    this.statusCode = statuses[code] ?? 400;
  }

  get sentence(): string {
    return this.message;
  }
}

export function refuse(code: ErrorCode, sentence: string = errorRegistry[code].sentence): RelayError {
  return new RelayError({ code, sentence });
}

export function storageFailed(cause: unknown): RelayError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RelayError(
    { code: "storage_failed", sentence: `the log could not be written (${why}); nothing was acknowledged` },
    cause,
  );
}

/** Entries that were to go are still there, all of them. */
export function notDeleted(cause: unknown): RelayError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RelayError({ code: "storage_failed", sentence: `nothing was deleted: ${why}` }, cause);
}

/** What is written down cannot be read: the file is damaged, or the disk. */
export function unreadable(cause: unknown): RelayError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new RelayError({ code: "storage_failed", sentence: `the log could not be read (${why})` }, cause);
}

/** The body of every HTTP refusal. */
export function errorBody({ code, sentence, details }: Rejection & Partial<Pick<RelayError, "details">>): {
  error: Rejection;
} {
  return { error: { code, sentence, ...details } };
}

/** What Fastify, or a handler, threw, in the registry's words. A fault of our own tells nothing of its inside. */
export function asRelayError(error: unknown): RelayError {
  if (error instanceof RelayError) return error;
  const { code, statusCode = 500, message = "" } = error as { code?: string; statusCode?: number; message?: string };
  if (code === "FST_ERR_CTP_BODY_TOO_LARGE") return refuse("too_large", "the body is larger than 1 MiB");
  if (code === "FST_ERR_CTP_INVALID_JSON_BODY" || (error instanceof SyntaxError && statusCode === 400))
    return refuse("bad_json");
  if (code === "FST_ERR_CTP_INVALID_MEDIA_TYPE")
    return refuse("bad_shape", "the content type is not one that this address takes; mostly it is application/json");
  if (statusCode === 404) return refuse("not_found");
  if (statusCode >= 400 && statusCode < 500) return refuse("bad_shape", message);
  return new RelayError({ code: "internal", sentence: errorRegistry.internal.sentence }, error);
}
