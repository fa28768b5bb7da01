import { randomBytes } from "node:crypto";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { anyLan } from "./lan.ts";

export interface Config {
  port: number;
  token: string;
  /** Opens what changes things; the second printed link holds it. */
  controlToken: string;
  /** Show a code to pair a device with. */
  pair: boolean;
  dataFolder: string;
  openBrowser: boolean;
  /** Commits outlive the loss of power. */
  isDurable: boolean;
  /** The interface or address to open beside this machine's own, `auto` for the only one; null for none. */
  lan: string | null;
  /** Encrypts every line with a certificate of the relay's own. */
  tls: boolean;
  /** It runs in a container, and listens on all of that one's addresses. */
  isContainer: boolean;
  /** Empties the log first. */
  purges: boolean;
  /** How many times faster than life the demo's devices train; null for no demo. */
  demoRate: number | null;
  /** What the reader should know, though it is no fault. */
  warnings: string[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

export const usage = `usage: node relay/src/main.ts [--no-demo] [--demo-rate N] [--durable] [--purge] [--pair]
       [--lan [INTERFACE|ADDRESS]] [--tls]

  --no-demo       do not start the simulated phone and watch
  --demo-rate N   let them train N times as fast as people do, 0.1 to 100 (default 1)
  --durable       flush every commit to the disk, so that frames outlive a power cut too
  --purge         empty the log before starting

  --pair          show a code that pairs one device, as text and to be scanned
  --lan [NAME]    listen on one interface of the network too, or on one address (default: the only one there is), and
                  show a code; without --tls health values stay out and only paired devices come in there
  --tls           encrypt every line, with a certificate of the relay's own whose key devices pin
  --container     listen on every address of the container this runs in; publish its port on 127.0.0.1

  LIGHTY_PORT     port to listen on (default 7788; 0 for any free one)
  LIGHTY_TOKEN    access token (default: a new random one at each start)
  LIGHTY_CONTROL_TOKEN
                  token that may change things (default: a new random one at each start)
  LIGHTY_DATA     data folder (default: .lighty in the repository)
  LIGHTY_LAN      as --lan; auto for the only interface there is
  LIGHTY_TLS      set to do as --tls
  LIGHTY_CONTAINER
                  set to do as --container
  LIGHTY_NO_OPEN  set to keep the browser shut
`;

/** A setting that is not what it should be: the process ends with code 2. */
export interface Misuse {
  misuse: string;
}

/** Reads flags and environment; an empty variable counts as not set. */
export function readConfig(args: readonly string[], env: Environment, repository: string): Config | Misuse {
  const flags = readFlags(args);
  if ("misuse" in flags) return flags;

  const port = env.LIGHTY_PORT || "7788";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return { misuse: `LIGHTY_PORT is ${JSON.stringify(port)}; a port is a number from 0 to 65535` };
  }
  const token = env.LIGHTY_TOKEN || randomBytes(32).toString("base64url");
  if (!isToken(token)) return { misuse: wrongToken("LIGHTY_TOKEN") };
  const controlToken = env.LIGHTY_CONTROL_TOKEN || randomBytes(32).toString("base64url");
  if (!isToken(controlToken)) return { misuse: wrongToken("LIGHTY_CONTROL_TOKEN") };
  if (controlToken === token)
    return { misuse: "LIGHTY_CONTROL_TOKEN is LIGHTY_TOKEN; who reads would change things, too" };
  const rate = flags.rate ?? "1";
  if (!(Number(rate) >= 0.1 && Number(rate) <= 100)) {
    return { misuse: `--demo-rate is ${JSON.stringify(rate)}; a rate is a number from 0.1 to 100` };
  }
  const lan = flags.lan ?? (env.LIGHTY_LAN || null);
  const isContainer = flags.container || Boolean(env.LIGHTY_CONTAINER);
  if (isContainer && lan !== null) {
    return { misuse: "--lan and --container were both given; a container's port is published by who starts it" };
  }
  return {
    port: Number(port),
    token,
    controlToken,
    pair: flags.pair,
    lan,
    tls: flags.tls || Boolean(env.LIGHTY_TLS),
    isContainer,
    dataFolder: env.LIGHTY_DATA ? resolve(env.LIGHTY_DATA) : join(repository, ".lighty"),
    openBrowser: !env.LIGHTY_NO_OPEN && !env.CI,
    isDurable: flags.durable,
    purges: flags.purge,
    demoRate: flags.demo ? Number(rate) : null,
    warnings: Object.entries({ LIGHTY_TOKEN: token, LIGHTY_CONTROL_TOKEN: controlToken })
      .filter(([, { length }]) => length < 16)
      .map(([name]) => `${name} is short enough to be guessed; 16 characters or more are safer`),
  };
}

function isToken(text: string): boolean {
  return /^[A-Za-z0-9._~-]{1,256}$/.test(text);
}

function wrongToken(name: string): string {
  return `${name} has a character that cannot stand in a link; use 1 to 256 of A-Z a-z 0-9 . _ ~ -`;
}

interface Flags {
  demo: boolean;
  rate: string | undefined;
  durable: boolean;
  purge: boolean;
  pair: boolean;
  lan: string | undefined;
  tls: boolean;
  container: boolean;
}

/** `--lan` may stand alone, which no option with a value may. */
function withLanNamed(args: readonly string[]): string[] {
  return args.map((arg, i) => (arg === "--lan" && (args[i + 1] ?? "-").startsWith("-") ? `--lan=${anyLan}` : arg));
}

function readFlags(args: readonly string[]): Flags | Misuse {
  try {
    const { values } = parseArgs({
      args: withLanNamed(args),
      options: {
        "no-demo": { type: "boolean" },
        "demo-rate": { type: "string" },
        durable: { type: "boolean", default: false },
        purge: { type: "boolean", default: false },
        pair: { type: "boolean", default: false },
        lan: { type: "string" },
        tls: { type: "boolean", default: false },
        container: { type: "boolean", default: false },
      },
      strict: true,
    });
    return {
      demo: values["no-demo"] !== true,
      rate: values["demo-rate"],
      durable: values.durable,
      purge: values.purge,
      pair: values.pair,
      lan: values.lan,
      tls: values.tls,
      container: values.container,
    };
  } catch (error) {
    return { misuse: (error as Error).message };
  }
}
