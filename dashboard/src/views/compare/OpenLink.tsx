import type { ReactNode } from "react";
import type { SessionRef } from "../../model/session-ref.ts";
import { follow, searchOf, usePlace } from "../../store/url-state.ts";

/** A session, or an entry of it, a click away: also one of another import than the page reads now. */
export function OpenLink({ to, entry, children }: { to: SessionRef; entry: number | null; children: ReactNode }) {
  const place = usePlace();
  const there = { from: to.from, session: to.session, entry };
  return (
    <a href={searchOf({ ...place, ...there })} onClick={(event) => follow(event, there)}>
      {children}
    </a>
  );
}
