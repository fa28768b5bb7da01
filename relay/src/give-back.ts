/**
 * Gives back at once what nobody reads any more. A collector sees the little objects that lie around such bytes and no hurry: until it comes, megabytes of them
 * wait, and the process grows to the most that ever did.
 */
export function giveBack(bytes: ArrayBufferLike): void {
  (bytes as ArrayBuffer & { transfer(byteLength: number): ArrayBuffer }).transfer(0);
}
