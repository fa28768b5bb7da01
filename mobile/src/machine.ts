import "./jitless.ts";
import { requireNativeModule } from "expo";
import { getIosIdForVendorAsync } from "expo-application";
import { getLocales } from "expo-localization";
import {
  cancelAllScheduledNotificationsAsync,
  SchedulableTriggerInputTypes,
  scheduleNotificationAsync,
} from "expo-notifications";
import type { AppProps } from "./App";
import { NativeLink } from "./link/native-link.ts";
import type { NativeModule } from "./link/native-module.ts";
import type { PageExtras } from "./page-phone.ts";
import { exampleRoutines } from "./routines/examples.ts";
import { Phone } from "./session/phone.ts";
import type { DeviceTime, RestBell } from "./session/surroundings.ts";
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
    time: phoneTime(mintId()),
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

/** JavaScript has no clock that goes on while the phone sleeps but the wall's; each launch counts as a boot, so what it says is compared within one. */
function phoneTime(deviceBootId: string): DeviceTime {
  const begun = Date.now();
  let last = 0;
  const monotonicMs = () => {
    last = Math.max(last, Date.now() - begun);
    return last;
  };
  return {
    now: () => ({ wallMs: Date.now(), monotonicMs: monotonicMs(), deviceBootId }),
    wait: (untilMonotonicMs, run) => {
      const timer = setTimeout(run, Math.max(0, untilMonotonicMs - monotonicMs()));
      return () => clearTimeout(timer);
    },
  };
}

/** The system's notification, which rings while the app sleeps, too. It stays silent where the lifter has not allowed it. */
function systemBell(title: string): RestBell {
  const cancel = () => void cancelAllScheduledNotificationsAsync().catch(() => undefined);
  return {
    ring: (atWallMs) => {
      cancel();
      const trigger = { type: SchedulableTriggerInputTypes.DATE, date: atWallMs } as const;
      void scheduleNotificationAsync({ content: { title, sound: true }, trigger }).catch(() => undefined);
    },
    cancel,
  };
}
