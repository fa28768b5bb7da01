import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Bench, type Caught } from "./mutations/bench.ts";
import { type Mutation, mutations } from "./mutations/table.ts";

/*
 * What a dozen captures are worth: each rule is broken once in a copy of the sources, and `verify` of the corpus, with ten weathers a capture,
 * must notice. What it cannot see is listed, with why; the suite notices those (mutations.test.ts).
 */

const battery = { file: "test/corpus/battery.ts", needs: ["test/corpus", "vectors/captures"] };

const otherPath = "snapshots bring the same cells by the other path, and either alone suffices";
const oneWatch = "a capture is redriven with one watch";

/** What no capture of the corpus shows, in none of the ten weathers; another story would. */
const unseen: Readonly<Record<string, string>> = {
  "equal revisions are not told apart by deviceId": "no two devices write one register at one revision",
  "an own event is not saved to the outbox": otherPath,
  "a seq below the highest is taken for a duplicate": otherPath,
  "at one stamp the first value stays": "no honest device makes one stamp with two values",
  "a toggle flips": "every set is done once, and was not done before",
  "R is not raised by what is ignored": "what is ignored is below R already",
  "the outbox forgets what it has sent": otherPath,
  "nothing leaves again when the link is up": otherPath,
  "what the peer lacks is never answered by a snapshot": "the context brings it a little later",
  "tombstones are ignored": "no session is old enough to be forgotten",
  "a session closes before the peer has said the same": "what the peer then says reopens it",
  "offsets doubted after a reboot are trusted again after a restart":
    "no device reboots and restarts between two pings",
  "packets leave before the link is activated": "the link refuses them, and they leave again",
  "a revision that could never be beaten is taken": "no honest device sends one",
  "an activation queues nothing anew, though the watch may be another one": oneWatch,
  "a closed session stays closed for another watch": oneWatch,
  "what the first watch wrote is not sent to the second": oneWatch,
};

describe("verify of the corpus", () => {
  const outcomes = new Map<Mutation | undefined, Caught | Error>();

  beforeAll(async () => {
    const queue: (Mutation | undefined)[] = [undefined, ...mutations];
    const work = async () => {
      const bench = new Bench(battery);
      try {
        while (queue.length > 0) {
          const mutation = queue.shift();
          outcomes.set(mutation, await bench.run(mutation).catch((error: Error) => error));
        }
      } finally {
        bench.close();
      }
    };
    await Promise.all(Array.from({ length: availableParallelism() }, work));
  }, 600_000);

  afterAll(() => {
    const of = (mutation: Mutation) => outcomes.get(mutation);
    const caught = mutations.filter((mutation) => of(mutation) !== null);
    const lines = mutations.map((mutation) => {
      const outcome = of(mutation);
      return `${mutation.name}: ${outcome instanceof Error ? outcome.message.slice(0, 200) : (outcome?.part ?? "not seen")}`;
    });
    console.log(`the corpus sees ${caught.length} of ${mutations.length} broken rules\n${lines.join("\n")}`);
  });

  test("is silent when nothing is broken", () => {
    expect(outcomes.get(undefined)).toBeNull();
  });

  test("what it is said not to see is in the table", () => {
    const names = mutations.map(({ name }) => name);
    for (const name of Object.keys(unseen)) expect(names).toContain(name);
  });

  for (const mutation of mutations) {
    const why = unseen[mutation.name];
    test(`${why === undefined ? "sees" : "cannot see"} that ${mutation.name} ${mutation.rules}`, () => {
      const outcome = outcomes.get(mutation);
      if (outcome instanceof Error) throw outcome;
      if (why === undefined) expect(outcome).not.toBeNull();
      else expect(outcome, "the corpus sees it now: take it from the list").toBeNull();
    });
  }
});
