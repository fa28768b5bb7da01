/**
 * Every refusal the project can give, made known in one place. A code is the same word in TypeScript, Swift, SQL, HTTP and the
 * dashboard; `close` is the WebSocket close code where the refusal ends a socket. SPEC's table ERR is compared with this list by a test.
 */
export const errorRegistry = {
  bad_json: { sentence: "the text is not JSON", close: 4000, retryable: false },
  bad_shape: { sentence: "the value does not have the shape its kind demands", close: 4001, retryable: false },
  unsupported_version: { sentence: "the version is not one this build understands", close: 4002, retryable: false },
  too_large: { sentence: "the text is larger than the limit", close: 4003, retryable: false },
  too_deep: { sentence: "the value is nested deeper than the limit", close: 4004, retryable: false },
  revision_out_of_bounds: {
    sentence: "the revision is beyond what any device could beat",
    close: 4005,
    retryable: false,
  },
  wrong_author: { sentence: "an event was sent by a device that did not write it", close: 4006, retryable: false },
  too_many_sessions: { sentence: "more sessions are open than a device keeps", close: 4007, retryable: false },
  session_unknown: { sentence: "no such session is known here", close: null, retryable: false },
  session_exists: { sentence: "a session of this id was already started", close: null, retryable: false },
  session_live: { sentence: "another session is live; finish or discard it first", close: null, retryable: false },
  session_ended: { sentence: "the session has ended and takes no new edits", close: null, retryable: false },
  set_unknown: { sentence: "no such set is known in the session", close: null, retryable: false },
  exercise_unknown: { sentence: "no such exercise is known in the session", close: null, retryable: false },
  limit_reached: { sentence: "the session holds as much as the protocol allows", close: null, retryable: false },
  unauthorized: { sentence: "a valid token is needed", close: 4010, retryable: false },
  forbidden_scope: { sentence: "the token does not carry the scope this needs", close: 4011, retryable: false },
  hello_expected: { sentence: "the first message on this socket must be a hello", close: 4012, retryable: false },
  hello_timeout: { sentence: "no hello came in time", close: 4013, retryable: true },
  foreign_origin: {
    sentence: "the request comes from a page or host that is not on the list",
    close: 4014,
    retryable: false,
  },
  window_exceeded: { sentence: "more frames are unacknowledged than the window allows", close: 4015, retryable: true },
  heartbeat_lost: { sentence: "the peer stopped answering", close: 4016, retryable: true },
  foreign_observer: {
    sentence: "the device may not speak for that observer",
    close: 4017,
    retryable: false,
  },
  too_many_attempts: { sentence: "too many wrong tokens came from there; wait a minute", close: 4018, retryable: true },
  pairing_refused: { sentence: "the pairing code is wrong, spent or expired", close: null, retryable: false },
  role_taken: { sentence: "another device has that role in the room", close: 4021, retryable: true },
  too_many_rooms: { sentence: "as many rooms are open as the relay keeps", close: 4022, retryable: true },
  too_many_sockets: {
    sentence: "as many sockets are open as the relay keeps for one token",
    close: null,
    retryable: true,
  },
  replaced: { sentence: "the device joined the room again over a newer socket", close: 4023, retryable: false },
  replay_refused: {
    sentence: "the device does not take what a replay sends it",
    close: 4024,
    retryable: false,
  },
  clear_line: {
    sentence: "others on the network could read along; use this machine's own line or an encrypted one",
    close: null,
    retryable: false,
  },
  slow_reader: { sentence: "the reader fell too far behind and must resume by cursor", close: 1013, retryable: true },
  storage_failed: { sentence: "the log could not be written; nothing was acknowledged", close: 4020, retryable: true },
  not_ready: { sentence: "the projections are behind or being begun again; ask again", close: null, retryable: true },
  shutting_down: { sentence: "the relay is stopping", close: 1001, retryable: true },
  not_found: { sentence: "there is nothing at this address", close: null, retryable: false },
  bad_query: { sentence: "a query parameter is not what it should be", close: null, retryable: false },
  internal: { sentence: "the relay met a fault of its own", close: 1011, retryable: true },
  capture_invalid: { sentence: "the file is not a readable capture", close: null, retryable: false },
  capture_newer: { sentence: "the capture was written by a newer version", close: null, retryable: false },
} as const satisfies Record<string, { sentence: string; close: number | null; retryable: boolean }>;

/** A word from the registry. [ERR-1] */
export type ErrorCode = keyof typeof errorRegistry;

/** Every code, in registry order. */
export const errorCodes = Object.keys(errorRegistry) as ErrorCode[];

/** Bad input from outside, as a value: which rule, in a sentence that names the thing and what would have been right. [ERR-2] */
export interface Rejection {
  code: ErrorCode;
  sentence: string;
}

/** A rejection in the words of the place that found it. */
export function reject(code: ErrorCode, sentence: string = errorRegistry[code].sentence): Rejection {
  return { code, sentence };
}
