import { Agenda, type OpenEngine } from "@lighty/protocol/sim";
import { agendaNow, SeatedDevice } from "../src/devices/seated-device.ts";
import { RealTime } from "../src/real-time.ts";

export interface Seat {
  at: { host: string; token: string };
  role?: "phone" | "watch";
  allowsReplay?: boolean;
  open?: OpenEngine;
}

/** A device in room gym, over real sockets, that tees. */
export async function seat({ at, role = "watch", allowsReplay = true, open }: Seat) {
  const agenda = new Agenda();
  const time = new RealTime(agenda, 1);
  let joined: () => void = () => {};
  const isIn = new Promise<void>((resolve) => {
    joined = resolve;
  });
  const seated = new SeatedDevice({
    ...{ role, deviceId: `${role}0001`, room: "gym", build: "test", agenda, time, isInRealTime: true, allowsReplay },
    link: { url: `ws://${at.host}/v1/link`, token: at.token },
    tee: { url: `ws://${at.host}/v1/tee`, token: at.token },
    changed: (state) => state === "joined" && joined(),
    ...(open === undefined ? {} : { open }),
  });
  time.begin(agendaNow());
  seated.start();
  await isIn;
  const leave = () => {
    seated.stop();
    time.stop();
  };
  return { seated, time, leave };
}
