import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Sky } from "./workout.ts";

export interface RoomSkyOptions {
  /** The relay's sockets begin here. */
  origin: string;
  controlToken: string;
  /** The relay's certificate, where the line is encrypted. */
  ca?: string | undefined;
  room: string;
  /** How many times faster than life the devices live: their packets fly so much faster, too. */
  rate: number;
}

/** The weather of the demo's room, made as anybody makes it: over HTTP, with the token that may change things. */
export class RoomSky implements Sky {
  readonly #url: string;
  readonly #controlToken: string;
  readonly #ca: string | undefined;
  readonly #channels;

  constructor({ origin, controlToken, ca, room, rate }: RoomSkyOptions) {
    this.#url = `${origin.replace(/^ws/, "http")}/api/v1/rooms/${room}/weather`;
    this.#controlToken = controlToken;
    this.#ca = ca;
    const latency = (low: number, high: number) => ({ latencyMs: [Math.floor(low / rate), Math.ceil(high / rate)] });
    this.#channels = {
      message: latency(30, 180),
      userInfo: latency(400, 1_500),
      applicationContext: latency(400, 1_500),
    };
  }

  clear(): Promise<void> {
    return this.#make({ channels: this.#channels });
  }

  echo(): Promise<void> {
    return this.#make({ channels: { ...this.#channels, message: { ...this.#channels.message, duplicate: 1 } } });
  }

  part(): Promise<void> {
    return this.#make({ channels: this.#channels, outages: [{ from: 0 }] });
  }

  #make(weather: object): Promise<void> {
    const headers = { authorization: `Bearer ${this.#controlToken}`, "content-type": "application/json" };
    const ask = this.#url.startsWith("https") ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      const asked = ask(this.#url, { method: "POST", headers, ...(this.#ca === undefined ? {} : { ca: this.#ca }) });
      asked.once("response", (answer) => answer.resume().once("close", resolve));
      // The relay is away, and with it the room: the next weather finds a new one.
      asked.once("error", () => resolve());
      asked.end(JSON.stringify(weather));
    });
  }
}
