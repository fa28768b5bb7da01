import type { Config } from "../config.ts";
import { nameOf } from "../gateway/access.ts";

/** Where the relay came to listen. */
export interface Place {
  port: number;
  lan: string | null;
  fingerprint: string | undefined;
  /** The phone app is built for a browser, or will be. */
  hasPhone: boolean;
}

/** What the terminal says once the relay is up; `page` is the link with the start token, `forDevices` where a device finds it. */
export function greeting(
  { token, controlToken, dataFolder, demoRate, tls, isContainer }: Config,
  { port, lan, fingerprint, hasPhone }: Place,
): { lines: string; page: string; forDevices: string } {
  const scheme = tls ? "https" : "http";
  const page = `${scheme}://localhost:${port}/#token=${token}`;
  const forDevices = `${scheme}://${lan === null ? "localhost" : nameOf(lan)}:${port}`;
  const said: [name: string, text: string][] = [
    ["Dashboard", page],
    ["Control", `${scheme}://localhost:${port}/#token=${controlToken} (the same page, that may also change things)`],
    [
      "Phone",
      hasPhone
        ? `${scheme}://localhost:${port}/phone/#token=${controlToken} (the lifter's app in this browser; its watch comes when it starts training)`
        : isContainer
          ? "not in the image; npm start outside of a container has it"
          : "not built for the browser; pnpm phone builds it",
    ],
    ["Devices", `${tls ? "wss" : "ws"}://localhost:${port}/v1/tee with the header Authorization: Bearer <token>`],
  ];
  if (lan !== null) {
    const inClear = "in clear text: health values stay out, and only paired devices come in there (--tls encrypts)";
    said.push(["Network", tls ? `${forDevices}/#token=${token}` : `${forDevices}, ${inClear}`]);
  }
  if (fingerprint !== undefined) {
    said.push(["Key", `SHA-256 ${fingerprint}, pinned by paired devices; a browser warns of it, compare it there`]);
  }
  if (isContainer) said.push(["Container", "every address of it is listened on; publish its port on 127.0.0.1 alone"]);
  said.push(["Data", dataFolder]);
  said.push([
    "Demo",
    demoRate === null ? "off" : `a simulated phone and watch are training at ${demoRate}x (--no-demo leaves them out)`,
  ]);
  const lines = said.map(([name, text]) => `  ${name.padEnd(9)}  ${text}`).join("\n");
  return { lines: `\n${lines}\n`, page, forDevices };
}
