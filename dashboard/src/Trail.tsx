import type { ReactNode } from "react";
import styles from "./App.module.css";
import { useSourceChoice } from "./store/source.ts";
import { follow, go, type Place, searchOf, usePlace } from "./store/url-state.ts";

/** The views there are, which of them this is, and what is open in it. */
export function Trail({ title }: { title: string | null }) {
  const place = usePlace();
  const { openLab } = useSourceChoice();
  const { view, lab, session } = place;
  const isLab = view === "sessions" && lab !== null;
  const away: Partial<Place> = { session: null, entry: null, device: null, replay: null, compare: [] };
  const home: Partial<Place> = { ...away, view: "sessions", lab: null };
  return (
    <nav className={styles.trail} aria-label="You are here">
      <Item to={home} isHere={view === "sessions" && !isLab} isOpen={title !== null}>
        Sessions
      </Item>
      <Item
        to={{ ...away, view: "devices", from: null, lab: null }}
        isHere={view === "devices"}
        isOpen={title !== null}
      >
        Devices
      </Item>
      {/* What is looked at is what a replay is mostly wanted of. */}
      <Item
        to={{ ...away, view: "replay", lab: null, session: lab === null ? session : null }}
        isHere={view === "replay"}
        isOpen={title !== null}
      >
        Replay
      </Item>
      <button
        type="button"
        className={styles.view}
        data-lab
        aria-current={isLab ? (title === null ? "page" : "true") : undefined}
        onClick={() => (isLab ? go(away) : openLab("1"))}
      >
        Lab
      </button>
      {title !== null && (
        <>
          <span aria-hidden="true">/</span>
          <h1 aria-current="page">{title}</h1>
        </>
      )}
    </nav>
  );
}

interface ItemProps {
  to: Partial<Place>;
  isHere: boolean;
  /** Something in it is open, so it is the way back rather than the page. */
  isOpen: boolean;
  children: ReactNode;
}

function Item({ to, isHere, isOpen, children }: ItemProps) {
  const place = usePlace();
  return (
    <a
      className={styles.view}
      href={searchOf({ ...place, ...to }) || "?"}
      aria-current={isHere ? (isOpen ? "true" : "page") : undefined}
      onClick={(event) => follow(event, to)}
    >
      {children}
    </a>
  );
}
