import "./jitless.ts";
import { requireNativeModule } from "expo";
import { getIosIdForVendorAsync } from "expo-application";
import { getLocales } from "expo-localization";
import {
  cancelAllScheduledNotificationsAsync,
  requestPermissionsAsync,
  SchedulableTriggerInputTypes,
  scheduleNotificationAsync,
  setNotificationHandler,
} from "expo-notifications";
import type { AppProps } from "./App";
import { NativeLink } from "./link/native-link.ts";
import type { NativeModule } from "./link/native-module.ts";
import { NativeTime } from "./link/native-time.ts";
import type { PageExtras } from "./page-phone.ts";
import { exampleRoutines } from "./routines/examples.ts";
import { Phone } from "./session/phone.ts";
import type { RestBell } from "./session/surroundings.ts";
import { openExpoSql } from "./store/expo-sql.ts";
import { SqlStore } from "./store/sql-store.ts";
import { version } from "./version.ts";
import { openWords } from "./words/words.ts";

/** A phone that is not open yet, and what the app around it is told of where it runs. */
export type Machine = Omit<AppProps, "debug">;

/** Hermes has no `crypto`; Expo's core brings the system's own. */
declare const expo: { uuidv4(): string };

/** An iPhone. */
export function openMachine({ witness, allowsReplay = false }: PageExtras): Machine {
  const native = requireNativeModule<NativeModule>("LightyLink");
  const { languageTag: locale = "en", measurementSystem } = getLocales()[0] ?? {};
  const words = openWords(locale);
  const mintId = () => expo.uuidv4().toLowerCase();
  const link = new NativeLink(native);
  const phone = new Phone({
    link,
    line: link.line,
    time: new NativeTime(native, scriptTime),
    openStore: async () => SqlStore.open(await openExpoSql("lighty.db")),
    mintId,
    mintDeviceId: () => mintId().replaceAll("-", ""),
    deviceMark: getIosIdForVendorAsync,
    startWatch: async () => {
      // Asked once, before the first training and never within one; without Health the watch may still have its app open.
      await native.requestHealthAuth();
      await native.startWatchApp();
    },
    restBell: systemBell(words.t("rest.over")),
    firstRun: {
      unit: measurementSystem === "us" ? "lb" : "kg",
      routines: (unit) => exampleRoutines(words.t("examples", { returnObjects: true }), unit),
    },
    ...(witness === undefined ? {} : { witness }),
    allowsReplay,
  });
  return { phone, locale, version };
}

/** The clock and the timers of JavaScript. */
const scriptTime = {
  wallMs: () => Date.now(),
  schedule: (delayMs: number, run: () => void) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

/**
 * The system's notification, which rings while the app sleeps, too. The lifter is asked at the first rest that this phone alone counts, when it
 * is plain what for; it stays silent where they have not allowed it.
 */
function systemBell(title: string): RestBell {
  // Who looks at the app sees the rest end; to hear it is enough.
  const handleNotification = async () => ({
    shouldPlaySound: true,
    shouldShowBanner: false,
    shouldShowList: false,
    shouldSetBadge: false,
  });
  setNotificationHandler({ handleNotification });
  // The answer may come when the rest is over, or is another.
  let asked = 0;
  const cancel = () => {
    asked++;
    void cancelAllScheduledNotificationsAsync().catch(() => undefined);
  };
  const schedule = async (atWallMs: number) => {
    const own = asked;
    const { granted } = await requestPermissionsAsync({ ios: { allowAlert: true, allowSound: true } });
    if (!granted || own !== asked) return;
    const trigger = { type: SchedulableTriggerInputTypes.DATE, date: atWallMs } as const;
    await scheduleNotificationAsync({ content: { title, sound: true }, trigger });
  };
  return {
    ring: (atWallMs) => {
      cancel();
      void schedule(atWallMs).catch(() => undefined);
    },
    cancel,
  };
}
