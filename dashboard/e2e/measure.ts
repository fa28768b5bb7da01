// How the page fares with long sessions and fast devices: pnpm --filter @lighty/dashboard measure [--entries 1000000] [--seconds 30] [--rate 5000]
import { once } from "node:events";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright";
import { WebSocket, WebSocketServer } from "ws";
import { openBrowser, visit } from "./browser.ts";
import { foldedSession, ingest, longSession, take } from "./long-session.ts";
import { framesWhile, heapBytes, lastRow, probe } from "./probe.ts";
import { buildDashboard, RelayProcess, until } from "./relay.ts";
import { Teed } from "./tee-line.ts";

/*
 * A real relay, a real Chromium, real sockets. Each figure stands beside its ceiling or its counterpart of the same run, since absolute ones
 * say little on a machine that others use, too. Nothing here fails: docs/performance.md says what was measured, and what is aimed at.
 */

const { values: flags } = parseArgs({
  options: {
    entries: { type: "string", default: "1000000" },
    seconds: { type: "string", default: "30" },
    rate: { type: "string", default: "5000" },
  },
});
const [entries, seconds, rate] = [Number(flags.entries), Number(flags.seconds), Number(flags.rate)];
const shortEntries = 1_000;
const rounds = 5;

const [content, empty] = ["[role=option][data-entry]", "main [role=status]"];
const lists = { long: "long", short: "shrt", live: "live", slow: "slow" } as const;

buildDashboard();
const relay = new RelayProcess();
const browser = await openBrowser();
try {
  await relay.start("--no-demo");
  const long = await filled(lists.long, entries);
  const short = await filled(lists.short, shortEntries);
  await firstContent(long, short);
  const longHeap = await moving(long);
  const shortHeap = await heapOf(short);
  print(
    "heap, after all of that, garbage collected",
    `${mib(longHeap)} / ${mib(shortHeap)} = ${ratio(longHeap, shortHeap)}`,
  );
  await live();
  await latency();
} finally {
  await browser.close();
  await relay.remove();
}

/** A session of so many entries, and how long the relay took over it. */
async function filled(mark: string, count: number): Promise<string> {
  const began = performance.now();
  await ingest(relay, longSession(mark), count);
  const ingested = performance.now() - began;
  const { sessionId, entries: folded } = await foldedSession(relay, mark, Math.floor(count * 0.9), 900_000);
  const said = `taken in after ${Math.round(ingested / 1_000)} s, folded after ${Math.round((performance.now() - began) / 1_000)} s`;
  print(`a session of ${folded.toLocaleString("en")} entries`, said);
  return sessionId;
}

/** A page of a reader who was never here, at a session or nowhere, with the probe in it. */
async function come(from: Browser, sessionId: string): Promise<Page> {
  const address = relay.page.replace("/#", `/?session=${sessionId}#`);
  const { page } = await visit(from, address, {}, (page) => probe(page, [content, empty]));
  return page;
}

async function seenAfter(sessionId: string, selector: string): Promise<number> {
  const page = await come(browser, sessionId);
  const at = await until(
    async () => await page.evaluate((wanted) => window.probed.firstSeen[wanted], selector),
    `${selector} of ${sessionId}`,
  );
  await page.context().close();
  return at;
}

async function firstContent(long: string, short: string): Promise<void> {
  const times = { empty: [] as number[], short: [] as number[], long: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.empty.push(await seenAfter("nobody", empty));
    times.short.push(await seenAfter(short, content));
    times.long.push(await seenAfter(long, content));
  }
  const [none, little, much] = [times.empty, times.short, times.long].map(median) as [number, number, number];
  print("the page's own empty load", ms(none));
  print(`first content of ${shortEntries.toLocaleString("en")} entries`, `${ms(little)}, ${ratio(little, none)} of it`);
  print(
    `first content of ${entries.toLocaleString("en")} entries (target 2 s)`,
    `${ms(much)}, ${ratio(much, none)} of it`,
  );
}

/** Scrolls and scrubs through the session, beside a page that stands still; returns the heap after it. */
async function moving(sessionId: string): Promise<number> {
  const page = await come(browser, sessionId);
  await page.locator(content).first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const still = await framesWhile(page, () => page.waitForTimeout(3_000));
  const usual = median(still);
  print("frames of a page that stands still", framesText(still, usual));
  const list = page.getByRole("region", { name: "Entries" });
  await list.hover();
  const scrolled = await framesWhile(page, async () => {
    for (let step = 0; step < 200; step++) {
      await page.mouse.wheel(0, step % 40 < 30 ? -900 : 700);
      await page.waitForTimeout(20);
    }
  });
  print("frames while the list is scrolled", framesText(scrolled, usual));
  const scrubbed = await framesWhile(page, async () => {
    for (let step = 0; step < 150; step++) {
      // There and back over the whole session, as a hand at the slider goes.
      const share = Math.abs(Math.sin(step / 24));
      await page.evaluate(scrubTo, share);
      await page.waitForTimeout(25);
    }
  });
  print("frames while it is scrubbed from end to end", framesText(scrubbed, usual));
  await page.waitForTimeout(500);
  const heap = await heapBytes(page);
  await page.context().close();
  return heap;
}

