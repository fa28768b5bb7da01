import {
  type Act,
  type Batch,
  exercisesOf,
  type Meta,
  type Notice,
  type SessionRecord,
  type Value,
} from "@lighty/protocol";
import type { News } from "./face.ts";

const newsKey = "news";

/** The newest that are kept: who has not looked at eight things does not look at the ninth. */
const kept = 8;

/**
 * What the lifter should be told. It becomes durable with the very input that brought it, so that a kill between cannot swallow a conflict.
 * [CON-1] [NOT-1]
 */
export class NewsDesk {
  readonly #mintId: () => string;
  #items: readonly News[];

  constructor(stored: ReadonlyMap<string, Value>, mintId: () => string) {
    this.#mintId = mintId;
    this.#items = (stored.get(newsKey) as unknown as readonly News[] | undefined) ?? [];
  }

  get all(): readonly News[] {
    return this.#items;
  }

  get(id: string): News | undefined {
    return this.#items.find((item) => item.id === id);
  }

  /** What of an engine's notice concerns a lifter; the rest is for whoever looks at a tee. */
  hear(notice: Notice, record: SessionRecord | undefined, deviceId: string): Batch {
    if (record === undefined) return new Map();
    const { sessionId } = record;
    const id = this.#mintId();
    if (notice.notice === "conflict") {
      const told = conflict(notice, record);
      if (told === null) return new Map();
      return this.#add({ id, sessionId, ...told, keptOn: notice.keptBy === deviceId ? "phone" : "watch" });
    }
    if (notice.notice === "session_ended_elsewhere") {
      const routineName = nameOf(record);
      return this.#add({ id, sessionId, what: "ended_elsewhere", routineName, status: notice.status });
    }
    return new Map();
  }

  tellNotDiscarded(record: SessionRecord): Batch {
    const { sessionId } = record;
    return this.#add({ id: this.#mintId(), sessionId, what: "not_discarded", routineName: nameOf(record) });
  }

  dismiss(id: string): Batch {
    return this.#put(this.#items.filter((item) => item.id !== id));
  }

  #add(item: News): Batch {
    // A second word on the same field takes the place of the first: what lost then is no longer what is to be brought back.
    const others = this.#items.filter((other) => !isSameField(other, item));
    return this.#put([...others, item].slice(-kept));
  }

  #put(items: readonly News[]): Batch {
    this.#items = items;
    return new Map([[newsKey, items as unknown as Value]]);
  }
}

/** The new edit that writes back what lost. [CON-1] */
export function rewrite(news: News): Act | null {
  if (news.what !== "conflict") return null;
  const { sessionId, setId, field, lost } = news;
  switch (field) {
    case "weight":
      return { act: "edit_set", sessionId, setId, weight: lost as number };
    case "reps":
      return { act: "edit_set", sessionId, setId, reps: lost as number };
    case "isCompleted":
      return { act: "complete_set", sessionId, setId, isCompleted: lost as boolean };
    case "deleted":
      return { act: "remove_set", sessionId, setId, deleted: lost as boolean };
  }
}

type Told = Omit<Extract<News, { what: "conflict" }>, "id" | "sessionId" | "keptOn">;

function conflict(
  { register, kept, lost }: Extract<Notice, { notice: "conflict" }>,
  { state }: SessionRecord,
): Told | null {
  const [, setId = "", field] = register.split("/");
  // Where a set stands is nobody's to decide again: both places hold it.
  if (field !== "weight" && field !== "reps" && field !== "isCompleted" && field !== "deleted") return null;
  const { registers } = state;
  const exercises = exercisesOf(registers);
  const home = exercises.find(({ sets }) => sets.some((set) => set.setId === setId));
  // A set that is gone has no number any more; its exercise is told by the plan.
  const meta = registers.value("meta") as Meta | undefined;
  const planned = meta?.exercises.find(({ sets }) => sets.some((set) => set.setId === setId));
  const setNumber = (home ?? planned)?.sets.findIndex((set) => set.setId === setId) ?? -1;
  const value = (given: Value) => (typeof given === "boolean" ? given : (given as number));
  return {
    what: "conflict",
    setId,
    exercise: (home ?? planned)?.name ?? "",
    setNumber: setNumber + 1,
    unit: meta?.unit ?? "lb",
    field,
    kept: value(kept),
    lost: value(lost),
  };
}

function nameOf({ state }: SessionRecord): string {
  return (state.registers.value("meta") as Meta | undefined)?.routineName ?? "";
}

function isSameField(a: News, b: News): boolean {
  if (a.what !== "conflict" || b.what !== "conflict") return false;
  return a.sessionId === b.sessionId && a.setId === b.setId && a.field === b.field;
}
