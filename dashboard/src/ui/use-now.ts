import { useEffect, useState } from "react";

/** The time of day, read anew so often; as it was when nobody counts. Milliseconds. */
export function useNow(everyMs: number, isCounting = true): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    if (!isCounting) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs, isCounting]);
  return now;
}
