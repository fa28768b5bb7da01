import { randomBytes } from "node:crypto";

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
  /** Builds the phone app for a browser where it is stale. */
  buildsPhone: boolean;
  /** What the reader should know, though it is no fault. */
  warnings: string[];
}

/** What the command line, the environment and the project file ask of a relay. */
export interface RelaySettings {
  port: number;
  /** Random where there is none. */
  token: string | undefined;
  controlToken: string | undefined;
  data: string | undefined;
  lan: string | undefined;
  tls: boolean;
  container: boolean;
  demo: boolean;
  demoRate: number;
  phone: boolean;
  durable: boolean;
  purge: boolean;
  pair: boolean;
  open: boolean;
}

/** A setting that is not what it should be: the process ends with code 2. */
export interface Misuse {
  misuse: string;
}

/** Makes a configuration of settings that are right one by one; `dataFolder` is where the log lives. */
export function readConfig(settings: RelaySettings, dataFolder: string): Config | Misuse {
  const { port, pair, tls, lan = null, container: isContainer, demo, demoRate, phone, open, durable, purge } = settings;
  const token = settings.token ?? randomToken();
  const controlToken = settings.controlToken ?? randomToken();
  if (controlToken === token)
    return { misuse: "LIGHTY_CONTROL_TOKEN is LIGHTY_TOKEN; who reads would change things, too" };
  if (isContainer && lan !== null) {
    return { misuse: "--lan and --container were both given; a container's port is published by who starts it" };
  }
  return {
    port,
    token,
    controlToken,
    pair,
    lan,
    tls,
    isContainer,
    dataFolder,
    openBrowser: open,
    isDurable: durable,
    purges: purge,
    demoRate: demo ? demoRate : null,
    buildsPhone: phone,
    warnings: Object.entries({ LIGHTY_TOKEN: token, LIGHTY_CONTROL_TOKEN: controlToken })
      .filter(([, { length }]) => length < 16)
      .map(([name]) => `${name} is short enough to be guessed; 16 characters or more are safer`),
  };
}

function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Why a text cannot be a token; null when it can. */
export function tokenFault(text: string): string | null {
  if (/^[A-Za-z0-9._~-]{1,256}$/.test(text)) return null;
  return "it has a character that cannot stand in a link; use 1 to 256 of A-Z a-z 0-9 . _ ~ -";
}
