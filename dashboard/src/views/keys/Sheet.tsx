import { type ReactNode, useEffect, useRef } from "react";
import styles from "./Sheet.module.css";

interface SheetProps {
  name: string;
  close(): void;
  /** As wide as a few sentences. */
  isNarrow?: boolean;
  children: ReactNode;
}

/** A sheet before the page; Escape and a click beside it close it, and what had the keyboard has it again. */
export function Sheet({ name, close, isNarrow = false, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard closes it with Escape
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-narrow={isNarrow}
      aria-label={name}
      onCancel={close}
      onClick={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      {children}
    </dialog>
  );
}
