import type { Entry, Frame } from "../frame.ts";
import { replayPrefix } from "../ids.ts";
import { ObservedDevice } from "../observe.ts";
import { byteLength, parsePacket } from "../parse.ts";

/** Tags are put into ids. */
const tagPattern = /^[a-z0-9]{1,8}$/;

/**
 * A capture under other names, so that it can be told to a relay without touching what is there: devices, sessions, events and boots of its own,
 * every frame marked. Ids keep their order among each other, as it decides between equal revisions; a digest, which names devices, is worked out
 * anew where it was right, and left wrong where it was wrong. `tag` tells one replay from another. [RPL-1] [REV-4] [DIG-1]
 *
 * Throws RangeError for a tag that is not 1 to 8 of a-z 0-9.
 */
export function disguise(entries: readonly Entry[], tag: string): Entry[] {
  if (!tagPattern.test(tag)) throw new RangeError("a tag is 1 to 8 of a-z 0-9");
  const names = namesFor(entries, tag);
  const pattern = new RegExp(`(?<![a-z0-9])(?:${[...names.devices.keys()].join("|")})(?![a-z0-9])`, "g");
  const sessions = new RegExp(`(?<=")(?:${[...names.sessions.keys()].map(escaped).join("|")})(?=\\\\?")`, "g");
  const rename = (text: string) => {
    let renamed = text.replace(pattern, (id) => names.devices.get(id) as string);
    if (names.sessions.size > 0) renamed = renamed.replace(sessions, (id) => names.sessions.get(id) as string);
    return renamed.replaceAll(eventIds, (whole, head: string, id: string) =>
      id.length + tag.length + 1 > 64 ? whole : `${head}${tag}-${id}`,
    );
  };
  const digests = new Digests();
  return entries.map((entry) => {
    const frame = JSON.parse(rename(JSON.stringify(entry.frame))) as Frame;
    digests.learn(entry.frame, frame);
    const body = digests.rewrite(frame.body);
    const reported = Object.entries(frame.digests ?? {}).map(([id, digest]) => [id, digests.of(digest)]);
    const rewritten = frame.digests === undefined ? {} : { digests: Object.fromEntries(reported) };
    return {
      ...entry,
      frame: { ...frame, ...rewritten, body, sizeBytes: byteLength(body), replayed: true },
    };
  });
}

const eventIds = /(\\?"eventId\\?":\\?")([a-z0-9][a-z0-9._-]{0,63})/g;

interface Names {
  devices: Map<string, string>;
  sessions: Map<string, string>;
}

/** Every device and session that the frames name, whether they are heard of by themselves or only in the words of another. */
function namesFor(entries: readonly Entry[], tag: string): Names {
  const devices = new Set<string>();
  const sessions = new Set<string>();
  for (const { frame } of entries) {
    devices.add(frame.observer.deviceId);
    if (frame.peer !== undefined) devices.add(frame.peer);
    const packet = parsePacket(frame.body);
    if (!packet.ok) continue;
    devices.add(packet.value.deviceId);
    for (const [sessionId, vector] of Object.entries(packet.value.have)) {
      sessions.add(sessionId);
      for (const deviceId of Object.keys(vector)) devices.add(deviceId);
    }
    if (packet.value.kind === "events") for (const { sessionId } of packet.value.events) sessions.add(sessionId);
    if (packet.value.kind !== "snapshot" && packet.value.kind !== "hello") continue;
    for (const part of packet.value.sessions) {
      sessions.add(part.sessionId);
      const cells = "registers" in part ? part.registers : (part.health ?? {});
      for (const [, deviceId] of Object.values(cells)) devices.add(deviceId);
    }
  }
  const roles = new Map(entries.map(({ frame }) => [frame.observer.deviceId, frame.observer.role]));
  const named = [...devices].sort().map((id, rank): [string, string] => {
    const role = roles.get(id) ?? "";
    return [id, `${replayPrefix}${tag}${String(rank).padStart(4, "0")}${role}`];
  });
  const told = [...sessions].map((id): [string, string] => [id, `${replayPrefix}-${tag}-${id}`.slice(0, 64)]);
  return { devices: new Map(named), sessions: new Map(told) };
}

/** Digests under the old names and under the new ones, learnt by folding both. */
class Digests {
  readonly #known = new Map<string, string>();
  readonly #folds = new Map<string, { before: ObservedDevice; after: ObservedDevice }>();

  learn(before: Frame, after: Frame): void {
    const { deviceId } = before.observer;
    let folds = this.#folds.get(deviceId);
    if (folds === undefined) {
      folds = { before: new ObservedDevice(deviceId), after: new ObservedDevice(after.observer.deviceId) };
      this.#folds.set(deviceId, folds);
    }
    const { sessions } = folds.before.apply(before);
    const renamed = folds.after.apply(after).sessions;
    sessions.forEach((session, i) => {
      const other = renamed[i];
      if (other === undefined) return;
      this.#known.set(session.digest, other.digest);
      this.#known.set(session.registers.coreDigest, other.registers.coreDigest);
    });
  }

  of(digest: string): string {
    return this.#known.get(digest) ?? digest;
  }

  rewrite(body: string): string {
    return body.replaceAll(/(?<="digest":")[0-9a-f]{16}(?=")/g, (digest) => this.of(digest));
  }
}

function escaped(text: string): string {
  return text.replaceAll(/[.\-_]/g, "\\$&").replaceAll("\\_", "_");
}
