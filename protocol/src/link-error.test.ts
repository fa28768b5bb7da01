import { expect, test } from "vitest";
import { linkErrors, mayRetry } from "./link-error.ts";

test("[LNK-4] a payload that is too large or of a wrong type is never tried again, one that met bad luck is", () => {
  for (const never of [7003, 7008, 7009, 7010, 7013]) expect(mayRetry(never)).toBe(false);
  for (const again of [7001, 7004, 7007, 7011, 7012, 7014, 7016, 7017]) expect(mayRetry(again)).toBe(true);
});

test("[LNK-4] what only the wearer can mend is not tried until something has changed", () => {
  for (const user of [7002, 7005, 7006, 7015, 7018, 7019]) expect(mayRetry(user)).toBe(false);
});

test("[LNK-4] a code that Apple adds later is taken for bad luck", () => {
  expect(mayRetry(7020)).toBe(true);
  expect(mayRetry(-1)).toBe(true);
});

test("[LNK-4] every code from 7001 to 7019 has a name of its own", () => {
  expect(Object.keys(linkErrors).map(Number)).toEqual(Array.from({ length: 19 }, (_, i) => 7001 + i));
  expect(new Set(Object.values(linkErrors).map(({ name }) => name)).size).toBe(19);
});
