/**
 * Cuts the texts of the frames out of a message, without parsing them: a frame is stored as the very text it came in, and one bad frame
 * does not take the others with it. What lies between the cuts is checked here, what lies within is JSON.parse's to judge; so a message is
 * JSON exactly when it can be cut and every cut is JSON.
 */
export interface Cut {
  /** Text of the `type` member, quotes and all. */
  type: string | null;
  /** Texts of the items of the `frames` member; null when it is not there, or not an array. */
  frames: string[] | null;
}

/** Null when the text is not a JSON object, or is broken between its members. */
export function cutMessage(text: string): Cut | null {
  const cut: Cut = { type: null, frames: null };
  let i = skipSpace(text, 0);
  if (text[i] !== "{") return null;
  i = skipSpace(text, i + 1);
  if (text[i] === "}") return skipSpace(text, i + 1) === text.length ? cut : null;
  for (;;) {
    const keyEnd = text[i] === '"' ? endOfString(text, i) : -1;
    if (keyEnd < 0) return null;
    const key = text.slice(i, keyEnd);
    i = skipSpace(text, keyEnd);
    if (text[i] !== ":") return null;
    i = skipSpace(text, i + 1);
    const start = i;
    if (key === '"frames"' && text[i] === "[") {
      const items = cutArray(text, i);
      if (items === null) return null;
      cut.frames = items.texts;
      i = items.end;
    } else {
      i = endOfValue(text, i);
      if (i < 0) return null;
      if (key === '"type"') cut.type = text.slice(start, i);
    }
    i = skipSpace(text, i);
    if (text[i] === "}") return skipSpace(text, i + 1) === text.length ? cut : null;
    if (text[i] !== ",") return null;
    i = skipSpace(text, i + 1);
  }
}

function cutArray(text: string, start: number): { texts: string[]; end: number } | null {
  const texts: string[] = [];
  let i = skipSpace(text, start + 1);
  if (text[i] === "]") return { texts, end: i + 1 };
  for (;;) {
    const end = endOfValue(text, i);
    if (end < 0) return null;
    texts.push(text.slice(i, end));
    i = skipSpace(text, end);
    if (text[i] === "]") return { texts, end: i + 1 };
    if (text[i] !== ",") return null;
    i = skipSpace(text, i + 1);
  }
}

/** Where the value that begins here ends; -1 when it does not. Looks at brackets and quotes alone. */
function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== "{" && first !== "[") return endOfScalar(text, start);
  let depth = 0;
  for (let i = start; i < text.length; i++) {
    switch (text.charCodeAt(i)) {
      case 0x22:
        i = endOfString(text, i) - 1;
        if (i < 0) return -1;
        break;
      case 0x7b:
      case 0x5b:
        depth += 1;
        break;
      case 0x7d:
      case 0x5d:
        depth -= 1;
        if (depth === 0) return i + 1;
    }
  }
  return -1;
}

/** Past the closing quote; -1 when there is none. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return -1;
}

function endOfScalar(text: string, start: number): number {
  let i = start;
  while (i < text.length && !/[\s,\]}:"[{]/.test(text[i] as string)) i += 1;
  return i > start ? i : -1;
}

function skipSpace(text: string, start: number): number {
  let i = start;
  while (i < text.length && isSpace(text.charCodeAt(i))) i += 1;
  return i;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
