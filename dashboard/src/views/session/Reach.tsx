import styles from "./Entries.module.css";

/** Pixels that Chromium makes an element high at most; others are not far from it. */
const mostPixels = 33_554_428;

/** Height of a row of the list, in pixels. */
export const rowHeight = 28;

/** Rows that a list can show, which is as high as all of them. */
export const mostRows = Math.floor(mostPixels / rowHeight);

/** Says where a list ends that cannot reach its last rows, and what leads to those; nothing of any other list. */
export function Reach({ count }: { count: number }) {
  if (count <= mostRows) return null;
  return (
    <p className={styles.reach}>
      A browser shows {mostRows.toLocaleString("en")} rows of a list and no more. A filter brings the later ones into
      reach; timeline, slider and screens have them all.
    </p>
  );
}
