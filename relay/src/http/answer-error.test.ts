import Fastify from "fastify";
import { expect, test } from "vitest";
import { refuse } from "../errors.ts";
import { answerError } from "./answer-error.ts";

test("what is not ready yet says when to ask again; no other refusal does", async () => {
  const app = Fastify();
  app.setErrorHandler(answerError);
  app.get("/folding", async () => {
    throw refuse("not_ready", "the log is folded up to entry 3 of 9; ask again in a moment");
  });
  app.get("/nothing", async () => {
    throw refuse("not_found");
  });
  const folding = await app.inject("/folding");
  expect([folding.statusCode, folding.headers["retry-after"], folding.json().error]).toEqual([
    503,
    "1",
    { code: "not_ready", sentence: "the log is folded up to entry 3 of 9; ask again in a moment" },
  ]);
  const nothing = await app.inject("/nothing");
  expect([nothing.statusCode, nothing.headers["retry-after"]]).toEqual([404, undefined]);
  await app.close();
});
