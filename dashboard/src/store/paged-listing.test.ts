import { afterEach, expect, test, vi } from "vitest";
import { Traffic } from "../model/traffic.ts";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { ScriptedSource } from "../testing/scripted-source.ts";
import { PagedListing } from "./paged-listing.ts";

afterEach(() => void vi.useRealTimers());

test("a search that broke off is never called complete, and begins again until the source answers", async () => {
  vi.useFakeTimers();
  const source = new ScriptedSource();
  source.shelf.add(rehearsedEntries());
  let asked = 0;
  source.before = async () => {
    if (++asked < 3) throw new Error("the relay does not answer");
  };
  const run = { traffic: new Traffic(sessionId), first: 0 };
  const ports = { source, sessionId, total: () => 0, run: () => run, told: () => undefined };
  const listing = new PagedListing(ports, "verdict:applied", { entries: 0, stretches: [] });
  await vi.advanceTimersByTimeAsync(1_500);
  expect([asked, listing.isComplete, listing.count]).toEqual([2, false, 0]);
  await vi.advanceTimersByTimeAsync(1_000);
  const { outline } = await source.shelf.outline(sessionId, { filter: "verdict:applied" });
  expect([asked, listing.isComplete, listing.count]).toEqual([3, true, outline.entries]);
  expect(outline.entries).toBeGreaterThan(0);

  // Nobody looks any more: nothing is asked for.
  source.before = async () => {
    asked++;
    throw new Error("the relay does not answer");
  };
  const left = new PagedListing(ports, "verdict:superseded", { entries: 0, stretches: [] });
  await vi.advanceTimersByTimeAsync(500);
  left.close();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(asked).toBe(4);
});
