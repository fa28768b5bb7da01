import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { buildHeadless, findSwift } from "../../scripts/swift.mjs";
import { SwiftProgram } from "./swift-program.ts";
import { runMixed } from "./swift-schedules.ts";
import { teeLockstep } from "./swift-tee.ts";

/*
 * Each rule is broken once in a copy of the Swift sources, and the mixed schedules must notice. It takes some builds, so it runs where Swift is
 * demanded, in CI, or asked for: LIGHTY_REQUIRE=swift.
 */

interface Mutation {
  name: string;
  file: string;
  find: string;
  put: string;
}

const mutations: readonly Mutation[] = [
  {
    name: "[REV-4] equal revisions go to the smaller deviceId",
    file: "Stamp.swift",
    find: "isBefore(a.deviceId, b.deviceId)",
    put: "isBefore(b.deviceId, a.deviceId)",
  },
  {
    name: "[RCV-2] an event is dropped unless its revision is above the session's",
    file: "Session.swift",
    find: "    raise(event.revision)\n",
    put: "    if event.revision <= revision { return Merge(verdict: verdict(.superseded(lost: [])), isNews: false, changed: []) }\n    raise(event.revision)\n",
  },
  {
    name: "[MRG-3] a discard beats a finish",
    file: "Register.swift",
    find: "case .discarded: 1\n  case .finished: 2",
    put: "case .discarded: 2\n  case .finished: 1",
  },
  {
    name: "[HAVE-1] have is raised over a hole",
    file: "Have.swift",
    find: "return Received(upTo: upTo, past: (past + [seq]).sorted())",
    put: "return Received(upTo: seq)",
  },
  {
    name: "[DIG-2] canonical text keeps the order of keys",
    file: "Value.swift",
    find: "fields.sorted(by: { isBefore($0.key, $1.key) })",
    put: "Array(fields)",
  },
  {
    name: "[DUR-2] merged cells are not saved",
    file: "Sessions.swift",
    find: "      turn.save.cells(record, merge.changed)\n",
    put: "",
  },
  {
    name: "[CLK-4] an offset is taken for what it says, however long its round trip",
    file: "Clock.swift",
    find: ", abs(sample.offsetMs) * 2 >= sample.roundTripMs else",
    put: " else",
  },
];

/** The tee's, which its own schedules must notice. */
const teeMutations: readonly Mutation[] = [
  {
    name: "[TEE-3] a frame sent and not acknowledged is counted as lost as soon as it has to go",
    file: "TeeSpool.swift",
    find: " where held.frame.traceSeq > lanes[held.frame.bootId]?.sentUpTo ?? 0 {",
    put: " where held.frame.traceSeq > 0 {",
  },
  {
    name: "[TEE-4] after a break only what was not sent goes out",
    file: "TeeSpool.swift",
    find: "      self.ring.rewind()\n",
    put: "",
  },
  {
    name: "[TEE-5] the window is not heeded",
    file: "TeeSpool.swift",
    find: "flight.count >= window || ",
    put: "",
  },
  {
    name: "[TEE-9] what was held before the welcome leaves with its health values",
    file: "TeeSpool.swift",
    find: "isBound && includesHealth ? bare(frame.text) ?? frame.text : frame.text",
    put: "frame.text",
  },
];

const isDemanded = (process.env.LIGHTY_REQUIRE ?? "").split(",").includes("swift") && findSwift();
const enough = 300;

describe.skipIf(!isDemanded)("the mixed schedules notice when, in Swift,", () => {
  const folder = isDemanded ? mkdtempSync(join(tmpdir(), "lighty-swift-mutation-")) : "";
  const root = fileURLToPath(new URL("../..", import.meta.url));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  type Look = (program: SwiftProgram, seed: string) => string | undefined;
  const atEngine: Look = (program, seed) => runMixed(program, seed, "watch").faults[0]?.sentence;

  /** What the schedules say first of the sources as they stand in the copy; undefined when they find nothing in `count`. */
  function firstFault(count: number, look: Look): string | undefined {
    const program = new SwiftProgram(buildHeadless(join(folder, "watch"), "debug"));
    try {
      for (let seed = 0; seed < count; seed++) {
        const fault = look(program, String(seed));
        if (fault !== undefined) return fault;
      }
      return undefined;
    } finally {
      program.close();
    }
  }

  function expectNoticed(module: string, { file, find, put }: Mutation, look: Look): void {
    const path = join(folder, "protocol/swift/Sources", module, file);
    const text = readFileSync(path, "utf8");
    expect(text.split(find), "the table has fallen behind the sources").toHaveLength(2);
    writeFileSync(
      path,
      text.replace(find, () => put),
    );
    try {
      expect(firstFault(enough, look)).toBeDefined();
    } finally {
      writeFileSync(path, text);
    }
  }

  test("nothing is broken: then they are silent", () => {
    const packages = [
      "protocol/Package.swift",
      "protocol/swift",
      ...["Package.swift", "App", "Sources", "Stubs", "Tests"].map((part) => `watch/${part}`),
    ];
    for (const part of packages) cpSync(join(root, part), join(folder, part), { recursive: true });
    expect(firstFault(20, atEngine)).toBeUndefined();
    expect(firstFault(20, teeLockstep)).toBeUndefined();
  });

  test.each(mutations)("$name", (mutation) => expectNoticed("LightyProtocol", mutation, atEngine), 300_000);
  test.each(teeMutations)("$name", (mutation) => expectNoticed("LightyTee", mutation, teeLockstep), 300_000);
});
