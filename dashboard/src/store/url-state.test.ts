import { expect, test } from "vitest";
import { noNarrowing } from "../model/filter.ts";
import { noPlan, type Plan } from "../model/replay.ts";
import { go, placeIn, searchOf, toggled } from "./url-state.ts";

test("a place survives the trip through an address", () => {
  const elsewhere = { view: "sessions", device: null, replay: null, plan: noPlan } as const;
  const place = {
    ...elsewhere,
    from: "i-1",
    lab: "seed 7",
    session: "s-1",
    search: "is:live bench & more",
    compare: [
      { from: null, session: "s-1" },
      { from: "i-1", session: "s-1" },
    ],
    entry: 42,
    narrowing: { text: "size>1kb and bench", verdicts: ["superseded", "rejected"], isQuiet: true },
    panel: "state",
    pinned: 7,
    hasRelayLane: true,
  } as const;
  expect(placeIn(searchOf(place))).toEqual(place);
  const nowhere = { from: null, lab: null, session: null, search: "", compare: [], entry: null, pinned: null } as const;
  expect(searchOf({ ...elsewhere, ...nowhere, narrowing: noNarrowing, panel: "entry", hasRelayLane: false })).toBe("");
});

test("an address somebody mistyped is read as far as it makes sense", () => {
  expect(placeIn("?session=&entry=-3&verdict=superseded,nonsense&panel=attic&pin=x&lane=tram&compare=,/")).toEqual({
    ...{ view: "sessions", device: null, replay: null, plan: noPlan },
    from: null,
    lab: null,
    session: null,
    search: "",
    compare: [],
    entry: null,
    narrowing: { text: "", verdicts: ["superseded"], isQuiet: false },
    panel: "entry",
    pinned: null,
    hasRelayLane: false,
  });
  expect(placeIn("?entry=1e400").entry).toBeNull();
});

test("Back leaves a session, and does not undo each step of the cursor", () => {
  const before = window.history.length;
  go({ session: "s-1" });
  go({ entry: 1 });
  go({ entry: 2 });
  expect(window.location.search).toBe("?session=s-1&entry=2");
  expect(window.history.length).toBe(before + 1);
});

test("a verdict is switched on and off, in the registry's order", () => {
  const one = toggled(noNarrowing, "superseded");
  expect(toggled(one, "applied").verdicts).toEqual(["applied", "superseded"]);
  expect(toggled(one, "superseded").verdicts).toEqual([]);
});

test("the other views stand in the address with what is open in them, and the form of a replay with all it says", () => {
  expect(searchOf({ ...placeIn(""), view: "devices", device: "watch0001" })).toBe("?view=devices&device=watch0001");
  const plan: Plan = {
    ...{ target: "device", room: "gym", as: "watch", timing: 20, startsPaused: true, from: 3, to: 90, loops: true },
    ...{ pausesAtFinding: true, seed: "rain 7", kinds: ["drop", "restart"] },
  };
  const place = { ...placeIn(""), view: "replay", from: "i-1", session: "s-1", plan } as const;
  expect(placeIn(searchOf(place))).toEqual(place);
  expect(placeIn("?view=replay&target=production&rate=-4&from=x&to=-1&weather=frogs&seed=").plan).toEqual({
    ...noPlan,
    seed: "",
  });
});

test("filling in the form of a replay is no step that Back undoes, opening a device is one", () => {
  const before = window.history.length;
  go({ view: "replay", session: "s-1" });
  go({ session: "s-2", from: "i-1", plan: { ...noPlan, target: "relay" } });
  expect(window.history.length).toBe(before + 1);
  go({ view: "devices", session: null, from: null });
  go({ device: "watch0001" });
  expect(window.history.length).toBe(before + 3);
  go({ view: "sessions", device: null });
});
