import { expect, test } from "vitest";
import { type Mounted, mount } from "../../testing/mount.tsx";
import { rehearsedEntries, sessionId } from "../../testing/rehearsal.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

const entries = rehearsedEntries();
const amber = entries.find(({ frame }) => frame.verdict === "partly_applied")?.entry ?? 0;

async function opened(search = ""): Promise<{ source: ScriptedSource; page: Mounted }> {
  const source = new ScriptedSource();
  source.sessions = [summaryOf(sessionId)];
  const page = await mount(source, `?session=${sessionId}${search}`);
  await page.run(() => {
    source.connect();
    source.send(...entries);
  });
  return { source, page };
}

const screen = (page: Mounted, name: string) => page.find(`article[aria-label=${name}]`).textContent ?? "";

test("a bookmark's words are text, stand in the list of marks, and its entry wears a sign", async () => {
  const source = new ScriptedSource();
  source.shelf.add(rehearsedEntries());
  source.sessions = source.shelf.summaries();
  await source.bookmarks.keep(sessionId, 3, "<img src=x onerror=alert(1)>");
  const page = await mount(source, `?session=${sessionId}&entry=3&panel=bookmarks`);
  await page.run(() => {
    source.send(...rehearsedEntries());
    source.connect();
  });
  await page.run(() => undefined);
  expect(page.text()).toContain("<img src=x onerror=alert(1)>");
  expect(page.all("img")).toEqual([]);
  expect(page.find("[data-entry='3'] [aria-label=bookmarked]")).toBeDefined();
  await page.click(page.find("[aria-label='Remove the bookmark at entry 3']"));
  expect(page.text()).toContain("Nothing is marked in this session yet");
});

test("entries show as they come, without a reload", async () => {
  const source = new ScriptedSource();
  const page = await mount(source, `?session=${sessionId}`);
  expect(page.text()).toContain("Reading the session");
  await page.run(() => source.connect());
  expect(page.text()).toContain("Nothing of this session yet");
  await page.run(() => source.send(...entries.slice(0, 20)));
  expect(page.text()).toContain("20 of 20");
  await page.run(() => source.send(...entries.slice(20, 30)));
  expect(page.text()).toContain("30 of 30");
});

test("the inspector says the verdict in a sentence, and links to the edit that won", async () => {
  const { page } = await opened(`&entry=${amber}`);
  expect(page.find("[data-testid=sentence]").textContent).toContain("already held what the watch wrote");
  await page.click(page.button("entry 105"));
  expect(window.location.search).toContain("entry=105");
  expect(page.find("[aria-label=Inspector] h2").textContent).toBe("set 3 of Bench press: 87.5 kg");
});

test("the inspector shows the envelope and the very text that crossed", async () => {
  const { page } = await opened(`&entry=${amber}`);
  const inspector = page.find("[aria-label=Inspector]").textContent ?? "";
  for (const field of ["eventId", "sessionId", "revision", "timestamp", "eventType", "payload"])
    expect(inspector).toContain(field);
  await page.click(page.button("As it crossed"));
  expect(page.find("pre").textContent).toBe(entries[amber - 1]?.frame.body);
});

test("the scrubber moves both screens through the entries", async () => {
  const { page } = await opened(`&entry=${amber}`);
  expect(screen(page, "Phone")).toContain("85 kg");
  expect(screen(page, "Watch")).toContain("87.5 kg");
  expect(page.text()).toContain("Not the same yet");

  await page.press("Home");
  expect(window.location.search).toContain("entry=1");
  expect(screen(page, "Phone")).toContain("has not heard of this session");

  await page.press("End");
  expect(screen(page, "Phone")).toContain("Overhead press");
  expect(page.text()).toContain("Both hold the same");
});

test("a value that just lost is marked on the screen that kept its own", async () => {
  const { page } = await opened(`&entry=${amber}`);
  const marks = page
    .all("article[aria-label=Watch] [data-touch]")
    .map(({ dataset, textContent }) => [dataset.touch, textContent]);
  expect(marks).toEqual([
    ["lost", "87.5 kg"],
    ["wrote", "6"],
  ]);
});

test("keys step, follow and let go", async () => {
  const { page } = await opened();
  expect(window.location.search).not.toContain("entry");
  await page.press("k");
  expect(window.location.search).toContain(`entry=${entries.length - 1}`);
  await page.press("k");
  await page.press("j");
  expect(window.location.search).toContain(`entry=${entries.length - 1}`);
  await page.press("Escape");
  expect(window.location.search).not.toContain("entry");
  expect(page.button("Follow").getAttribute("aria-pressed")).toBe("false");
  await page.press("f");
  expect(page.button("Follow").getAttribute("aria-pressed")).toBe("true");
});

test("a filter narrows the list, says how much it hides, and stands in the address", async () => {
  const { page } = await opened();
  await page.click(page.button("partly applied"));
  expect(page.all("[role=option]").map(({ dataset }) => Number(dataset.entry))).toEqual([amber]);
  expect(page.text()).toContain(`${entries.length - 1} entries hidden`);
  expect(window.location.search).toContain("verdict=partly_applied");
  await page.click(page.button("show all"));
  expect(page.text()).not.toContain("hidden");
});

test("while the reader looks elsewhere, new entries are counted and move nothing", async () => {
  const { source, page } = await opened(`&entry=${amber}`);
  const before = page.all("[role=option]").map(({ dataset }) => dataset.entry);
  const last = entries[entries.length - 1];
  await page.run(() => {
    for (const more of [1, 2, 3]) if (last) source.send({ ...last, entry: last.entry + more });
  });
  expect(page.all("[role=option]").map(({ dataset }) => dataset.entry)).toEqual(before);
  expect(page.button("3 new")).toBeDefined();
  expect(page.find("[data-testid=sentence]").textContent).toContain(
    "partly_applied".replace("partly_applied", "applied in part"),
  );
});

test("the hint points at the first edit that lost, once", async () => {
  const { page } = await opened();
  await page.click(page.button("Show me"));
  expect(window.location.search).toContain(`entry=${amber}`);
  expect(page.text()).not.toContain("An edit lost");
  const { page: again } = await opened();
  expect(again.text()).not.toContain("An edit lost");
});

test("a line that breaks is told with the next try, and what was read stays", async () => {
  const { source, page } = await opened();
  const since = Date.now();
  await page.run(() =>
    source.connect({ state: "disconnected", attempt: 1, since, retryAt: since + 4_000, reason: "gone" }),
  );
  expect(page.text()).toMatch(/Disconnected\s*next try in \d s/);
  expect(page.text()).toContain(`${entries.length} of ${entries.length}`);
  await page.click(page.button("Try now"));
  expect(source.retries).toBe(1);
});

test("another log under the same address starts from nothing", async () => {
  const { source, page } = await opened();
  await page.run(() => source.reset());
  await page.run(() => source.send(...entries.slice(0, 5)));
  expect(page.text()).toContain("5 of 5");
});

test("a body that is no packet, and a name that is markup, show as text", async () => {
  const { source, page } = await opened();
  const [first] = entries;
  const hostile = '<script>alert(1)</script>{"not":';
  await page.run(() => {
    if (first) source.send({ ...first, entry: 9_001, frame: { ...first.frame, direction: "received", body: hostile } });
  });
  await page.press("End");
  await page.click(page.button("As it crossed"));
  expect(page.find("pre").textContent).toBe(hostile);
  expect(page.all("script")).toEqual([]);
});
