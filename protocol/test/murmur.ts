/**
 * MurmurHash3 x86_32 once more, straight from its published description and in exact integers: slow, and independent of the one in `src`, so
 * that the two can be held against each other and both against the published answers.
 */
export function murmur32(text: string, seed: number): string {
  const bytes = new TextEncoder().encode(text);
  const wrap = (n: bigint) => BigInt.asUintN(32, n);
  const turn = (n: bigint, by: bigint) => wrap(n << by) | (wrap(n) >> (32n - by));
  const scramble = (k: bigint) => wrap(turn(wrap(k * 0xcc9e2d51n), 15n) * 0x1b873593n);
  const word = (from: number, to: number) =>
    bytes.subarray(from, to).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);

  let hash = BigInt(seed);
  const whole = bytes.length - (bytes.length % 4);
  for (let i = 0; i < whole; i += 4) hash = wrap(turn(hash ^ scramble(word(i, i + 4)), 13n) * 5n + 0xe6546b64n);
  if (whole < bytes.length) hash ^= scramble(word(whole, bytes.length));

  hash ^= BigInt(bytes.length);
  hash = wrap((hash ^ (hash >> 16n)) * 0x85ebca6bn);
  hash = wrap((hash ^ (hash >> 13n)) * 0xc2b2ae35n);
  hash ^= hash >> 16n;
  return hash.toString(16).padStart(8, "0");
}
