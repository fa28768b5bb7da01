import { SessionState } from "@lighty/protocol";
import { expect, test } from "vitest";
import { fixtureOf, wordsOf } from "../../model/copies.ts";
import { eventsIn } from "../../model/reading.ts";
import { Traffic } from "../../model/traffic.ts";
import { type Mounted, mount } from "../../testing/mount.tsx";
import { rehearsedEntries, sessionId } from "../../testing/rehearsal.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";
import { heldBefore } from "./CopyTools.tsx";

const entries = rehearsedEntries();
const amber = entries.find(({ frame }) => frame.verdict === "partly_applied")?.entry ?? 0;

async function opened(search = ""): Promise<Mounted> {
  const source = new ScriptedSource();
  source.shelf.add(entries);
  source.sessions = [
    summaryOf(sessionId, {
      findings: [
        { rule: "queue_age", severity: "info", sentence: "It waited.", entries: [3] },
        { rule: "drift", severity: "error", sentence: "They parted.", entries: [amber, 12] },
      ],
    }),
  ];
  const page = await mount(source, `?session=${sessionId}${search}`);
  await page.run(() => {
    source.connect();
    source.send(...entries);
  });
  await page.run(() => undefined);
  return page;
}

const tab = (page: Mounted, name: string) =>
  page.all("[role=tab]").find(({ textContent }) => textContent?.startsWith(name)) as HTMLElement;
const registers = (page: Mounted) => page.all("[role=tabpanel] tbody th").map(({ title }) => title);

test("an event's whole way is told: made, sent, received, acknowledged, and how long it took", async () => {
  const page = await opened(`&entry=${amber}`);
  const way = page.find("[class*=way]").textContent ?? "";
  for (const step of ["made", "sent", "received", "acknowledged"]) expect(way).toContain(step);
  expect(way).toMatch(/\d+(\.\d)? m?s on its way/);
});

test("phone and watch are compared register by register, with who wrote what", async () => {
  const page = await opened(`&entry=${amber}`);
  await page.click(tab(page, "State"));
  expect(window.location.search).toContain("panel=state");
  expect(registers(page)).toContain("set/bench-3/weight");
  const row = page.all("[role=tabpanel] tbody tr").find(({ textContent }) => textContent?.includes("the weight"));
  expect(row?.textContent).toContain("85");
  expect(row?.textContent).toContain("87.5");
  expect(row?.textContent).toMatch(/r\d+ phone.*r\d+ watch/);
  await page.press("End");
  expect(registers(page)).toEqual([]);
  expect(page.text()).toContain("All the same");
  await page.click(page.button("all registers"));
  expect(registers(page)).toContain("meta");
});

test("a pinned entry stays in the address, and a device is compared with what it held there", async () => {
  const page = await opened("&entry=20&panel=state");
  await page.click(page.button("pin entry 20"));
  expect(window.location.search).toContain("pin=20");
  await page.press("End");
  await page.click(page.button("watch then | now"));
  await page.run(() => undefined);
  expect(page.all("[role=tabpanel] thead th").map(({ textContent }) => textContent)).toEqual([
    "register",
    "at 20",
    `at ${entries.length}`,
  ]);
  expect(registers(page)).toContain("set/bench-3/weight");
});

test("findings stand worst first, and lead to their entries", async () => {
  const page = await opened("&panel=findings");
  expect(page.all("[data-severity]").map(({ dataset }) => dataset.severity)).toEqual(["error", "info"]);
  await page.click(page.button(`entry ${amber}`));
  expect(window.location.search).toContain(`entry=${amber}`);
});

test("a copied test does again what the device did, for every entry that came with events", () => {
  const traffic = new Traffic(sessionId);
  traffic.append(entries);
  const judged = traffic.readings.filter(
    ({ entry, body }) => entry.frame.direction === "received" && eventsIn(body).length > 0,
  );
  expect(judged.length).toBeGreaterThan(10);
  for (const reading of judged) {
    const before = heldBefore(reading, traffic);
    const text = fixtureOf(reading.entry, sessionId, before);
    expect(text).toContain(`test("entry ${reading.entry.entry}`);
    const state = new SessionState(sessionId);
    if (before !== null) state.receiveSnapshot({ sessionId, ...before }, before.have);
    const events = eventsIn(reading.body);
    const { transport = "relay", observedAt } = reading.entry.frame;
    expect(events.map((event) => state.receive(event, transport, observedAt).verdict.verdict)).toEqual(
      wordsOf(reading.entry, sessionId),
    );
  }
});
