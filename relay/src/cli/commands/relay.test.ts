import { expect, test } from "vitest";
import { type Config, type RelaySettings, readConfig } from "../../config.ts";
import { parse } from "../parse.ts";
import { dataFolderOf } from "../places.ts";
import { settle } from "../settings.ts";
import { spec } from "./relay.ts";

function read(args: string[] = [], env = {}): Config | { misuse: string } {
  const words = parse("relay", spec, args);
  const { values } = settle(spec.options ?? {}, { flags: words?.flags ?? {}, env, project: null });
  return readConfig(values as unknown as RelaySettings, dataFolderOf(values.data as string | undefined));
}

/** What is said of a wrong command line. */
function misuseOf(args: string[], env: object): string {
  try {
    const config = read(args, env);
    return "misuse" in config ? config.misuse : "nothing is wrong";
  } catch (error) {
    return (error as Error).message;
  }
}

test("without settings: port 7788, a random 256-bit token, .lighty, no demo", () => {
  const config = read() as Config;
  expect(config).toMatchObject({
    port: 7788,
    openBrowser: true,
    demoRate: null,
    isDurable: false,
    purges: false,
    warnings: [],
  });
  expect(config.dataFolder).toMatch(/\.lighty$/);
  expect(Buffer.from(config.token, "base64url")).toHaveLength(32);
  expect((read() as Config).token).not.toBe(config.token);
});

test("every setting is taken, and an empty variable is none", () => {
  const env = { LIGHTY_PORT: "0", LIGHTY_TOKEN: "a-token-that-is-long", LIGHTY_DATA: "/data", LIGHTY_NO_OPEN: "1" };
  expect(read(["--demo", "--demo-rate", "2.5", "--durable", "--purge"], env)).toMatchObject({
    port: 0,
    token: "a-token-that-is-long",
    dataFolder: "/data",
    openBrowser: false,
    demoRate: 2.5,
    isDurable: true,
    purges: true,
  });
  expect(read(["--demo", "--no-demo"], { LIGHTY_PORT: "", LIGHTY_DATA: "" })).toMatchObject({
    port: 7788,
    demoRate: null,
  });
  expect(read(["--demo"])).toMatchObject({ demoRate: 1 });
  expect((read([], { LIGHTY_TOKEN: "short" }) as Config).warnings).toHaveLength(1);
});

test("the network is asked for by a flag or a variable; without a name it is the only interface there is", () => {
  expect(read()).toMatchObject({ lan: null, tls: false, isContainer: false });
  expect(read(["--lan"])).toMatchObject({ lan: "auto" });
  expect(read(["--lan", "--tls"])).toMatchObject({ lan: "auto", tls: true });
  for (const args of [["--lan", "en0"], ["--lan=en0"]])
    expect(read(args, { LIGHTY_LAN: "en1" })).toMatchObject({ lan: "en0" });
  expect(read([], { LIGHTY_LAN: "192.168.1.7", LIGHTY_TLS: "1" })).toMatchObject({ lan: "192.168.1.7", tls: true });
  expect(read([], { LIGHTY_LAN: "", LIGHTY_TLS: "", LIGHTY_CONTAINER: "" })).toMatchObject({ lan: null, tls: false });
  expect(read([], { LIGHTY_CONTAINER: "1" })).toMatchObject({ isContainer: true });
});

test("a wrong setting is named, with what would have been right", () => {
  const wrong: [args: string[], env: object, sentence: RegExp][] = [
    [[], { LIGHTY_PORT: "http" }, /LIGHTY_PORT is "http"; a port is a whole number from 0 to 65535/],
    [[], { LIGHTY_PORT: "65536" }, /LIGHTY_PORT/],
    [[], { LIGHTY_PORT: "-1" }, /LIGHTY_PORT/],
    [[], { LIGHTY_TOKEN: "has space" }, /^LIGHTY_TOKEN is not what it should be; it has a character that cannot/],
    [["--demo-rate", "fast"], {}, /--demo-rate is "fast"; a rate is a number from 0.1 to 100/],
    [["--demo-rate", "0"], {}, /--demo-rate/],
    [["--demo-rate"], {}, /demo-rate/],
    [["--container", "--lan"], {}, /--lan and --container were both given/],
    [["--verbose"], {}, /verbose/],
    [["stray"], {}, /stray/],
  ];
  for (const [args, env, sentence] of wrong) expect(misuseOf(args, env)).toMatch(sentence);
});
