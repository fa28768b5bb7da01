import { type Role, type SessionView, viewSession } from "@lighty/protocol";
import { memo, useRef } from "react";
import { type DeviceState, statesOf } from "../../model/device-states.ts";
import { type Touch, touchedBy } from "../../model/touched.ts";
import type { Traffic } from "../../model/traffic.ts";
import { useNow } from "../../ui/use-now.ts";
import { Agreement } from "./Agreement.tsx";
import { PhoneScreen } from "./PhoneScreen.tsx";
import styles from "./Screens.module.css";
import type { Cursor } from "./use-cursor.ts";
import { WatchScreen } from "./WatchScreen.tsx";

/** A screen, and what the entry under the cursor just changed on it. */
export interface Screen {
  /** Undefined where the device has not heard of the session, or where that is not known yet. */
  readonly view: SessionView | undefined;
  /** The entry under the cursor is still on its way: nothing can be said of the device. */
  readonly isReading: boolean;
  readonly touched: ReadonlyMap<string, Touch>;
}

const untouched: ReadonlyMap<string, Touch> = new Map();

/** Both devices as the lifter sees them, right after the entry under the cursor. */
export const Screens = memo(function Screens(props: {
  traffic: Traffic;
  version: number;
  cursor: Cursor;
  isLive: boolean;
}) {
  const { traffic, cursor, isLive } = props;
  const states = statesOf(traffic).after(cursor.index + 1);
  const reading = traffic.readings[cursor.index];
  const extraMs = useTicking(traffic, isLive && cursor.entry === null);
  const at = (reading === undefined ? 0 : traffic.timeOf(reading.entry)) + extraMs;

  const stateOf = (role: Role) => states.find((state) => state.role === role);
  const screenOf = (state: DeviceState | undefined): Screen => ({
    view: reading && state?.session && viewSession(state.session, (clockId) => traffic.readClock(clockId, at)),
    isReading: reading === undefined,
    touched:
      reading !== undefined && reading.entry.frame.observer.deviceId === state?.deviceId
        ? touchedBy(reading)
        : untouched,
  });
  const [phone, watch] = [stateOf("phone"), stateOf("watch")];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable without a mouse
    <section className={styles.screens} aria-label="Screens" tabIndex={0}>
      <h2 className={styles.title}>{titleOf(cursor.entry, isLive)}</h2>
      <div className={styles.pair}>
        <PhoneScreen screen={screenOf(phone)} />
        <div className={styles.side}>
          <WatchScreen screen={screenOf(watch)} />
          <Agreement phone={phone} watch={watch} />
        </div>
      </div>
    </section>
  );
});

function titleOf(entry: number | null, isLive: boolean): string {
  if (entry !== null) return `Both screens after entry ${entry}`;
  return isLive ? "Both screens now" : "Both screens as last heard";
}

/** A silence after which the clocks on the screens are no longer moved on: the devices may have stopped. */
const longestSilenceMs = 20_000;

/**
 * How much session time has passed since the last entry, so that timers run on between entries. A demo may train faster than real time:
 * the pace is read off the last entries.
 */
function useTicking(traffic: Traffic, isTicking: boolean): number {
  const now = useNow(250, isTicking);
  const heardAt = useRef({ length: -1, at: 0 });
  if (heardAt.current.length !== traffic.length) heardAt.current = { length: traffic.length, at: Date.now() };
  if (!isTicking) return 0;
  const silence = now - heardAt.current.at;
  return silence > longestSilenceMs ? 0 : Math.max(0, silence) * traffic.pace();
}
