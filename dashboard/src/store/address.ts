/*
 * The query of the page's address, and who hears when it becomes another. Browsers take so many changes of an address in a time and no more
 * (Chromium 200 in ten seconds and warns, Safari 100 in thirty and throws), and a hand at a slider makes more: what the page stands at is
 * kept here, and written down as often as they allow.
 */

const listeners = new Set<() => void>();

/** Changes that are written at once, and after how long one more is. */
const mostAtOnce = 20;
const oneMoreMs = 400;

/** What the page stands at and the address does not say yet. */
let unwritten: string | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let [allowance, countedAt] = [mostAtOnce, 0];

/** The query where the page stands. */
export function query(): string {
  return unwritten ?? window.location.search;
}

/** Hears of every other query. Returns what ends it. */
export function subscribe(listener: () => void): () => void {
  const moved = () => {
    drop();
    listener();
  };
  listeners.add(listener);
  window.addEventListener("popstate", moved);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("popstate", moved);
  };
}

/** Stands elsewhere; `isStep` where Back is to undo it. */
export function stand(search: string, isStep: boolean): void {
  if (isStep) {
    write();
    window.history.pushState(null, "", addressOf(search));
  } else {
    unwritten = search;
    if (allows()) write();
    else timer ??= setTimeout(write, oneMoreMs);
  }
  for (const listener of listeners) listener();
}

function allows(): boolean {
  const now = performance.now();
  allowance = Math.min(mostAtOnce, allowance + (now - countedAt) / oneMoreMs);
  countedAt = now;
  if (allowance < 1) return false;
  allowance -= 1;
  return true;
}

function write(): void {
  const search = unwritten;
  drop();
  if (search !== null) window.history.replaceState(null, "", addressOf(search));
}

function drop(): void {
  clearTimeout(timer);
  timer = undefined;
  unwritten = null;
}

function addressOf(search: string): string {
  return window.location.pathname + search;
}
