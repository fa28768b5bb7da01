/** Texts of one generation; there are two, so that what was read last is still there when room is made. */
const mostTexts = 512;
const mostCharacters = 1_048_576;

/**
 * What was read out of texts lately. A packet is met where it was sent and, a moment later, where it was received: it is read once, and both are
 * given the very same reading, so nobody may change it. [PKT-2]
 */
export class Readings<T extends object> {
  readonly #read: (text: string) => T;
  #young = new Map<string, T>();
  #old = new Map<string, T>();
  #characters = 0;

  constructor(read: (text: string) => T) {
    this.#read = read;
  }

  of(text: string): T {
    const known = this.#young.get(text) ?? this.#old.get(text);
    if (known !== undefined) return known;
    const reading = this.#read(text);
    if (this.#young.size >= mostTexts || this.#characters + text.length > mostCharacters) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#characters = 0;
    }
    this.#young.set(text, reading);
    this.#characters += text.length;
    return reading;
  }
}
