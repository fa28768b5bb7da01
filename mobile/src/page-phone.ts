import { parseJson } from "@lighty/protocol";
import { RoomPhone } from "./link/room-phone.ts";
import { PageDesk } from "./relay/page-desk.ts";
import { PairedRelay, type RelayPorts } from "./relay/paired-relay.ts";
import { pair, RelayFault, standingWith } from "./relay/pairing.ts";
import { exampleRoutines } from "./routines/examples.ts";
import { Phone } from "./session/phone.ts";
import type { DeviceTime, Surroundings } from "./session/surroundings.ts";
import { IndexedDbStore } from "./store/indexed-db-store.ts";
import { openWords } from "./words/words.ts";

/** What a page is and has, handed in so that it can be told apart from the machine. */
export interface PageWorld {
  /** The relay that the page came from; a phone alone where it came from elsewhere. */
  origin: string;
  /** Of the link that the relay printed; null when an earlier visit has left its cookie. */
  token: string | null;
  /** The room to meet the watch in; the phone's own without one. */
  room: string | null;
  locale: string;
  ports: RelayPorts;
  storage: Pick<Storage, "getItem" | "setItem">;
}

/** What an entry brings along. */
export interface PageExtras extends Pick<Surroundings, "witness" | "allowsReplay"> {
  /** Told of the relay that the page was paired with, to meet its watch there. */
  paired?: (relay: PairedRelay) => void;
}

const pairedKey = "lighty-paired-relay";

/**
 * The phone on a page: its store is the browser's, its watch sits in a room of the relay that served the page. The relay brings one in when a
 * training starts and none is there, as an iPhone brings up the app on the wrist.
 */
export function openPagePhone(world: PageWorld, { paired, ...extras }: PageExtras): Phone {
  const { origin, token, locale, ports } = world;
  const mintId = () => crypto.randomUUID();
  const desk = new PageDesk(origin, ports);
  const words = openWords(locale);
  let entered: Promise<void> | null = null;
  /** Once for all, but where it failed it is tried again. */
  const enter = () => {
    entered ??= desk.enter(token).catch((error: unknown) => {
      entered = null;
      throw error;
    });
    return entered;
  };

  const relay = async () => {
    const { deviceId } = phone;
    if (deviceId === undefined) throw new Error("the phone has no id before its store is open");
    const known = (await pairingOf(world, deviceId)) ?? (await pairAnew(world, deviceId, desk, enter));
    paired?.(known);
    return known;
  };
  const link = new RoomPhone(
    { bootId: mintId(), room: world.room, relay, allowsReplay: extras.allowsReplay ?? false },
    ports,
  );
  const phone: Phone = new Phone({
    link,
    line: link.line,
    time: pageTime(mintId()),
    openStore: () => IndexedDbStore.open("lighty", mintId()),
    mintId,
    mintDeviceId: () => mintId().replaceAll("-", ""),
    startWatch: async () => {
      await enter();
      await desk.bringWatch(world.room ?? (await relay()).deviceId).catch((error: unknown) => {
        // One is there already.
        if (!(error instanceof RelayFault && error.kind === "refused")) throw error;
      });
    },
    // A page that is looked at needs no bell, and another one could not be heard.
    restBell: { ring: () => undefined, cancel: () => undefined },
    firstRun: {
      unit: /-US$/i.test(locale) ? "lb" : "kg",
      routines: (unit) => exampleRoutines(words.t("examples", { returnObjects: true }), unit),
    },
    ...extras,
  });
  return phone;
}

/**
 * The pairing of an earlier visit, if the same relay takes it still; null where there is none. Rejects with a RelayFault where the relay has sent
 * this page away since: it comes back by a link that is opened for it, and not by itself.
 */
async function pairingOf({ origin, token, ports, storage }: PageWorld, deviceId: string): Promise<PairedRelay | null> {
  const stored = parseJson(storage.getItem(pairedKey) ?? "null");
  const kept = PairedRelay.safeParse(stored.ok ? stored.value : null);
  if (!kept.success || kept.data.origin !== origin || kept.data.deviceId !== deviceId) return null;
  const fault = await standingWith(kept.data, ports);
  // One that does not answer is asked again by the link.
  if (fault === null || fault.kind === "unreachable") return kept.data;
  if (fault.kind === "revoked" && token === null) throw fault;
  return null;
}

/** A new pairing, with a code that the page may ask for by its link. Rejects with a RelayFault. */
async function pairAnew(
  { origin, ports, storage }: PageWorld,
  deviceId: string,
  desk: PageDesk,
  enter: () => Promise<void>,
): Promise<PairedRelay> {
  await enter();
  const paired = await pair({ origin, code: await desk.code() }, { deviceId, role: "phone", name: "Browser" }, ports);
  storage.setItem(pairedKey, JSON.stringify(paired));
  return paired;
}

/** A page's clocks: each load is a boot of its own. */
function pageTime(deviceBootId: string): DeviceTime {
  return {
    now: () => ({ wallMs: Date.now(), monotonicMs: Math.floor(performance.now()), deviceBootId }),
    wait: (untilMonotonicMs, run) => {
      const timer = setTimeout(run, Math.max(0, untilMonotonicMs - performance.now()));
      return () => clearTimeout(timer);
    },
  };
}
