import type { Final } from "@lighty/protocol";
import type { Agenda, Random, SimDevice, Witness } from "@lighty/protocol/sim";

const everyMs = 5_000;

/**
 * What a watch does by itself: it measures while a session is live, from the moment it shows the session, so that the shortest training has
 * calories; and it brings its final ones once the session has been finished anywhere. [EVT-8]
 */
export class Wrist implements Witness {
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #kcal = new Map<string, number>();

  constructor(agenda: Agenda, random: Random) {
    this.#agenda = agenda;
    this.#random = random;
  }

  opened(watch: SimDevice): void {
    this.#wait(watch);
  }

  performed(watch: SimDevice): void {
    const active = watch.engine?.activeSession;
    if (active !== undefined && !this.#kcal.has(active.sessionId)) this.#measure(watch, active.sessionId);
  }

  #wait(watch: SimDevice): void {
    this.#agenda.after(everyMs, () => {
      for (const [sessionId, { state }] of [...(watch.engine?.sessions ?? [])]) {
        if (state.isLive) this.#measure(watch, sessionId);
        else if (state.registers.status === "finished") this.#bringFinal(watch, sessionId);
      }
      this.#wait(watch);
    });
  }

  #measure(watch: SimDevice, sessionId: string): void {
    const kcal = Math.round(((this.#kcal.get(sessionId) ?? 0) + 0.3 + this.#random.fraction() * 0.6) * 100) / 100;
    this.#kcal.set(sessionId, kcal);
    const heartRateBpm = 96 + this.#random.int(0, 48);
    watch.act({ act: "measure", sessionId, activeEnergyKcal: kcal, heartRateBpm });
  }

  /** Only of a session that it measured: what ended before it came is not its to judge. */
  #bringFinal(watch: SimDevice, sessionId: string): void {
    const activeEnergyKcal = this.#kcal.get(sessionId);
    if (activeEnergyKcal === undefined) return;
    const own = watch.session(sessionId)?.registers.value(`final/${watch.deviceId}`) as Final | undefined;
    if (own?.outcome === "final") return;
    watch.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal });
    this.#kcal.delete(sessionId);
  }
}
