import { z } from "zod";
import type { RelayPorts } from "./paired-relay.ts";
import { ask, RelayFault } from "./pairing.ts";

const Access = z.object({ scopes: z.array(z.string()), changeToken: z.string().optional() });
const Code = z.object({ code: z.string() });
const Brought = z.object({ kind: z.string(), deviceId: z.string() });

/**
 * What a page of the relay's own may ask of it. The token stands in the fragment of the link that the relay printed, and is swapped for a cookie
 * that no script can read, as the dashboard does. Changes need the scope control, which the link of the phone has. Everything rejects with a
 * RelayFault.
 */
export class PageDesk {
  readonly origin: string;
  readonly #ports: RelayPorts;
  #access: z.infer<typeof Access> | null = null;

  constructor(origin: string, ports: RelayPorts) {
    this.origin = origin;
    this.#ports = ports;
  }

  get mayChange(): boolean {
    return this.#access?.changeToken !== undefined;
  }

  /** Comes in with the token of a link, or with the cookie of an earlier visit. */
  async enter(token: string | null): Promise<void> {
    if (token !== null) await this.#logIn(token);
    this.#access = await ask(`${this.origin}/api/v1/access`, this.#ports, Access);
  }

  /** What is said to it is not looked at: without a cookie nothing else is granted either, and that has its own sentence. */
  async #logIn(token: string): Promise<void> {
    const headers = { "content-type": "application/json" };
    const asked = this.#ports.fetch(`${this.origin}/api/v1/login`, {
      method: "POST",
      headers,
      body: JSON.stringify({ token }),
    });
    await asked.catch((error: unknown) => {
      throw new RelayFault("unreachable", `no relay answers at ${this.origin}`, { cause: error });
    });
  }

  /** A code that pairs one device. */
  async code(): Promise<string> {
    return (await this.#change("/api/v1/pairing", {}, Code)).code;
  }

  /** Brings a watch into the room; the one that the relay makes first, unless another kind is wanted. */
  async bringWatch(room: string, kind?: string): Promise<void> {
    await this.#change(`/api/v1/rooms/${room}/watch`, kind === undefined ? {} : { kind }, Brought);
  }

  #change<T>(path: string, body: unknown, shape: z.ZodType<T>): Promise<T> {
    const headers = { "x-lighty-change": this.#access?.changeToken ?? "" };
    return ask(`${this.origin}${path}`, this.#ports, shape, body, headers);
  }
}
