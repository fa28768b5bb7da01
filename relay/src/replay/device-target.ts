import { type Entry, type Frame, parsePacket, type Role } from "@lighty/protocol";
import { Playback } from "@lighty/protocol/replay";
import type { Line } from "../devices/node-ports.ts";
import { AbsentPeer } from "./absent-peer.ts";
import type { Answers } from "./answers.ts";
import { type RelayDoor, RelayTarget } from "./relay-target.ts";
import type { Found, Outcome, ReplayTarget } from "./replay-target.ts";

export interface DeviceTargetOptions {
  /** Where the originals go: `/v1/replay/tee`. */
  tee: RelayDoor;
  /** Where the packets go: `/v1/replay/link`. */
  link: Line;
  room: string;
  /** Whom the replay plays: the device's counterpart. */
  as: Role;
  /** What the device's tee tells from now on. */
  listen(): Answers;
}

/** How the device answered one packet, beside how the recorded one did. */
interface Compared {
  entry: number;
  said: string;
  recorded: string;
  isSame: boolean;
}

/**
 * Into a device in a room. The connected device takes the place of the recorded one of its role: it hears all that this one received, and, in its
 * name, what was done on it, so that it must come to the same verdicts and digests, whoever is right. The originals go into the relay's log
 * under the same names, so its answers stand beside them there. [ROOM-7] [RPL-1] [RPL-2]
 */
export class DeviceTarget implements ReplayTarget {
  readonly #options: DeviceTargetOptions;
  readonly #role: Role;
  readonly #capture: readonly Entry[];
  readonly #originals: RelayTarget;
  /** The recorded device whose place the connected one takes. */
  readonly #recorded: string;
  #peer: AbsentPeer | null = null;
  #answers: Answers | null = null;
  #playback = new Playback();
  #told = 0;
  #compared: Compared[] = [];
  #stopped: string | null = null;
  #isDisturbed = false;

  /** Throws RangeError for a capture without frames of a device in the role. */
  constructor(options: DeviceTargetOptions, capture: readonly Entry[]) {
    this.#options = options;
    this.#role = options.as === "phone" ? "watch" : "phone";
    this.#capture = capture;
    this.#recorded = mostHeardOf(capture, this.#role);
    this.#originals = new RelayTarget(options.tee, capture);
  }