/** Runs in the page: the slider as a reader moves it. */
function scrubTo(share: number): void {
  const slider = document.querySelector<HTMLInputElement>("input[type=range][aria-label=Entry]");
  if (slider === null) return;
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(
    slider,
    String(Math.floor(share * Number(slider.max))),
  );
  slider.dispatchEvent(new Event("input", { bubbles: true }));
}

async function heapOf(sessionId: string): Promise<number> {
  const page = await come(browser, sessionId);
  await page.locator(content).first().waitFor();
  await page.getByText("Live", { exact: true }).waitFor();
  const heap = await heapBytes(page);
  await page.context().close();
  return heap;
}

/** A page that follows while two devices say so much a second: how far it is behind the relay's head. */
async function live(): Promise<void> {
  const session = longSession(lists.live);
  await ingest(relay, session, 400);
  const { sessionId } = await foldedSession(relay, lists.live, 300);
  const page = await come(browser, sessionId);
  await page.getByText("Live", { exact: true }).waitFor();
  const teed = await Teed.open(relay, session, lists.live);
  const behind: number[] = [];
  let frames: number[] = [];
  const before = await relay.head();
  frames = await framesWhile(page, async () => {
    await teed.stream(rate, seconds, async () => {
      const shown = await lastRow(page);
      behind.push((await relay.head()) - shown);
    });
  });
  const streamed = (await relay.head()) - before;
  const ended = performance.now();
  await until(
    async () => ((await lastRow(page)) >= (await relay.head()) - 2 ? true : undefined),
    "the page to have caught up",
    120_000,
  ).catch((error: Error) => print("it did not catch up", error.message));
  const after = performance.now() - ended;
  print(
    `${rate.toLocaleString("en")} frames/s live for ${seconds} s`,
    `${streamed.toLocaleString("en")} taken in, ${Math.round(streamed / seconds).toLocaleString("en")}/s`,
  );
  print("entries behind the head, each second", behind.join(" "));
  print("caught up after the last one by", ms(after));
  print("frames meanwhile", framesText(frames, 1_000 / 60));
  print("heap at the end", mib(await heapBytes(page)));
  teed.close();
  await page.context().close();
}

/** A thousand frames a second: from the moment a device sends until the row is drawn, beside a socket's echo in the same turns. */
async function latency(): Promise<void> {
  const session = longSession(lists.slow);
  await ingest(relay, session, 400);
  const { sessionId } = await foldedSession(relay, lists.slow, 300);
  const page = await come(browser, sessionId);
  await page.getByText("Live", { exact: true }).waitFor();
  const teed = await Teed.open(relay, session, lists.slow);
  const echo = await openEcho();
  const sentAt: [entry: number, at: number][] = [];
  const text = take(longSession(lists.slow), 1)[0]?.text ?? "";
  let entry = await relay.head();
  for (let turn = 0; turn < 1_000; turn++) {
    const began = performance.now();
    teed.send(10);
    entry += 10;
    sentAt.push([entry, performance.timeOrigin + began]);
    await echo.send(text);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, 10 - (performance.now() - began))));
  }
  await until(async () => ((await lastRow(page)) >= entry - 2 ? true : undefined), "all of it to be drawn");
  const { rows, stored } = await page.evaluate(() => window.probed);
  const waitsFor = (seen: readonly [at: number, entry: number][]) =>
    sentAt.flatMap(([last, at]) => {
      const first = seen.find(([, shown]) => shown >= last - 1);
      return first === undefined ? [] : [first[0] - at];
    });
  print("a socket's echo in the same turns", quantiles(echo.waits));
  for (const [what, waits] of [
    ["it is in the page's store", waitsFor(stored)],
    ["its row is drawn", waitsFor(rows)],
  ] as const) {
    const times = (share: number) => ratio(quantile(waits, share), quantile(echo.waits, share));
    print(`a frame sent until ${what}, at 1,000/s`, `${quantiles(waits)}; ${times(0.5)}, ${times(0.99)} echoes`);
  }
  echo.close();
  teed.close();
  await page.context().close();
}

async function openEcho() {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  server.on("connection", (socket) => socket.on("message", (data) => socket.send(data)));
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await once(socket, "open");
  const waits: number[] = [];
  return {
    waits,
    async send(text: string): Promise<void> {
      const began = performance.now();
      socket.send(text);
      await once(socket, "message");
      waits.push(performance.now() - began);
    },
    close(): void {
      socket.terminate();
      server.close();
    },
  };
}

/** A frame counts as dropped when it came later than one and a half of the usual interval. */
function framesText(intervals: readonly number[], usual: number): string {
  let [streak, worst] = [0, 0];
  for (const interval of intervals) {
    streak = interval > usual * 1.5 ? streak + 1 : 0;
    worst = Math.max(worst, streak);
  }
  const dropped = intervals.filter((interval) => interval > usual * 1.5).length;
  return `${intervals.length} of ${quantiles(intervals)}; ${dropped} late, at most ${worst} in a row; the longest ${ms(Math.max(...intervals))}`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantiles(values: readonly number[]): string {
  return `p50 ${ms(median(values))}, p99 ${ms(quantile(values, 0.99))}`;
}

function ms(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
}

function mib(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}

function ratio(a: number, b: number): string {
  return (a / b).toFixed(2);
}

function print(what: string, figure: string): void {
  console.log(`${what.padEnd(56)} ${figure}`);
}
