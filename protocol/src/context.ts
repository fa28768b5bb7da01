import type { Save } from "./durable.ts";
import { limits } from "./limits.ts";
import { mayRetry } from "./link-error.ts";
import type { SnapshotPacket } from "./packet.ts";
import { byteLength } from "./parse.ts";
import type { SessionRecord } from "./record.ts";
import type { Sender } from "./sender.ts";
import type { Action } from "./step.ts";

/** Room for sessions in a context; the rest is the packet's own head. */
const budget = limits.contextBytes - 8_192;

/** The application context: the latest snapshot of all that is open, when it leaves and what it holds. [SNP-3] [SNP-4] [SNP-6] */
export class Context {
  readonly #sender: Sender;
  #counter: number;
  #isDirty = false;
  #isUrgent = false;
  #publishedAt: number | null = null;
  #sendId: string | null = null;
  /** The system refused it: it is tried again on the interval, whether or not a session is live. [SNP-6] */
  #hasFailed = false;

  constructor(sender: Sender, counter: number) {
    this.#sender = sender;
    this.#counter = counter;
  }

  /** The counter that the next one will carry. */
  get nextCounter(): number {
    return this.#counter + 1;
  }

  /** Something it shows has changed; `urgent` for start, pause, resume and end. [SNP-4] */
  changed(urgent: boolean): void {
    this.#isDirty = true;
    if (urgent) this.#isUrgent = true;
  }

  /** How a send ended, which may have been its own. [SNP-6] */
  sent(sendId: string, errorCode: number | undefined): void {
    if (sendId !== this.#sendId) return;
    this.#hasFailed = errorCode !== undefined && mayRetry(errorCode);
    this.#isDirty ||= this.#hasFailed;
  }

  /** When the interval is over, for one that waits for it; on the own session clock. */
  get wakeAt(): number | null {
    return this.#isDirty && this.#publishedAt !== null ? this.#publishedAt + limits.snapshotIntervalMs : null;
  }

  /** Publishes it, where something changed and the interval allows. */
  publish(now: number, save: Save, actions: Action[]): void {
    if (!this.#isDirty) return;
    const records = this.#volunteered();
    if (records.length === 0) {
      this.#isDirty = false;
      return;
    }
    const live = records.some((record) => record.state.isLive);
    const early = this.#publishedAt !== null && now - this.#publishedAt < limits.snapshotIntervalMs;
    if (early && ((live && !this.#isUrgent) || this.#hasFailed)) return;

    this.#isDirty = false;
    this.#isUrgent = false;
    this.#publishedAt = now;
    this.#counter++;
    save.context(this.#counter);
    const packet: SnapshotPacket = { ...this.#sender.head("snapshot"), counter: this.#counter, sessions: [] };
    let bytes = byteLength(JSON.stringify(packet));
    for (const record of records) {
      const snapshot = this.#sender.snapshot(record);
      const size = byteLength(JSON.stringify(snapshot)) + 1;
      if (bytes + size > budget) continue;
      bytes += size;
      packet.sessions.push(snapshot);
    }
    for (const record of records) record.owesAnswer = false;
    if (packet.sessions.length > 0) this.#sendId = this.#sender.send("applicationContext", packet, actions);
  }

  /** What a context holds: live sessions first, then ended ones that are not closed, or whose closing the peer has yet to hear. [SNP-3] */
  #volunteered(): SessionRecord[] {
    const records = [...this.#sender.records.values()].filter((record) => record.isOpen || record.owesAnswer);
    return records.sort((a, b) => Number(a.state.registers.ended) - Number(b.state.registers.ended));
  }
}
