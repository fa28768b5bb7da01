import type { Output } from "@lighty/protocol";

/** The watch's app is brought up after this, whatever has become of the context. Milliseconds. */
export const callPatienceMs = 3_000;

/**
 * The call that brings the watch's app up for a workout carries no data, so the session must be in the application context before it. [SNP-4]
 *
 *   idle --a start--> owed --its context leaves--> leaving --the context has been taken--> call, idle
 *                       +---------------- three seconds have passed ------------------------^
 */
export class WatchCall {
  #state: { at: number; sendIds: Set<string> } | null = null;

  /** When the call is due all the same, by the own session clock. */
  get deadline(): number | null {
    return this.#state?.at ?? null;
  }

  owe(now: number): void {
    this.#state = { at: now + callPatienceMs, sendIds: new Set() };
  }

  cancel(): void {
    this.#state = null;
  }

  /** An output is about to be performed: notes the contexts in it. */
  follow({ actions }: Output): void {
    for (const action of actions) {
      if (action.type === "send" && action.channel === "applicationContext") this.#state?.sendIds.add(action.sendId);
    }
  }

  /** A send has ended, well or not. True when the call is due. */
  sent(sendId: string): boolean {
    if (!this.#state?.sendIds.has(sendId)) return false;
    this.#state = null;
    return true;
  }

  /** True when the call is due because of the time. */
  isDue(now: number): boolean {
    if (this.#state === null || now < this.#state.at) return false;
    this.#state = null;
    return true;
  }
}
