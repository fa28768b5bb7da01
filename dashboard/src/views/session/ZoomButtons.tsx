import buttons from "../../ui/Button.module.css";
import styles from "./Timeline.module.css";
import type { Zoom } from "./use-zoom.ts";

/** Closer, further, and all of it. */
export function ZoomButtons({ zoom }: { zoom: Zoom }) {
  return (
    <fieldset className={styles.zoom} aria-label="Zoom">
      <ZoomButton label="Zoom out (-)" path="M2.5 6h7" run={() => zoom.by(1 / 1.4)} />
      <ZoomButton label="Zoom in (+)" path="M2.5 6h7M6 2.5v7" run={() => zoom.by(1.4)} />
      <ZoomButton label="Whole run (w)" path="M1.5 2.5v7M10.5 2.5v7M3.5 6h5M5 4L3 6l2 2M7 4l2 2l-2 2" run={zoom.fit} />
    </fieldset>
  );
}

function ZoomButton({ label, path, run }: { label: string; path: string; run(): void }) {
  return (
    <button type="button" className={buttons.icon} aria-label={label} title={label} onClick={run}>
      <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
        <path d={path} fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinecap="round" />
      </svg>
    </button>
  );
}
