import { join } from "node:path";
import closeWithGrace from "close-with-grace";
import { readConfig, usage } from "../config.ts";
import { codeMs } from "../http/pairing.ts";
import { pairingInvitation } from "../invitation.ts";
import { listen } from "../listen.ts";
import { openBrowser } from "../open-browser.ts";
import { Writer } from "../writer/writer.ts";
import { announce } from "./running.ts";

/** Starts the relay as the command line and the environment ask, and stays until it is told to stop. */
export async function serve(repository: string, compileCache: string): Promise<void> {
  if (process.argv.includes("--help")) return console.log(usage);
  const config = readConfig(process.argv.slice(2), process.env, repository);
  if ("misuse" in config) return fail(`${config.misuse}\n\n${usage}`, 2);
  for (const warning of config.warnings) console.error(`warning: ${warning}`);

  const { token, controlToken, dataFolder, demoRate, isDurable, purges } = config;
  // Opened while the rest is being loaded: the two take as long as the longer of them.
  const log = Writer.open(dataFolder, { isDurable }, compileCache);
  log.catch(() => {});
  const { buildRelay } = await import("../relay.ts");
  const dashboardFolder = join(repository, "dashboard/dist");
  const options = { token, controlToken, log, dashboardFolder, purges };
  const relay = await buildRelay(options).catch((error: Error) =>
    fail(`the log in ${dataFolder} could not be opened: ${error.message}`, 1),
  );
  const listening = await listen(relay.app, config.port, relay.gateway.strangers);
  const { port } = listening;
  const withdraw = announce(dataFolder, { url: `http://127.0.0.1:${port}`, token, controlToken });
  let stopDemo = () => {};
  // A second signal, or five seconds, ends it the hard way: the log is in order at any moment.
  closeWithGrace({ delay: 5_000 }, async ({ err }) => {
    if (err !== undefined) console.error(err);
    stopDemo();
    withdraw();
    await relay.close();
    await listening.close();
  });

  if (config.port !== 0 && port !== config.port) console.log(`Port ${config.port} is taken; this is ${port} instead.`);
  const page = `http://localhost:${port}/#token=${token}`;
  console.log(`
  Dashboard  ${page}
  Control    http://localhost:${port}/#token=${controlToken} (the same page, that may also change things)
  Devices    ws://localhost:${port}/v1/tee with the header Authorization: Bearer <token>
  Data       ${dataFolder}
  Demo       ${demoRate === null ? "off" : `a simulated phone and watch are training at ${demoRate}x (--no-demo leaves them out)`}
`);
  if (config.pair) console.log(pairingInvitation(relay.gateway.pairing.open(8, codeMs), `http://localhost:${port}`));

  if (demoRate !== null) {
    // Loaded late, so that the relay is up the sooner.
    const { startDemo } = await import("../demo/demo.ts");
    const url = `ws://127.0.0.1:${port}/v1/tee`;
    stopDemo = startDemo({ url, token, folder: join(dataFolder, "demo"), rate: demoRate }).stop;
  }
  if (config.openBrowser && process.stdout.isTTY) openBrowser(page);
}

function fail(sentence: string, code: number): never {
  console.error(sentence);
  process.exit(code);
}
