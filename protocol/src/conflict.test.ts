import { describe, expect, test } from "vitest";
import { type LabDevice, notices, Pen, phoneId, Sender, sessionId, trainingPair, watchId } from "./testing/index.ts";

const conflicts = (device: LabDevice) => notices(device.take()).filter(({ notice }) => notice === "conflict");
const edit = (weight: number) => ({ act: "edit_set", sessionId, setId: "squat.1", weight }) as const;

function apart() {
  const pair = trainingPair();
  for (const device of [pair.phone, pair.watch]) {
    device.reachable(false);
    device.take();
  }
  return pair;
}

/** Carries what each sent by userInfo to the other, and gives what each noticed. */
function meet({ phone, watch }: ReturnType<typeof apart>) {
  const fromPhone = phone.takeSent().filter(({ channel }) => channel === "userInfo");
  const fromWatch = watch.takeSent().filter(({ channel }) => channel === "userInfo");
  for (const { text } of fromPhone) watch.receive(text, "userInfo");
  for (const { text } of fromWatch) phone.receive(text, "userInfo");
  return { phone: conflicts(phone), watch: conflicts(watch) };
}

describe("[CON-1] two edits of one set, made apart", () => {
  test("both devices report the conflict, with the same value kept and the same lost", () => {
    const pair = apart();
    pair.phone.at = 60_000;
    pair.watch.at = 70_000;
    pair.phone.act(edit(105));
    pair.watch.act(edit(110));
    const { phone, watch } = meet(pair);
    const told = {
      notice: "conflict",
      sessionId,
      register: "set/squat.1/weight",
      kept: 110,
      lost: 105,
      keptBy: watchId,
      lostBy: phoneId,
    };
    expect(phone).toMatchObject([told]);
    expect(watch).toMatchObject([told]);
    expect(phone[0]?.sentence).toBe("both devices changed set/squat.1/weight: kept 110, not 105");
  });

  test("the same value twice is no conflict, nor are edits of different fields", () => {
    const pair = apart();
    pair.phone.act(edit(105));
    pair.phone.act({ act: "complete_set", sessionId, setId: "squat.2", isCompleted: true });
    pair.watch.act(edit(105));
    pair.watch.act({ act: "edit_set", sessionId, setId: "squat.1", reps: 8 });
    expect(meet(pair)).toEqual({ phone: [], watch: [] });
  });

  test("an edit made on a screen that showed the other's is no conflict", () => {
    const { phone, watch } = apart();
    phone.act(edit(105));
    for (const { channel, text } of phone.takeSent()) if (channel === "userInfo") watch.receive(text, "userInfo");
    watch.take();
    watch.act(edit(110));
    for (const { channel, text } of watch.takeSent()) if (channel === "userInfo") phone.receive(text, "userInfo");
    expect(conflicts(phone)).toEqual([]);
    expect(phone.session().state.registers.value("set/squat.1/weight")).toBe(110);
  });

  test("only sets are offered: two rests made apart are settled by stamp in silence", () => {
    const pair = apart();
    pair.phone.act({ act: "rest_start", sessionId, durationMs: 60_000 });
    pair.watch.act({ act: "rest_start", sessionId, durationMs: 90_000 });
    expect(meet(pair)).toEqual({ phone: [], watch: [] });
  });

  test("a snapshot that brings the other's edit tells of it too", () => {
    const { phone, watch } = apart();
    phone.at = 60_000;
    watch.at = 70_000;
    phone.act(edit(105));
    watch.act(edit(110));
    const context = watch.takeSent().findLast(({ channel }) => channel === "applicationContext");
    phone.receive(context?.text as string, "applicationContext");
    expect(conflicts(phone)).toMatchObject([{ kept: 110, lost: 105, keptBy: watchId }]);
  });

  test("it is told once: the same packet again is a duplicate and tells nothing", () => {
    const pair = apart();
    pair.phone.act(edit(105));
    const packet = new Sender(watchId).events(new Pen(watchId).weight("squat.1", 110, { revision: 900 }));
    pair.phone.receive(packet);
    expect(conflicts(pair.phone)).toHaveLength(1);
    pair.phone.receive(packet, "userInfo");
    expect(conflicts(pair.phone)).toEqual([]);
  });

  test("the last own edit counts: an older own value is not offered", () => {
    const pair = apart();
    pair.phone.act(edit(101));
    pair.phone.act(edit(102));
    pair.phone.receive(new Sender(watchId).events(new Pen(watchId).weight("squat.1", 110, { revision: 900 })));
    expect(conflicts(pair.phone)).toMatchObject([{ kept: 110, lost: 102 }]);
  });

  test("a start that both had planned alike is no conflict", () => {
    const pair = apart();
    pair.phone.receive(new Sender(watchId).events(new Pen(watchId).started({}, { revision: 900 })));
    expect(conflicts(pair.phone)).toEqual([]);
  });
});
