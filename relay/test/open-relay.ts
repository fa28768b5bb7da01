import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MemoryLog } from "../src/log/memory-log.ts";
import { buildRelay, type Relay, type RelayOptions } from "../src/relay.ts";
import { keepAll } from "./retention.ts";

export const token = "token-of-the-tests-0123456789";

/** A folder that is gone with the test. */
export function temporaryFolder(): { path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "lighty-relay-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface OpenRelay extends Relay {
  port: number;
  /** `host:port` as a Host header and a URL have it. */
  host: string;
}

/** A relay that listens on a free port; in memory, unless the test brings a folder. */
export async function openRelay(options: Partial<RelayOptions> = {}): Promise<OpenRelay> {
  const relay = await buildRelay({
    token,
    log: new MemoryLog("memorylog000"),
    dashboardFolder: join(tmpdir(), "lighty-no-dashboard"),
    phoneFolder: join(tmpdir(), "lighty-no-phone"),
    retention: keepAll,
    ...options,
  });
  await relay.app.listen({ host: "127.0.0.1", port: 0 });
  const { port } = relay.app.server.address() as AddressInfo;
  return { ...relay, port, host: `127.0.0.1:${port}` };
}
