import { patienceMs } from "@lighty/protocol/testing";
import { expect, test, vi } from "vitest";
import { query, stand, subscribe } from "./address.ts";

test("a hand that moves the cursor hundreds of times changes the address a few times, and the page stands where it came to", async () => {
  window.history.replaceState(null, "", "/?entry=1");
  const written = vi.spyOn(window.history, "replaceState");
  let heard = 0;
  const leave = subscribe(() => heard++);
  for (let entry = 2; entry <= 400; entry++) stand(`?entry=${entry}`, false);
  expect([query(), heard]).toEqual(["?entry=400", 399]);
  expect(written.mock.calls.length).toBeLessThan(100);
  await vi.waitFor(() => expect(window.location.search).toBe("?entry=400"), patienceMs);

  stand("?entry=401", false);
  stand("?session=other", true);
  expect([query(), window.location.search]).toEqual(["?session=other", "?session=other"]);
  stand("?session=other&entry=9", false);
  // Back: what was not written down yet is not written over the place that was gone back to.
  window.dispatchEvent(new PopStateEvent("popstate"));
  expect(query()).toBe(window.location.search);
  leave();
  written.mockRestore();
});
