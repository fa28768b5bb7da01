import { randomBytes } from "node:crypto";
import { openEngine, type Rejection, reject } from "@lighty/protocol";
import { Agenda, type OpenEngine, Random } from "@lighty/protocol/sim";
import { RealTime } from "../real-time.ts";
import { agendaNow, SeatedDevice } from "./seated-device.ts";
import { actOf, type WatchDeed } from "./watch-deed.ts";
import type { SeatedWatch, Watchmaker, WatchPlace } from "./watchmaker.ts";
import { Wrist } from "./wrist.ts";

const joinMs = 10_000;

/** The engine of a watch, and what ends with it. */
export interface WatchEngine {
  open: OpenEngine;
  build: string;
  close(): void;
}

const ownEngine = (): WatchEngine => ({ open: openEngine, build: "simulated", close: () => {} });

/** Makes watches of one kind, each a new one with an engine of its own, that forgets all when it leaves. */
export function watchesWith(kind: string, engine: () => WatchEngine): Watchmaker {
  return {
    kind,
    seat: async (place) => {
      const watch = new SimulatedWatch(place, engine());
      await watch.joined();
      return watch;
    },
  };
}

/** Watches that run TypeScript's engine in this process. */
export const simulatedWatches = watchesWith("simulated", ownEngine);

class SimulatedWatch implements SeatedWatch {
  readonly deviceId = `watch${randomBytes(4).toString("hex")}`;
  readonly #agenda = new Agenda();
  readonly #time: RealTime;
  readonly #seated: SeatedDevice;
  readonly #place: WatchPlace;
  readonly #engine: WatchEngine;
  #isJoined: () => void = () => {};

  constructor(place: WatchPlace, engine: WatchEngine) {
    this.#place = place;
    this.#engine = engine;
    this.#time = new RealTime(this.#agenda, 1);
    this.#seated = new SeatedDevice({
      ...place,
      role: "watch",
      deviceId: this.deviceId,
      build: engine.build,
      open: engine.open,
      witnesses: [new Wrist(this.#agenda, new Random(this.deviceId))],
      agenda: this.#agenda,
      time: this.#time,
      isInRealTime: true,
      changed: (state) => state === "joined" && this.#isJoined(),
    });
  }

  async joined(): Promise<void> {
    let late: NodeJS.Timeout | undefined;
    try {
      await new Promise<void>((resolve, refuse) => {
        this.#isJoined = resolve;
        const { room } = this.#place;
        late = setTimeout(() => refuse(new Error(`the watch did not get into room ${room} in time`)), joinMs);
        this.#time.begin(agendaNow());
        this.#seated.start();
      });
    } catch (error) {
      await this.stop();
      throw error;
    } finally {
      clearTimeout(late);
    }
  }

  async act(deed: WatchDeed): Promise<Rejection | null> {
    let refusal: Rejection | null = null;
    this.#time.meanwhile(() => {
      refusal = this.#act(deed);
    });
    return refusal;
  }

  async stop(): Promise<void> {
    this.#seated.stop();
    this.#time.stop();
    this.#engine.close();
  }

  #act(deed: WatchDeed): Rejection | null {
    const session = this.#seated.device.engine?.activeSession;
    if (session === undefined) return reject("session_unknown", "no session is live on the watch");
    const act = actOf(deed, session.sessionId, session.state.registers);
    return "code" in act ? act : (this.#seated.device.act(act)?.refusal ?? null);
  }
}
