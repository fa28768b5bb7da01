import { networkInterfaces } from "node:os";
import { join } from "node:path";
import closeWithGrace from "close-with-grace";
import { fingerprintOf, ownCertificate } from "../certificate.ts";
import type { Config } from "../config.ts";
import type { Watchmaker } from "../devices/watchmaker.ts";
import { codeMs } from "../http/pairing.ts";
import { pairingInvitation } from "../invitation.ts";
import { lanAddress } from "../lan.ts";
import { listen } from "../listen.ts";
import { openBrowser } from "../open-browser.ts";
import { PhoneBuild } from "../phone-build.ts";
import { Writer } from "../writer/writer.ts";
import { CommandError, misuse } from "./errors.ts";
import { greeting } from "./greeting.ts";
import { compileCache, repository } from "./places.ts";
import { announce } from "./running.ts";

/** Starts a relay. It minds the signals itself and ends the process; until then this has long resolved. Throws a CommandError. */
export async function serve(config: Config): Promise<void> {
  for (const warning of config.warnings) console.error(`warning: ${warning}`);

  const { token, controlToken, dataFolder, demoRate, isDurable, purges, isContainer } = config;
  const lan = config.lan === null ? null : lanAddress(config.lan, networkInterfaces());
  if (lan !== null && typeof lan !== "string") throw misuse(lan.misuse);
  // Opened while the rest is being loaded: the two take as long as the longer of them.
  const log = Writer.open(dataFolder, { isDurable }, compileCache);
  log.catch(() => {});
  const [{ buildRelay }, watchmakers] = await Promise.all([import("../relay.ts"), watchmakersHere()]);
  const dashboardFolder = join(repository, "dashboard/dist");
  const certificate = await certificateFor(config, lan).catch(failed());
  const phone = new PhoneBuild(repository);
  const phoneFolder = phone.folder;
  const options = {
    ...{ token, controlToken, log, dashboardFolder, phoneFolder, watchmakers, purges, lan, isContainer, certificate },
  };
  const relay = await buildRelay(options).catch(
    failed(
      `the log in ${dataFolder} could not be opened`,
      "name another folder with --data; or, to begin anew in this one, move what lies in it away",
    ),
  );
  const { strangers, pairing } = relay.gateway;
  const listening = await listen(relay.app, { port: config.port, lan, isContainer, certificate, strangers }).catch(
    async (error: Error) => {
      await relay.close();
      return failed()(error);
    },
  );
  const { port } = listening;
  const url = `${certificate === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  const withdraw = announce(dataFolder, {
    url,
    ...(certificate === undefined ? {} : { certificate: certificate.cert }),
    token,
    controlToken,
  });
  if (config.buildsPhone) phone.begin();
  let stopDemo = () => {};
  // A second signal, or five seconds, ends it the hard way: the log is in order at any moment.
  closeWithGrace({ delay: 5_000 }, async ({ err }) => {
    if (err !== undefined) console.error(err);
    stopDemo();
    phone.stop();
    withdraw();
    // Both at once: what hangs on another address than the first would be waited for as well.
    await Promise.all([relay.close(), listening.close()]);
  });

  if (config.port !== 0 && port !== config.port) console.log(`Port ${config.port} is taken; this is ${port} instead.`);
  const fingerprint = certificate === undefined ? undefined : fingerprintOf(certificate);
  const { lines, page, forDevices } = greeting(config, { port, lan, fingerprint, hasPhone: phone.isThere });
  console.log(lines);
  if (config.pair || lan !== null) {
    const code = pairing.open(lan === null ? 8 : 24, codeMs);
    console.log(pairingInvitation(code, forDevices, fingerprint));
  }

  if (demoRate !== null) {
    // Loaded late, so that the relay is up the sooner.
    const { startDemo } = await import("../demo/demo.ts");
    const demo = startDemo({
      origin: url.replace("http", "ws"),
      token,
      controlToken,
      ca: certificate?.cert,
      room: "demo",
      folder: join(dataFolder, "demo"),
      rate: demoRate,
    });
    stopDemo = demo.stop;
    console.log(demo.watchEngine);
  }
  // Everybody on this machine can see what a browser is started with.
  if (config.openBrowser && process.stdout.isTTY)
    openBrowser(new URL(`#token=${relay.gateway.access.makeOnceToken()}`, page).href);
}

/** Who brings watches into rooms: TypeScript's engine, and Swift's where it is built. */
async function watchmakersHere(): Promise<Watchmaker[]> {
  const { simulatedWatches } = await import("../devices/simulated-watch.ts");
  const { whyNoSwift } = await import("../demo/swift-watch.ts");
  if (whyNoSwift() !== null) return [simulatedWatches];
  const { swiftWatches } = await import("../demo/swift-watches.ts");
  return [simulatedWatches, swiftWatches];
}

/** Good for every name that the relay answers to. */
async function certificateFor({ tls, dataFolder }: Config, lan: string | null) {
  if (!tls) return undefined;
  return ownCertificate(dataFolder, ["localhost", "127.0.0.1", "::1", ...(lan === null ? [] : [lan])], Date.now());
}

/** A fault of the machine, not of the command line. */
function failed(sentence?: string, next?: string): (error: Error) => never {
  return (error) => {
    throw new CommandError("mismatch", sentence ?? error.message, {
      ...(sentence === undefined ? {} : { why: error.message }),
      ...(next === undefined ? {} : { next }),
      cause: error,
    });
  };
}
