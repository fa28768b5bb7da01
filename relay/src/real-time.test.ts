import { Agenda } from "@lighty/protocol/sim";
import { expect, test } from "vitest";
import { RealTime } from "./real-time.ts";

test("appointments are kept in order, those made from outside, too, and nothing happens once it is stopped", async () => {
  const agenda = new Agenda();
  const time = new RealTime(agenda, 100);
  const done: string[] = [];
  await new Promise<void>((resolve) => {
    agenda.at(200, () => done.push("second"));
    agenda.at(100, () => done.push("first"));
    time.begin();
    time.meanwhile(() => {
      done.push("now");
      agenda.after(500, () => {
        done.push("third");
        time.meanwhile(() => done.push("within"));
        resolve();
      });
    });
  });
  expect(done).toEqual(["now", "first", "second", "third", "within"]);
  expect(agenda.now).toBeGreaterThanOrEqual(500);
  time.stop();
  time.meanwhile(() => done.push("late"));
  expect(done).not.toContain("late");
});

test("what an outsider throws reaches him, and the clock goes on", async () => {
  const agenda = new Agenda();
  const time = new RealTime(agenda, 1_000);
  const rung = new Promise<void>((resolve) => void agenda.at(50, resolve));
  time.begin();
  expect(() =>
    time.meanwhile(() => {
      throw new Error("outside");
    }),
  ).toThrow("outside");
  await rung;
  time.stop();
});
