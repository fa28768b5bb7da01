import type { ReactNode } from "react";
import styles from "./Notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
  isBusy?: boolean;
  /** The page has a heading above it. */
  isWithin?: boolean;
}

/** What stands where there is nothing else to show: empty, loading, or gone wrong. Says what would help. */
export function Notice({ title, children, isBusy = false, isWithin = false }: NoticeProps) {
  const Heading = isWithin ? "h2" : "h1";
  return (
    <div className={styles.notice} role="status" aria-busy={isBusy}>
      <svg className={isBusy ? styles.busy : styles.mark} width="56" height="40" viewBox="0 0 56 40" aria-hidden="true">
        <path d="M4 8h48M4 32h48" stroke="var(--line-strong)" strokeWidth="2" strokeLinecap="round" />
        <path
          className={styles.crossing}
          d="M14 8L24 32M32 32L42 8"
          stroke="var(--accent)"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}
