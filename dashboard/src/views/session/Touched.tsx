import type { ReactNode } from "react";
import type { Touch } from "../../model/touched.ts";
import styles from "./Touched.module.css";

interface TouchedProps {
  by: ReadonlyMap<string, Touch> | undefined;
  register: string;
  className?: string | undefined;
  children: ReactNode;
}

const titles: Record<Touch, string> = { wrote: "just written", lost: "an edit to this just lost" };

/** A value on a screen, marked when the entry under the cursor wrote it, or tried to and lost. */
export function Touched({ by, register, className, children }: TouchedProps) {
  const touch = by?.get(register);
  return (
    <span className={`${styles.value} ${className ?? ""}`} data-touch={touch} title={touch && titles[touch]}>
      {children}
    </span>
  );
}
