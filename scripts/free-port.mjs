import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below what any system hands out of itself: Linux begins at 32768. */
const [first, end] = [20_000, 30_000];

/**
 * A port for what is killed and comes back in the same place. Of those that the system hands out, another connection that goes out could get it
 * meanwhile, even one that asks in vain at that very port.
 * @returns {Promise<number>}
 */
export async function freePort() {
  for (;;) {
    const port = randomInt(first, end);
    const server = createServer();
    const isFree = await new Promise((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}
