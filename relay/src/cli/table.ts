import { stripVTControlCharacters } from "node:util";
import type { Terminal } from "./terminal.ts";

/** Columns as wide as their widest cell, under a head; cells may be painted. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], terminal: Terminal): string {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => widthOf(row[column] ?? ""))));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => `${cell}${" ".repeat((widths[column] ?? 0) - widthOf(cell))}`)
      .join("  ")
      .trimEnd();
  return [terminal.paint("bold", line(heads)), ...rows.map(line)].join("\n");
}

function widthOf(cell: string): number {
  return [...stripVTControlCharacters(cell)].length;
}
