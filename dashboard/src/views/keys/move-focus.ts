/** What has the keyboard is where the reader is: gives it to the next of the links, or to one before; round at the ends. */
export function moveFocus(links: string, by: number): void {
  const all = [...document.querySelectorAll<HTMLElement>(links)];
  const at = all.indexOf(document.activeElement as HTMLElement);
  all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]?.focus();
}
