import type { Options } from "./command.ts";

const token = { type: "text", placeholder: "token", isSecret: true } as const;

/** The data folder, for every command that has to do with one. */
export const dataOption = {
  type: "text",
  placeholder: "folder",
  summary: "the relay's data folder; .lighty in the repository without it",
  env: "LIGHTY_DATA",
  key: "data",
  completes: "file",
} as const;

/** Where a relay is to listen. */
export const portOption = {
  type: "number",
  placeholder: "port",
  min: 0,
  max: 65_535,
  isWhole: true,
  default: 7788,
  summary: "port to listen on; another free one if it is taken, 0 for any",
  env: "LIGHTY_PORT",
  key: "port",
} as const;

/** How a command finds the relay it speaks to. */
export const relayOptions = {
  data: dataOption,
  relay: {
    type: "text",
    placeholder: "url",
    summary: "a relay elsewhere, opened by LIGHTY_TOKEN; the one that runs from the data folder without it",
    env: "LIGHTY_RELAY",
    check: (text) => (/^https?:\/\/[^/?#@]+\/?$/.test(text) ? null : "it is a URL like https://192.168.1.20:7788"),
  },
  fingerprint: {
    type: "text",
    placeholder: "hex",
    summary: "the fingerprint that the relay elsewhere printed, when its certificate is its own",
    env: "LIGHTY_FINGERPRINT",
    check: (text) => (/^[0-9a-f]{64}$/.test(text) ? null : "it is 64 of 0-9 a-f, as the relay printed it"),
  },
  token: { ...token, summary: "Opens the relay that --relay names: reads", env: "LIGHTY_TOKEN" },
  controlToken: { ...token, summary: "Changes things in the relay that --relay names", env: "LIGHTY_CONTROL_TOKEN" },
} as const satisfies Options;

/** The settled values of `relayOptions`. */
export interface RelayChoice {
  data: string | undefined;
  relay: string | undefined;
  fingerprint: string | undefined;
  token: string | undefined;
  controlToken: string | undefined;
}
