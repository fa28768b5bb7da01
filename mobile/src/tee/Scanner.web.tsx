/** A page is paired by the link it was opened with, and by typing. */
export function Scanner(_: { onScanned(text: string): void }) {
  return null;
}
