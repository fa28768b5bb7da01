import { isId } from "@lighty/protocol";
import { quote } from "./json-bytes.ts";

const longestId = 64;
const digestLength = 16;

/** Letters that an id may have, that it may begin with, and those of a digest. */
const isIdByte = tableOf((letter) => isId(`a${letter}`));
const isFirstIdByte = tableOf(isId);
const isHexByte = tableOf((letter) => /^[0-9a-f]$/.test(letter));

function tableOf(holds: (letter: string) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => Number(holds(String.fromCharCode(code))));
}

/** Past an id that nobody looks at again; -1 when it is none. */
export function pastId(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== quote || isFirstIdByte[bytes[start + 1] as number] !== 1) return -1;
  let i = start + 2;
  while (isIdByte[bytes[i] as number] === 1) i += 1;
  return bytes[i] === quote && i - start <= longestId + 1 ? i + 1 : -1;
}

/** Past the digest of a state; -1 when it is none. */
export function pastDigest(bytes: Uint8Array, start: number): number {
  if (bytes[start] !== quote) return -1;
  const end = start + 1 + digestLength;
  for (let i = start + 1; i < end; i++) if (isHexByte[bytes[i] as number] !== 1) return -1;
  return bytes[end] === quote ? end + 1 : -1;
}
