import type { OtherVersion } from "../model/connection.ts";
import buttons from "./Button.module.css";
import { Notice } from "./Notice.tsx";

interface RefusedProps {
  reason: string;
  version: OtherVersion | undefined;
  /** Read from a relay; else from a file. */
  isRelay: boolean;
}

/** Nothing can be read, and no retry helps: what is said of it, and what a person can do. */
export function Refused({ reason, version, isRelay }: RefusedProps) {
  if (version === undefined)
    return (
      <Notice title={isRelay ? "Not signed in" : "The file cannot be read"}>
        <p>{reason}</p>
      </Notice>
    );
  if (isRelay)
    return (
      <Notice title={version === "newer" ? "The relay is newer than this page" : "The relay is older than this page"}>
        <p>{reason}.</p>
        <p>The page that belongs to it is the one it serves now. Nothing is lost: the log is the relay's.</p>
        <button type="button" className={buttons.primary} onClick={() => window.location.reload()}>
          Load that page
        </button>
      </Notice>
    );
  return version === "newer" ? (
    <Notice title="Recorded by a newer build than this one">
      <p>{reason}.</p>
      <p>
        Bring this build up to date (<code>git pull</code>, then <code>npm start</code>) and open it again. The file is
        as it was.
      </p>
    </Notice>
  ) : (
    <Notice title="Too old for this build">
      <p>{reason}.</p>
      <p>
        Open it with the build that recorded it: check that version out and run <code>npm start</code>. The file is as
        it was.
      </p>
    </Notice>
  );
}
