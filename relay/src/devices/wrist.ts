import type { Final } from "@lighty/protocol";
import type { Agenda, Random, SimDevice } from "@lighty/protocol/sim";

const everyMs = 5_000;

/** What a watch does by itself: it measures while a session is live, and brings its calories once one has been finished anywhere. */
export class Wrist {
  readonly #watch: SimDevice;
  readonly #agenda: Agenda;
  readonly #random: Random;
  readonly #kcal = new Map<string, number>();

  constructor(watch: SimDevice, agenda: Agenda, random: Random) {
    this.#watch = watch;
    this.#agenda = agenda;
    this.#random = random;
  }

  begin(): void {
    this.#agenda.after(everyMs, () => {
      this.#measure();
      this.begin();
    });
  }

  #measure(): void {
    for (const [sessionId, { state }] of [...(this.#watch.engine?.sessions ?? [])]) {
      if (state.isLive) {
        const kcal = Math.round(((this.#kcal.get(sessionId) ?? 0) + 0.3 + this.#random.fraction() * 0.6) * 100) / 100;
        this.#kcal.set(sessionId, kcal);
        const heartRateBpm = 96 + this.#random.int(0, 48);
        this.#watch.act({ act: "measure", sessionId, activeEnergyKcal: kcal, heartRateBpm });
      } else if (state.registers.status === "finished") this.#bringFinal(sessionId);
    }
  }

  /** Only of a session that it measured: what ended before it came is not its to judge. */
  #bringFinal(sessionId: string): void {
    const activeEnergyKcal = this.#kcal.get(sessionId);
    if (activeEnergyKcal === undefined) return;
    const own = this.#watch.session(sessionId)?.registers.value(`final/${this.#watch.deviceId}`) as Final | undefined;
    if (own?.outcome === "final") return;
    this.#watch.act({ act: "finish", sessionId, outcome: "final", activeEnergyKcal });
    this.#kcal.delete(sessionId);
  }
}
