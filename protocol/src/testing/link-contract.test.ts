import { Agenda, FakeLink, fairWeather, Random } from "../sim/index.ts";
import { describeLink } from "./link-contract.ts";

describeLink("the fake link of the simulator", async () => {
  const agenda = new Agenda();
  const { phone, watch } = new FakeLink(agenda, new Random("contract"), fairWeather());
  return {
    phone,
    watch,
    until: async (isSo) => {
      const end = agenda.now + 120_000;
      while (!isSo()) {
        if (agenda.now > end) throw new Error("it did not come true in two minutes of the link's time");
        agenda.runUntil(agenda.now + 1);
      }
    },
    end: async () => {},
  };
});
