import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";

/** What the lifter has read and need not see again while the app runs, by the names of what it was about. */
interface Read {
  isRead(name: string): boolean;
  read(name: string): void;
}

const ReadContext = createContext<Read>({ isRead: () => false, read: () => undefined });

/** One for all screens: what was read on one is not shown on another. */
export function ReadProvider({ children }: { children: ReactNode }) {
  const [names, setNames] = useState<ReadonlySet<string>>(new Set());
  const read = useCallback((name: string) => setNames((before) => new Set([...before, name])), []);
  const told = useMemo(() => ({ isRead: (name: string) => names.has(name), read }), [names, read]);
  return <ReadContext value={told}>{children}</ReadContext>;
}

export function useRead(): Read {
  return useContext(ReadContext);
}
