import { labelOf } from "../../model/label.ts";
import type { Traffic } from "../../model/traffic.ts";
import buttons from "../../ui/Button.module.css";

interface EntryLinkProps {
  entry: number;
  traffic: Traffic;
  /** Whether to say what the entry is, beside its number. */
  isTold?: boolean;
  select(entry: number): void;
}

/** Another entry, a click away. */
export function EntryLink({ entry, traffic, isTold = false, select }: EntryLinkProps) {
  const reading = traffic.reading(entry);
  const label = reading && isTold ? `: ${labelOf(reading.body, traffic.names).text}` : "";
  return (
    <button type="button" className={buttons.link} onClick={() => select(entry)}>
      entry {entry}
      {label}
    </button>
  );
}
