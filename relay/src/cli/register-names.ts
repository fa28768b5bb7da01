import { exercisesOf, type RegisterMap, Registers } from "@lighty/protocol";

const fields: Readonly<Record<string, string>> = {
  weight: "the weight",
  reps: "the reps",
  isCompleted: "the tick",
  place: "the place",
  deleted: "the removal",
};

const single: Readonly<Record<string, string>> = {
  meta: "the plan",
  status: "the session's status",
  index: "the current exercise",
  run: "the running clock",
  rest: "the rest timer",
};

/** Registers as a person would point at them, "the weight of set 3 of Bench press", for a session as one of its devices holds it. */
export function registerNames(held: RegisterMap): (name: string) => string | undefined {
  const registers = new Registers();
  for (const [name, [revision, deviceId, value]] of Object.entries(held))
    registers.write(name, { revision, deviceId, value });
  const sets = new Map<string, string>();
  for (const { name, sets: own } of exercisesOf(registers)) {
    for (const [index, { setId }] of own.entries()) sets.set(setId, `set ${index + 1} of ${name}`);
  }
  return (name) => {
    const [head = "", id = "", field = ""] = name.split("/");
    return head === "set" && sets.has(id) ? `${fields[field] ?? field} of ${sets.get(id)}` : single[name];
  };
}
