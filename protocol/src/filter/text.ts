const word = /[a-z0-9\u0080-\u{10ffff}]+/gu;

/**
 * The words of a text: runs of ASCII letters and digits, in lower case, and of everything beyond ASCII, as it is. Simple enough that an
 * index of words, wherever it is kept, cuts the same. [FLT-3]
 */
export function wordsOf(text: string): string[] {
  return lowered(text).match(word) ?? [];
}

function lowered(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether a text holds words one after the other, the last of them at least as a beginning. [FLT-3] */
export function holdsWords(text: string, sought: readonly string[]): boolean {
  const last = sought.length - 1;
  // Most texts hold not even the first; that is found without cutting them up.
  const small = lowered(text);
  if (last < 0 || sought.some((each) => !small.includes(each))) return last < 0;
  const words = small.match(word) ?? [];
  return words.some((_, start) =>
    sought.every((each, i) => (i === last ? words[start + i]?.startsWith(each) : words[start + i] === each)),
  );
}
