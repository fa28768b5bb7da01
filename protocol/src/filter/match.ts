import { type Particulars, particularsOf } from "../facts.ts";
import type { Entry } from "../frame.ts";
import { type VerdictWord, verdictWords } from "../verdict.ts";
import type { Compare, Filter, Term } from "./filter.ts";
import { holdsWords, wordsOf } from "./text.ts";

/** Asks one entry after another whether a filter lets it through. */
export type Matcher = (entry: Entry) => boolean;

type Test = (entry: Entry, particulars: () => Particulars) => boolean;

/** The filter's own and final word; an index may only save it the asking. [FLT-3] */
export function matcherOf(filter: Filter): Matcher {
  const test = testOf(filter);
  return (entry) => {
    let read: Particulars | undefined;
    return test(entry, () => {
      read ??= particularsOf(entry.frame.body);
      return read;
    });
  };
}

function testOf(filter: Filter): Test {
  switch (filter.op) {
    case "and": {
      const tests = filter.of.map(testOf);
      return (entry, particulars) => tests.every((test) => test(entry, particulars));
    }
    case "or": {
      const tests = filter.of.map(testOf);
      return (entry, particulars) => tests.some((test) => test(entry, particulars));
    }
    case "not": {
      const test = testOf(filter.of);
      return (entry, particulars) => !test(entry, particulars);
    }
    case "is": {
      if (filter.compare !== "!=") return termTest(filter);
      const test = termTest({ ...filter, compare: "=" });
      return (entry, particulars) => !test(entry, particulars);
    }
  }
}

function termTest({ field, compare, values }: Term): Test {
  const words = values as readonly string[];
  const numbers = values as readonly number[];
  const holds = (actual: number) => numbers.some((value) => compares(actual, compare, value));
  switch (field) {
    case "device":
      return ({ frame: { observer } }) => words.includes(observer.deviceId) || words.includes(observer.role);
    case "direction":
      return ({ frame }) => words.includes(frame.direction);
    case "transport":
      return ({ frame }) => frame.transport !== undefined && words.includes(frame.transport);
    case "verdict":
      return ({ frame: { direction, verdict, verdicts = [] } }) => {
        if (direction !== "received" || verdict === undefined) return false;
        // A part louder than its packet's own word is a frame that contradicts itself.
        const isTold = (word: VerdictWord) => words.includes(word) && loudness(word) <= loudness(verdict);
        return isTold(verdict) || verdicts.some((part) => isTold(part.verdict));
      };
    case "type":
      return (_, particulars) => {
        const { kind, names } = particulars();
        return words.includes(kind) || names.some((name) => words.includes(name));
      };
    case "revision":
      return (_, particulars) => particulars().revisions.some(holds);
    case "seq":
      return (_, particulars) => particulars().seqs.some(holds);
    case "entry":
      return ({ entry }) => holds(entry);
    case "size":
      return ({ frame }) => holds(frame.sizeBytes);
    case "time":
      return ({ frame }) => holds(frame.observedAt);
    case "text": {
      const sought = words.map(wordsOf);
      return ({ frame }) => sought.some((each) => holdsWords(frame.body, each));
    }
  }
}

function loudness(word: VerdictWord): number {
  return verdictWords.indexOf(word);
}

/** Whether a number stands to another as asked. */
export function compares(actual: number, compare: Compare, value: number): boolean {
  switch (compare) {
    case "=":
      return actual === value;
    case "!=":
      return actual !== value;
    case ">":
      return actual > value;
    case ">=":
      return actual >= value;
    case "<":
      return actual < value;
    case "<=":
      return actual <= value;
  }
}
