/** Something the reader can do, by its keys or by its name. */
export interface Action {
  readonly title: string;
  readonly group: "Move" | "Timeline" | "Look" | "Keep" | "Change" | "Go";
  /** As the browser names them; the first is the one to learn. */
  readonly keys: readonly string[];
  run(): void;
}

export function action(group: Action["group"], title: string, keys: readonly string[], run: () => void): Action {
  return { group, title, keys, run };
}

/** Clicks what a key stands for. What is not there is something that cannot be done here. */
export function press(selector: string): () => void {
  return () => document.querySelector<HTMLElement>(selector)?.click();
}
