// Makes the pictures of the README from a running demo: pnpm --filter @lighty/dashboard screenshots
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openBrowser, visit } from "./browser.ts";
import { takeDevicePicture } from "./devices-picture.ts";
import { buildDashboard, RelayProcess, until } from "./relay.ts";

const folder = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const look = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1.5, colorScheme: "dark" } as const;

buildDashboard();
mkdirSync(folder, { recursive: true });
const relay = new RelayProcess();
await relay.start("--demo-rate", "20");
const browser = await openBrowser();
try {
  const sessionId = await until(
    async () => {
      const sessions = await relay.sessions();
      const isTold =
        sessions.length > 2 && sessions.some(({ status, entries }) => status === "active" && entries > 200);
      return isTold ? sessions.find(({ verdicts }) => (verdicts.superseded ?? 0) > 0)?.sessionId : undefined;
    },
    "three workouts",
    90_000,
  );

  const list = await visit(browser, relay.page, { ...look, viewport: { width: 1440, height: 380 } });
  await list.page.getByRole("link", { name: "Push and pull" }).first().waitFor();
  await list.page.getByText("Live", { exact: true }).waitFor();
  await list.page.screenshot({ path: `${folder}sessions.png` });

  const session = await visit(browser, relay.page.replace("/#", `/?session=${sessionId}#`), look);
  await session.page.getByRole("button", { name: "Show me" }).click();
  await session.page.getByTestId("sentence").waitFor();
  await session.page.mouse.move(0, 0);
  await session.page.screenshot({ path: `${folder}session.png` });

  const { page: lab } = await visit(browser, relay.page, look);
  await lab.getByRole("button", { name: "Lab", exact: true }).click();
  const [phone, watch] = [lab.getByLabel("Phone of the Lab"), lab.getByLabel("Watch of the Lab")];
  await phone.getByRole("button", { name: "Start on the phone" }).click();
  await watch.getByRole("button", { name: /^Done/ }).click();
  await phone.getByRole("checkbox", { checked: true }).first().waitFor();
  await lab.getByLabel("Out of range").click();
  await lab.getByText("reaches nobody").first().waitFor();
  await phone.getByLabel("More weight of set 2").first().click();
  await watch.getByLabel("More weight on the watch").click();
  await lab.getByLabel("Out of range").click();
  await lab.getByRole("button", { name: /^superseded/ }).waitFor();
  await lab.getByText("Both hold the same").waitFor();
  await lab.screenshot({ path: `${folder}lab.png` });

  await takeDevicePicture(browser, look, `${folder}device.png`);
  console.log("docs/images/sessions.png, session.png, lab.png and device.png are made");
} finally {
  await browser.close();
  await relay.remove();
}
