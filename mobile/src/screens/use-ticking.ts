import { useEffect, useState } from "react";

const beatMs = 250;

/** What `read` says now, read again four times a second; drawn again only when it says something else. */
export function useTicking<T extends string | number | boolean | null>(read: () => T): T {
  const [, setValue] = useState<T>(read);
  useEffect(() => {
    const timer = setInterval(() => setValue(read()), beatMs);
    return () => clearInterval(timer);
  }, [read]);
  return read();
}
