import { openEngine } from "@lighty/protocol";
import { expect, test } from "vitest";
import { SwiftProgram, swiftEngines, whyNoSwift } from "./swift-watch.ts";

const whyNot = whyNoSwift();
const now = { wallMs: 1_800_000_000_000, monotonicMs: 1_000, deviceBootId: "boot-1" };
const options = () => {
  let minted = 0;
  return { deviceId: "watch0001", role: "watch" as const, mintId: () => `w-${++minted}` };
};
const activated = { type: "activated", now, reachable: true, outstanding: [] } as const;

test.skipIf(whyNot !== null)(
  "the Swift engine says what ours says; when the program ends, ours goes on from there",
  () => {
    const program = new SwiftProgram();
    const swift = swiftEngines(program)(options());
    const prefix = "w-1-";
    let minted = 0;
    const ours = openEngine({ ...options(), mintId: () => `${prefix}${++minted}` });
    expect(swift.step(activated)).toEqual(ours.step(activated));
    program.close();
    expect(program.ask({ step: activated })).toBeNull();
    const tick = { type: "tick", now: { ...now, monotonicMs: 20_000 } } as const;
    expect(swift.step(tick)).toEqual(ours.step(tick));
  },
);

test("where Swift cannot be the watch a sentence says why", () => {
  if (whyNot !== null) expect(whyNot).toMatch(/^it is not built|^it is older|^there is no Swift/);
});
