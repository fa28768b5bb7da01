import { expect, test } from "vitest";
import { rehearsedEntries, sessionId } from "../testing/rehearsal.ts";
import { curlOf, fixtureOf, jsonOf } from "./copies.ts";

const [first] = rehearsedEntries();
if (first === undefined) throw new Error("the rehearsal is empty");

test("an entry copied as JSON is the entry", () => {
  expect(JSON.parse(jsonOf(first))).toEqual(first);
});

test("the command asks for that entry alone, and holds neither the token nor a way out of its quotes", () => {
  const line = curlOf("http://localhost:7788/?session=s#token=secret", null, "it's", 12);
  expect(line).toBe(
    `curl -H "Authorization: Bearer $LIGHTY_TOKEN" 'http://localhost:7788/api/v1/sessions/it%27s/entries?from=12&limit=1'`,
  );
  expect(curlOf("http://localhost:7788/", "i-1", "s", 12)).toContain("/api/v1/imports/i-1/sessions/s/entries");
});

test("what did not come with events is kept as a frame", () => {
  expect(fixtureOf(first, sessionId, null)).toContain("Frame.safeParse(frame)");
});
