import { Random } from "@lighty/protocol/sim";

/**
 * Chance for a device that lives through restarts. What it draws while it is built, where its monotonic clock began, must be the same in every
 * process, or its clock would leap; from `begin` on, ids and delays must never repeat those of an earlier process.
 */
export class DeviceRandom extends Random {
  #source: (() => number) | null = null;

  begin(source: () => number): void {
    this.#source = source;
  }

  override fraction(): number {
    return this.#source === null ? super.fraction() : this.#source();
  }
}