  /** Takes the absent one's seat. Throws the room's refusal as a RelayError. */
  async join(): Promise<void> {
    const { link, room, as, listen } = this.#options;
    const answers = listen();
    this.#answers = answers;
    this.#peer = new AbsentPeer(link, { room, role: as, deviceId: this.#absent() }, (reason) => answers.fail(reason));
    await this.#peer.join().catch((error: unknown) => {
      answers.end();
      throw error;
    });
  }

  get sessionIds(): readonly string[] {
    return this.#originals.sessionIds;
  }

  async play(entries: readonly Entry[]): Promise<readonly Found[]> {
    const found: Found[] = [];
    for (const entry of entries) {
      await this.#originals.play([entry]);
      if (this.#stopped === null && entry.frame.observer.deviceId === this.#recorded)
        found.push(...(await this.#ask(entry)));
    }
    return found;
  }

  async restart(): Promise<void> {
    this.#hangUp();
    await this.#originals.restart();
    this.#playback = new Playback();
    [this.#told, this.#compared, this.#stopped, this.#isDisturbed] = [0, [], null, false];
    await this.join();
  }

  async end(): Promise<Outcome> {
    this.#hangUp();
    const { sentence: landed } = await this.#originals.end();
    const [first] = this.#playback.differences;
    const others = this.#compared.filter(({ isSame }) => !isSame);
    const isGreen = this.#stopped === null && others.length === 0 && first === undefined && this.#compared.length > 0;
    const same = this.#compared.length - others.length;
    const sentence = [
      `the ${this.#role} gave ${same} of ${this.#compared.length} answers as they were recorded`,
      ...(this.#stopped === null ? [] : [this.#stopped]),
      ...(first === undefined ? [] : [`first difference from the law: ${first.sentence}`]),
      ...(others.length > 0 && first === undefined && this.#stopped === null
        ? [
            `the ${this.#role} gives what the law gives; it is the capture that differs, first at entry ${others[0]?.entry}`,
          ]
        : []),
      landed,
    ].join("\n");
    const lines = this.#compared.map(line);
    const departed = others.map((each) => ({ entry: each.entry, sentence: line(each) }));
    return { isGreen, sentence, lines, differences: first === undefined ? departed : this.#playback.differences };
  }

  /** Gives the device what the recorded one received or did, and compares what it makes of it. */
  async #ask({ entry, receivedAt }: Entry): Promise<readonly Found[]> {
    const frame = this.#originals.frameOf(entry);
    const { digests: _own, ...bare } = frame;
    if (!isQuestion(frame)) {
      this.#playback.apply([{ entry, receivedAt, frame: frame.direction === "received" ? frame : bare }]);
      return [];
    }
    let answer: Frame;
    try {
      await this.#peer?.send(frame.body, frame.transport);
      answer = await (this.#answers as Answers).to(frame.body);
    } catch (error) {
      this.#stopped = `stopped at entry ${entry}: ${(error as Error).message}`;
      return [{ sentence: this.#stopped, entry }];
    }
    const touched = Object.keys(frame.digests ?? {}).some((id) => this.#answers?.wroteIn.has(id));
    if (touched || this.#isDisturbed) return this.#disturbed(entry);
    const { verdict, verdicts, digests, redacted } = answer;
    const judged = frame.direction === "received" ? { verdict, verdicts } : {};
    const heard = { ...bare, ...judged, ...(digests && { digests }), ...(redacted && { redacted }) } as Frame;
    this.#playback.apply([{ entry, receivedAt, frame: heard }]);
    this.#compared.push(compare(entry, frame, answer));
    const news = this.#playback.differences.slice(this.#told);
    this.#told = this.#playback.differences.length;
    return news;
  }

  /** From there on the two states are two stories. */
  #disturbed(entry: number): readonly Found[] {
    if (this.#isDisturbed) return [];
    this.#isDisturbed = true;
    this.#stopped = `from entry ${entry} on nothing can be compared: the ${this.#role} has written in the session itself`;
    return [{ sentence: this.#stopped, entry }];
  }

  /** The name under which the recorded counterpart is played: it is heard of in a frame of either device. */
  #absent(): string {
    const { as } = this.#options;
    for (const { entry, frame } of this.#capture) {
      if (frame.observer.role === as) return this.#originals.frameOf(entry).observer.deviceId;
    }
    const heard = this.#capture.find(
      ({ frame }) => frame.observer.deviceId === this.#recorded && frame.peer !== undefined,
    );
    const peer = heard === undefined ? undefined : this.#originals.frameOf(heard.entry).peer;
    if (peer === undefined) throw new RangeError(`the capture tells of no ${as} that could be played`);
    return peer;
  }

  #hangUp(): void {
    this.#peer?.leave();
    this.#answers?.end();
  }
}

/** What the device can be asked: what was received, unless it was the recorded one's own word, and what was done on it. */
function isQuestion({ direction, body, verdict }: Frame): boolean {
  if (direction === "received") return verdict !== "foreign" && body !== "";
  const packet = direction === "local" ? parsePacket(body) : undefined;
  return packet?.ok === true && packet.value.kind === "events";
}

function compare(entry: number, recorded: Frame, answer: Frame): Compared {
  const isReceived = recorded.direction === "received";
  // Without its health values either side's digests are over something else.
  const hasDigests = recorded.redacted !== true && answer.redacted !== true;
  const isSame =
    (!isReceived || recorded.verdict === answer.verdict) &&
    Object.entries(recorded.digests ?? {}).every(
      ([id, digest]) => !hasDigests || answer.digests?.[id] === undefined || answer.digests[id] === digest,
    );
  return { entry, said: told(answer, true), recorded: told(recorded, isReceived), isSame };
}

function told({ verdict, digests = {} }: Frame, hasVerdict: boolean): string {
  return [hasVerdict ? (verdict ?? "nothing") : "did it", ...Object.values(digests)].join(" ");
}

function line({ entry, said, recorded, isSame }: Compared): string {
  return `entry ${entry}: ${said}${isSame ? ", as recorded" : `, where it was ${recorded}`}`;
}

/** The device of that role with the most frames: a reinstalled app is two, and only one can be stood in for. */
function mostHeardOf(capture: readonly Entry[], role: Role): string {
  const counts = new Map<string, number>();
  for (const { frame } of capture) {
    const { deviceId } = frame.observer;
    if (frame.observer.role === role) counts.set(deviceId, (counts.get(deviceId) ?? 0) + 1);
  }
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  if (most === undefined)
    throw new RangeError(`the capture has no frames of a ${role}, so there is nothing to compare`);
  return most[0];
}
