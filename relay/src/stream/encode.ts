import type { LogEntry } from "../log/event-log.ts";

/** An entry as JSON, the frame in it as the very text that was received. */
export function encodeEntry({ entry, receivedAt, text }: LogEntry): string {
  return `{"entry":${entry},"receivedAt":${receivedAt},"frame":${text}}`;
}

/** A stream message of entries; `cursor` is where a reader stands after it. [STR-2] */
export function encodeEntries(entries: readonly LogEntry[], cursor: string): string {
  return `{"type":"entries","entries":[${entries.map(encodeEntry).join(",")}],"cursor":"${cursor}"}`;
}

/** The same message of entries that are encoded already, as `Listener` is told them. */
export function encodeLanded(encoded: Uint8Array, cursor: string): Buffer {
  return Buffer.concat([opening, encoded, Buffer.from(`],"cursor":"${cursor}"}`)]);
}

const opening = Buffer.from('{"type":"entries","entries":[');

/** What changed in the projections; its parts are JSON already. [STR-3] */
export function encodeSummary(
  sessions: readonly string[],
  devices: readonly string[],
  gone: { sessions: readonly string[]; devices: readonly string[] },
  at: string,
): string {
  return `{"type":"summary","at":"${at}","sessions":[${sessions.join(",")}],"devices":[${devices.join(",")}],"gone":${JSON.stringify(gone.sessions)},"goneDevices":${JSON.stringify(gone.devices)}}`;
}

/** Why the log cannot be written; null once it can be. [STR-4] */
export function encodeStorage(trouble: string | null): string {
  return JSON.stringify({ type: "storage", ...(trouble === null ? {} : { trouble: trouble.slice(0, mostTrouble) }) });
}

const mostTrouble = 500;

/** Summaries that are JSON already. */
export function encodeSessions(sessions: readonly string[]): string {
  return `{"type":"sessions","sessions":[${sessions.join(",")}]}`;
}
