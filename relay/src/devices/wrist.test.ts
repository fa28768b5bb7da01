import { type Final, openEngine } from "@lighty/protocol";
import { Agenda, FakeLink, fairWeather, Random, SimDevice } from "@lighty/protocol/sim";
import { plan } from "@lighty/protocol/testing";
import { expect, test } from "vitest";
import { Wrist } from "./wrist.ts";

test("[EVT-8] a training that is over before the next reading still gets the watch's calories", () => {
  const agenda = new Agenda();
  const weather = fairWeather();
  const watch = new SimDevice({
    agenda,
    random: new Random("watch"),
    role: "watch",
    deviceId: "watch0001",
    weather,
    link: new FakeLink(agenda, new Random("link"), weather).watch,
    open: openEngine,
    witnesses: [new Wrist(agenda, new Random("wrist"))],
  });
  watch.start();
  watch.act({ act: "start", sessionId: "s-1", plan: plan() });
  agenda.runUntil(1_000);
  watch.act({ act: "finish", sessionId: "s-1", outcome: "none" });
  agenda.runUntil(10_000);
  const final = watch.session("s-1")?.registers.value("final/watch0001") as Final;
  expect(final.outcome).toBe("final");
  expect(final.activeEnergyKcal).toBeGreaterThan(0);
});
