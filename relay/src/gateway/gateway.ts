import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Access } from "./access.ts";
import { Attempts } from "./attempts.ts";
import { Builds } from "./builds.ts";
import { ClockFile } from "./clock-file.ts";
import { Clocks } from "./clocks.ts";
import { Connected } from "./connected.ts";
import { DeviceRegister } from "./device-register.ts";
import { type DoorOptions, Doors } from "./doors.ts";
import { Nonces } from "./nonces.ts";
import { OpenSockets } from "./open-sockets.ts";
import { Pairing } from "./pairing.ts";
import { Rooms } from "./rooms.ts";
import { Strangers } from "./strangers.ts";
import { TeeLines } from "./tee-lines.ts";

export interface GatewayOptions extends DoorOptions {
  relayId: string;
  token: string;
  /** Without one nobody can change anything: it is random and told to no one. */
  controlToken?: string | undefined;
  /** Where paired devices and clock readings are kept; null for as long as the process lasts. */
  folder: string | null;
  wrongTokens?: number | undefined;
}

/** Everything that stands between a stranger and the log, put together. */
export class Gateway {
  readonly register: DeviceRegister;
  readonly nonces: Nonces;
  readonly attempts: Attempts;
  readonly access: Access;
  readonly doors: Doors;
  readonly pairing: Pairing;
  readonly connected = new Connected();
  readonly rooms = new Rooms(() => Date.now());
  readonly inRooms = new Connected();
  readonly strangers = new Strangers();
  readonly sockets = new OpenSockets();
  readonly clocks = new Clocks();
  readonly builds = new Builds();
  readonly teeLines = new TeeLines();
  readonly #clockFile: ClockFile | null;

  constructor({ relayId, token, controlToken, folder, wrongTokens, ...doors }: GatewayOptions) {
    this.doors = new Doors(doors);
    const now = () => Date.now();
    // Of the process alone: when the machine's clock is set, nobody waits for longer and no nonce is good again.
    const sinceStart = () => Math.floor(performance.now());
    this.register = new DeviceRegister(folder === null ? null : join(folder, "devices.json"));
    this.nonces = new Nonces(sinceStart);
    this.attempts = new Attempts(sinceStart, wrongTokens);
    this.pairing = new Pairing(relayId, this.register, this.nonces, now);
    this.access = new Access({
      token,
      controlToken: controlToken ?? randomBytes(32).toString("base64url"),
      relayId,
      register: this.register,
      nonces: this.nonces,
      attempts: this.attempts,
      doors: this.doors,
    });
    this.#clockFile = folder === null ? null : new ClockFile(join(folder, "clocks.ndjson"), this.clocks);
  }

  /** Keeps what is not in a file yet. */
  close(): void {
    this.#clockFile?.flush();
  }
}
