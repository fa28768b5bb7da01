import type { Browser, BrowserContextOptions } from "playwright";
import { visit } from "./browser.ts";
import { RelayProcess, token, until } from "./relay.ts";

/** Readings of the clock that the picture shows; one comes every 15 s, as the demo goes at its own pace. */
const readings = 5;

/** A device's page, of a demo at its own pace: one in a hurry has no clock to compare. */
export async function takeDevicePicture(browser: Browser, look: BrowserContextOptions, path: string): Promise<void> {
  const relay = new RelayProcess();
  await relay.start("--demo-rate", "1");
  const ask = async (what: string) =>
    (await fetch(`${relay.origin}/api/v1/${what}`, { headers: { authorization: `Bearer ${token}` } })).json();
  try {
    const deviceId = await until(
      async () => {
        const { devices } = (await ask("devices")) as { devices: { deviceId: string; role: string }[] };
        const watch = devices.find(({ role }) => role === "watch");
        if (watch === undefined) return undefined;
        const { samples } = (await ask(`devices/${watch.deviceId}/clock`)) as { samples: unknown[] };
        return samples.length >= readings ? watch.deviceId : undefined;
      },
      "readings of the watch's clock",
      180_000,
    );
    const { page } = await visit(browser, relay.page.replace("/#", `/?view=devices&device=${deviceId}#`), look);
    await page.locator("canvas").nth(1).waitFor();
    await page.getByText("Its latest sessions").waitFor();
    await page.screenshot({ path });
  } finally {
    await relay.remove();
  }
}
