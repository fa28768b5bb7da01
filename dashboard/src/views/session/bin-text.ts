import type { Bin } from "../../model/density.ts";
import { worstOf } from "../../model/weight.ts";
import { wordOf } from "../../ui/VerdictBadge.tsx";

/** "34 entries of the watch · 3 superseded": what a bar counts, and the worst of it. */
export function binText({ entries, words, role }: Bin): string {
  const worst = worstOf(words);
  const many = entries === 1 ? "1 entry" : `${entries} entries`;
  return worst === null ? `${many} of the ${role}` : `${many} of the ${role} · ${words[worst]} ${wordOf(worst)}`;
}
