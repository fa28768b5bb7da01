/** Tests live in a time of their own: nothing is too old for them. */
export const keepAll = { ageMs: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
