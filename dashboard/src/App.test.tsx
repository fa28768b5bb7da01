import { expect, test } from "vitest";
import { mount } from "./testing/mount.tsx";
import { ScriptedSource, summaryOf } from "./testing/scripted-source.ts";

test("[STR-4] a relay whose disk is full is not shown as live: the page says that nothing is recorded, and why, until it is again", async () => {
  const source = new ScriptedSource();
  source.sessions = [summaryOf("s", { routineName: "Leg day" })];
  const page = await mount(source);
  await page.run(() => source.connect({ state: "live", notRecording: "database or disk is full" }));
  const pill = () => page.all("[role=status]").map(({ textContent }) => textContent);
  expect(pill()).toContain("Not recording");
  expect(page.all("[role=alert]").map(({ textContent }) => textContent)).toEqual([
    "The relay cannot write its log (database or disk is full), so it records nothing. Devices keep what they have and send it once it can.",
  ]);
  // What is there can be read all the same.
  expect(page.text()).toContain("Leg day");
  await page.run(() => source.connect({ state: "live" }));
  expect(pill()).toContain("Live");
  expect(page.all("[role=alert]")).toEqual([]);
});

test("who comes back to the page, or to the network, does not wait for a countdown that went on in the background", async () => {
  const source = new ScriptedSource();
  const page = await mount(source);
  const disconnected = {
    state: "disconnected",
    attempt: 5,
    since: 0,
    retryAt: Date.now() + 8_000,
    reason: "",
  } as const;
  await page.run(() => source.connect(disconnected));
  expect(source.retries).toBe(0);
  await page.run(() => document.dispatchEvent(new Event("visibilitychange")));
  expect(source.retries).toBe(1);
  await page.run(() => window.dispatchEvent(new Event("online")));
  expect(source.retries).toBe(2);
});
