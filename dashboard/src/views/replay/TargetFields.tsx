import { type Plan, type Target, targets } from "../../model/replay.ts";
import styles from "./PlanForm.module.css";

const words: Record<Target, { name: string; what: string }> = {
  headless: { name: "The law", what: "Every verdict and digest is worked out anew and compared. Needs no device." },
  swift: {
    name: "Both engines",
    what: "Swift and TypeScript are told what each device was told, digest for digest. Needs a Swift on the relay's machine.",
  },
  relay: {
    name: "The log",
    what: "Goes through the relay's gateway under names of its own, to be watched here as it comes.",
  },
  device: {
    name: "A device",
    what: "Plays the absent one of the pair to a connected debug app, and compares its answers.",
  },
};

/** Where it is played to. */
export function TargetFields({ plan, set }: { plan: Plan; set(more: Partial<Plan>): void }) {
  return (
    <fieldset>
      <legend>Where to</legend>
      <div className={styles.targets}>
        {targets.map((target) => (
          <label key={target} className={styles.target} data-chosen={plan.target === target}>
            <input type="radio" name="target" checked={plan.target === target} onChange={() => set({ target })} />
            <b>{words[target].name}</b>
            <span>{words[target].what}</span>
          </label>
        ))}
      </div>
      {plan.target === "device" && (
        <>
          <div className={styles.pair}>
            <label>
              Room
              <input
                type="text"
                placeholder="gym"
                value={plan.room}
                onChange={({ currentTarget }) => set({ room: currentTarget.value.trim().toLowerCase() })}
              />
            </label>
            <label>
              Plays the
              <select
                value={plan.as}
                onChange={({ currentTarget }) => set({ as: currentTarget.value === "watch" ? "watch" : "phone" })}
              >
                <option value="phone">phone, to a watch</option>
                <option value="watch">watch, to a phone</option>
              </select>
            </label>
          </div>
          <p className={styles.note}>
            It takes three things: this page's control; the app in that room, teeing to this relay; and a tap on the
            device itself, where its user allows replays in the debug app's settings. A release build never does.
          </p>
        </>
      )}
    </fieldset>
  );
}
