import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";
import { addressOf } from "./address.ts";
import { CommandError } from "./errors.ts";
import type { Device } from "./listed-devices.ts";
import { devicesIn } from "./listed-devices.ts";
import { repository } from "./places.ts";
import { RelayClient } from "./relay-client.ts";
import type { RelayChoice } from "./relay-options.ts";

/** What was looked at, how it is, and what would mend it. */
export const Check = z.object({
  check: z.string(),
  status: z.enum(["ok", "warning", "fault"]),
  sentence: z.string(),
  fix: z.string().optional(),
});
export type Check = z.infer<typeof Check>;

const gibibyte = 1_073_741_824;
/** The usual bound of a log, and room to work. */
const leastBytes = gibibyte / 4;
const clockDoubtMs = 60_000;

const ok = (check: string, sentence: string): Check => ({ check, status: "ok", sentence });
const warning = (check: string, sentence: string, fix: string): Check => ({ check, status: "warning", sentence, fix });
const fault = (check: string, sentence: string, fix: string): Check => ({ check, status: "fault", sentence, fix });

/** Node as the repository demands it. */
export function checkNode(version: string = process.versions.node): Check {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as { engines: { node: string } };
  const least = manifest.engines.node.replace(">=", "");
  const isNewer = version.localeCompare(least, "en", { numeric: true }) >= 0;
  if (isNewer) return ok("node", `Node ${version}, and ${least} is enough`);
  return fault(
    "node",
    `Node ${version} is older than ${least}`,
    "npm start fetches a newer one on Linux; elsewhere install the one in .node-version",
  );
}

/** The data folder: can be written, and is nobody else's to read. */
export function checkData(folder: string): Check {
  const place = existing(folder);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return fault("data", `${folder} cannot be written`, "name another with --data or LIGHTY_DATA");
  }
  if (place !== folder) return ok("data", `${folder} is not there yet and can be made`);
  const isOpen = process.platform !== "win32" && (statSync(folder).mode & 0o077) !== 0;
  if (isOpen) return warning("data", `${folder} can be read by others on this machine`, `chmod 700 ${folder}`);
  return ok("data", `${folder} is yours alone`);
}

export function checkDisk(folder: string): Check {
  const { bavail, bsize } = statfsSync(existing(folder));
  const free = bavail * bsize;
  const shown = `${(free / gibibyte).toFixed(1)} GiB are free where the log lies`;
  if (free >= gibibyte) return ok("disk", shown);
  const fix = "make room, or name a folder on another disk with --data";
  return free >= leastBytes ? warning("disk", shown, fix) : fault("disk", shown, fix);
}

function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

/** The relay, its port and its devices' clocks. */
export async function checkRelay(choice: RelayChoice, port: number, signal: AbortSignal): Promise<Check[]> {
  try {
    const address = await addressOf(choice);
    const devices = devicesIn(await new RelayClient(address, signal).devices());
    return [
      ok("relay", `one answers at ${address.url.origin}`),
      ...devices.filter(({ isConnected }) => isConnected).map(checkClock),
    ];
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { message, why, next = "lighty relay" } = error;
    const relay = warning("relay", why === undefined ? message : `${message}: ${why}`, next);
    return [
      relay,
      (await isFree(port))
        ? ok("port", `${port} is free`)
        : warning(
            "port",
            `${port} is taken by another program`,
            "nothing: a relay takes another free port and says so; --port names one",
          ),
    ];
  }
}

function checkClock({ deviceId, role, clock }: Device): Check {
  if (clock === null)
    return warning(
      "clock",
      `how far the ${role} ${deviceId} is from the relay's clock is not known yet`,
      "nothing: its tee tells within seconds of connecting",
    );
  const sentence = `the ${role} ${deviceId} is ${clock.offsetMs} ms ahead of the relay, give or take ${clock.uncertaintyMs}`;
  if (Math.abs(clock.offsetMs) <= clockDoubtMs) return ok("clock", sentence);
  return warning(
    "clock",
    sentence,
    "let both set their clocks by the network; the protocol does not lean on them, a reader does",
  );
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  return new Promise((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen({ host: "127.0.0.1", port }, () => probe.close(() => resolve(true)));
  });
}

/** What the tests need beside Node. */
export async function checkTools(): Promise<Check[]> {
  // The very search that the tests make.
  const search = new URL("../../../scripts/chromium.mjs", import.meta.url).href;
  const { findChromium } = (await import(search)) as { findChromium(): string | undefined };
  const chromium = findChromium();
  const hasSwift = spawnSync(join(repository, "scripts/swift.sh"), ["--available"], { stdio: "ignore" }).status === 0;
  return [
    chromium === undefined
      ? warning(
          "chromium",
          "no Chromium or Chrome was found; the end-to-end tests are left out",
          "install one, or name it with LIGHTY_CHROMIUM",
        )
      : ok("chromium", chromium),
    hasSwift
      ? ok("swift", "Swift is here")
      : warning(
          "swift",
          "no Swift 6 was found; the Swift tests are left out",
          "scripts/swift.sh --install unpacks Debian's, on a Mac Xcode brings it",
        ),
  ];
}

/** What a phone on the network would find this machine by. */
export function checkLan(interfaces = networkInterfaces()): Check {
  const found = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ internal, family }) => !internal && family === "IPv4")
      .map(({ address }) => `${address} (${name})`),
  );
  if (found.length > 0) return ok("lan", `a phone would find this machine at ${found.join(", ")}, with --lan`);
  return warning(
    "lan",
    "this machine has no address on a network; a phone cannot reach it",
    "join a network; a simulator needs none",
  );
}
