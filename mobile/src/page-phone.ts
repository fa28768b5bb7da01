import { RoomPhone } from "./link/room-phone.ts";
import { PageDesk } from "./relay/page-desk.ts";
import { PairedRelay, type RelayPorts } from "./relay/paired-relay.ts";
import { pair, proofFor, RelayFault } from "./relay/pairing.ts";
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
  const entered = desk.enter(token);
  // Whoever needs the desk hears of it; a phone alone trains as well.
  entered.catch(() => undefined);
  const words = openWords(locale);

  const relay = async () => {
    await entered;
    const known = await pairedWith(world, desk, () => phone.deviceId);
    paired?.(known);
    return known;
  };
  const phone: Phone = new Phone({
    link: new RoomPhone(
      { bootId: mintId(), room: world.room, relay, allowsReplay: extras.allowsReplay ?? false },
      ports,
    ),
    time: pageTime(mintId()),
    openStore: () => IndexedDbStore.open("lighty", mintId()),
    mintId,
    mintDeviceId: () => mintId().replaceAll("-", ""),
    startWatch: async () => {
      await entered;
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

/** The pairing of an earlier visit, if the same relay answers there still; else a new one, with a code that the page may ask for. */
async function pairedWith(
  { origin, ports, storage }: PageWorld,
  desk: PageDesk,
  deviceIdNow: () => string | undefined,
): Promise<PairedRelay> {
  const deviceId = deviceIdNow();
  if (deviceId === undefined) throw new Error("the phone has no id before its store is open");
  const kept = PairedRelay.safeParse(JSON.parse(storage.getItem(pairedKey) ?? "null"));
  if (kept.success && kept.data.origin === origin && kept.data.deviceId === deviceId) {
    const isKnown = await proofFor(kept.data, ports).then(
      () => true,
      (error: unknown) => error instanceof RelayFault && error.kind === "unreachable",
    );
    if (isKnown) return kept.data;
  }
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
