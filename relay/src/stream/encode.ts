import { entryHead, messageHead, messageTail } from "../entries-message.ts";
import type { LogEntry } from "../log/event-log.ts";

/** An entry as JSON, the frame in it as the very text that was received. */
export function encodeEntry({ entry, receivedAt, text }: LogEntry): string {
  return `${entryHead(entry, receivedAt)}${text}}`;
}

/** A stream message of entries; `cursor` is where a reader stands after it. [STR-2] */
export function encodeEntries(entries: readonly LogEntry[], cursor: string): string {
  return `${messageHead}${entries.map(encodeEntry).join(",")}${messageTail(cursor)}`;
}

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
