import { parseFilter } from "@lighty/protocol/filter";
import { isNarrowing, type Narrowing, noNarrowing } from "../../model/filter.ts";
import type { Listing } from "../../model/listing.ts";
import { go } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./Entries.module.css";
import { FilterField } from "./FilterField.tsx";

interface ListBarProps {
  narrowing: Narrowing;
  listing: Listing;
  devices: readonly string[];
  /** Entries keep coming: the count is for the eye then, and is not read out each time. */
  isLive: boolean;
}

/** The filter, and beside it always how much of the session it leaves out. */
export function ListBar({ narrowing, listing, devices, isLive }: ListBarProps) {
  const { count, hidden, isComplete } = listing;
  const parsed = parseFilter(narrowing.text);
  return (
    <div className={styles.bar}>
      <FilterField narrowing={narrowing} devices={devices} />
      <p className={styles.hidden} role="status" aria-live={isLive ? "off" : "polite"} data-some={hidden > 0}>
        {!isComplete && <span className={styles.searching}>searching… </span>}
        {!parsed.ok ? (
          <>
            <span className={styles.fault}>not understood at {parsed.fault.position + 1}</span> · all {count} shown
          </>
        ) : isNarrowing(narrowing) ? (
          <>
            {hidden === 1 ? "1 entry hidden" : `${hidden} entries hidden`}{" "}
            <button type="button" className={buttons.link} onClick={() => go({ narrowing: noNarrowing })}>
              show all
            </button>
          </>
        ) : (
          `all ${count}`
        )}
      </p>
    </div>
  );
}
