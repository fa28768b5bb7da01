import { expect, test } from "vitest";
import { type Mounted, mount } from "../../testing/mount.tsx";
import { heardDevice, pairedDevice, ScriptedDesk } from "../../testing/scripted-desk.ts";
import { ScriptedSource, summaryOf } from "../../testing/scripted-source.ts";

async function opened(
  desk: ScriptedDesk,
  search = "?view=devices",
): Promise<{ page: Mounted; source: ScriptedSource }> {
  const source = new ScriptedSource();
  source.sessions = [summaryOf("s-1", { entries: 1_200 })];
  const page = await mount(source, search, desk);
  await page.run(() => source.connect());
  await page.run(() => undefined);
  return { page, source };
}

async function type(page: Mounted, field: HTMLElement, text: string): Promise<void> {
  await page.run(() => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

const two = () => {
  const desk = new ScriptedDesk();
  desk.heard = [
    heardDevice({ dropped: 31 }),
    heardDevice({ deviceId: "phone0001", role: "phone", isConnected: false, clock: null, tee: null }),
    heardDevice({ deviceId: "replayk7watch0001", isConnected: false, tee: null }),
  ];
  desk.paired = [pairedDevice()];
  desk.said = { ...desk.said, missing: 5, link: [{ at: 1, entry: 1, is: "unreachable" }] };
  return desk;
};

test("each device is a card: who it is, whether it is there, its clock with its doubt, what it lost", async () => {
  const { page } = await opened(two());
  const [watch, phone] = page.all("[data-card]").map((card) => card.closest("li")?.textContent ?? "");
  expect(watch).toContain("Ann's watch");
  expect(watch).toContain("connected");
  expect(watch).toMatch(/1\.7 s ± 4 ms/);
  expect(watch).toMatch(/Dropped31.*Missing5/);
  expect(watch).toContain("paired");
  expect(watch).toContain("cannot reach its peer");
  expect(phone).toContain("A phone");
  expect(phone).toContain("no reading");
  expect(phone).toContain("not paired");
  // What replays brought is no device of anyone's.
  expect(page.all("[data-card]")).toHaveLength(2);
  expect(page.text()).toContain("1 that replays brought");
});

test("a card opens the device's page, which the address holds, and Escape goes back", async () => {
  const { page } = await opened(two());
  await page.click(page.find("[data-card]"));
  expect(window.location.search).toBe("?view=devices&device=watch0001");
  const text = page.text();
  for (const said of ["behind #40", "7 frames kept", "31 frames, counted by its tee", "5 frames never came", "its 2nd"])
    expect(text).toContain(said);
  expect(text).toContain("publish: it brings its own frames");
  expect(text).toContain("1.7 s behind the relay's");
  await page.press("Escape");
  expect(window.location.search).toBe("?view=devices");
});

test("a device nobody knows, no device at all, and devices that cannot be read each say what is so", async () => {
  expect((await opened(two(), "?view=devices&device=nobody")).page.text()).toContain("No such device");
  expect((await opened(new ScriptedDesk())).page.text()).toContain("No device yet");
  const broken = new ScriptedDesk();
  broken.heard = new Error("The relay answered 503.");
  const { page } = await opened(broken);
  expect(page.text()).toContain("The relay answered 503.");
  broken.heard = [heardDevice()];
  await page.click(page.button("Ask again"));
  await page.run(() => undefined);
  expect(page.text()).toContain("Ann's watch");
});

test("a page that may only read says what would let it change things, and offers nothing", async () => {
  const desk = two();
  desk.mayChange = false;
  const { page } = await opened(desk);
  expect(page.text()).toContain("This page only reads. To pair a device from it, open the link");
  expect(() => page.button("Show a pairing code")).toThrow();
  const device = await opened(desk, "?view=devices&device=watch0001");
  expect(device.page.text()).toContain("lighty devices revoke watch0001");
  expect(() => device.page.button("Revoke")).toThrow();
});

test("pairing shows the code to type and to scan, the address, the key, and that it was taken", async () => {
  const desk = two();
  const link = "lighty://pair?relay=https%3A%2F%2F192.168.1.5%3A7788&code=ABCD-EFGH&fingerprint=AB:CD";
  desk.invitation = { ...desk.invitation, link };
  const { page } = await opened(desk);
  await page.click(page.button("Show a pairing code"));
  expect(page.find("[data-testid=code]").textContent).toBe("ABCD-EFGH");
  expect(page.find("svg[role=img][aria-label*='QR code'] path:last-child").getAttribute("d")?.length).toBeGreaterThan(
    500,
  );
  expect(page.text()).toContain("https://192.168.1.5:7788");
  expect(page.text()).toContain("AB:CD");
  expect(page.text()).not.toContain("this machine's own");
  // One code, however often the page is drawn anew.
  expect(desk.done).toEqual(["invite"]);
  expect(page.text()).toMatch(/good for one device, (1:00|0:5\d) more/);
});

test("a code that has expired is not shown any more; another is a click away", async () => {
  const desk = two();
  desk.invitation = { ...desk.invitation, expiresAt: Date.now() - 1 };
  const { page } = await opened(desk);
  await page.press("p");
  await page.run(() => undefined);
  expect(page.text()).toContain("The code has expired");
  expect(page.text()).not.toContain("ABCD-EFGH");
  desk.invitation = {
    ...desk.invitation,
    code: "JKMN-PQRS",
    expiresAt: Date.now() + 60_000,
    link: "lighty://pair?relay=http%3A%2F%2Flocalhost%3A1",
  };
  await page.click(page.button("Another code"));
  expect(page.text()).toContain("JKMN-PQRS");
  expect(page.text()).toContain("this machine's own");
});

test("a device is revoked once that was confirmed, and a refusal stays in sight", async () => {
  const desk = two();
  const { page } = await opened(desk, "?view=devices&device=watch0001");
  await page.click(page.button("Revoke"));
  expect(page.find("dialog").textContent).toContain("Revoke Ann's watch?");
  await page.click(page.button("Keep it as it is"));
  expect(desk.done).toEqual([]);
  await page.press("x");
  await page.run(() =>
    page.find("dialog form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
  );
  expect(desk.done).toEqual([["revoke", "watch0001"]]);
  expect(page.all("dialog")).toEqual([]);

  const stubborn = two();
  stubborn.mayChange = "no device is paired";
  const other = (await opened(stubborn, "?view=devices&device=watch0001")).page;
  await other.click(other.button("Revoke"));
  await other.run(() =>
    other.find("dialog form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
  );
  expect(other.find("dialog [role=alert]").textContent).toBe("no device is paired");
});

test("the log is emptied only after the word was typed", async () => {
  const desk = two();
  const { page } = await opened(desk);
  expect(page.find("aside details").textContent).toContain("1 session, 1,200 entries");
  await page.click(page.button("Empty the log"));
  const submit = () =>
    page.run(() => page.find("dialog form").dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));
  await submit();
  expect(desk.done).toEqual([]);
  await type(page, page.find("dialog input"), "empty");
  await submit();
  expect(desk.done).toEqual(["purge"]);
});

test("keys: the cards take the keyboard one by one, the help sheet tells every action, the palette leads elsewhere", async () => {
  const { page } = await opened(two());
  await page.press("j");
  expect(document.activeElement?.textContent).toBe("Ann's watch");
  await page.press("j");
  expect(document.activeElement?.textContent).toBe("A phone");
  await page.press("?");
  for (const title of ["Next device", "Pair a device", "Go to replay"])
    expect(page.find("dialog").textContent).toContain(title);
  await page.run(() => page.find("dialog").dispatchEvent(new Event("cancel")));
  await page.press("S");
  expect(window.location.search).toBe("");
  await page.press("D");
  expect(window.location.search).toBe("?view=devices");
});

test("names and ids of devices are text, whatever stands in them", async () => {
  const desk = two();
  const { tee } = heardDevice();
  desk.heard = [heardDevice({ tee: tee && { ...tee, name: "<img src=x onerror=alert(1)>" } })];
  desk.paired = [];
  const { page } = await opened(desk);
  expect(page.text()).toContain("<img src=x onerror=alert(1)>");
  expect(page.all("img")).toEqual([]);
});
