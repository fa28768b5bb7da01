/** Findings that bad weather alone brings about between honest devices, and why: nobody was wrong. Each occurs in some honest schedule. */
export const weatherly = {
  drift: "what is held up on its way for long is brought by a snapshot first, which heals whoever was behind",
  queue_age: "whoever is out of range for two minutes waits for two minutes, which is all that it says",
  reachable_but_failing: "the simulated link, like the real one, calls a peer reachable for a while after it has gone",
  silent_user_info: "a queue that is held up looks like one that delivers nothing, until the first transfer comes",
  stale_health: "a device says hello in a live session while it has had no new reading for a minute",
} as const;

/** The same in a room of a relay, where a device that is back says again what the room had not confirmed. [ROOM-3] */
export const weatherlyInRooms: readonly string[] = [...Object.keys(weatherly), "retry_storm"];
