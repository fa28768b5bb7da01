import { useCallback } from "react";
import type { Changes } from "../../model/desk.ts";
import { orderOf, type Plan, rates, type Timing, weatherKinds } from "../../model/replay.ts";
import { useChange, useChanges } from "../../store/desk.ts";
import { go, usePlace } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import { ReadOnly } from "../devices/ReadOnly.tsx";
import styles from "./PlanForm.module.css";
import { SourceFields } from "./SourceFields.tsx";
import { TargetFields } from "./TargetFields.tsx";

const change = (plan: Plan) => (more: Partial<Plan>) => go({ plan: { ...plan, ...more } });

/** How the next replay is to be. All of it stands in the address, so a link holds a filled-in form. */
export function PlanForm() {
  const { plan } = usePlace();
  const set = change(plan);
  const changes = useChanges();
  return (
    <div className={styles.form}>
      <h1>Replay</h1>
      <SourceFields />
      <TargetFields plan={plan} set={set} />
      <fieldset>
        <legend>How fast</legend>
        <label>
          Timing
          <select
            value={String(plan.timing)}
            onChange={({ currentTarget }) => set({ timing: timingOf(currentTarget.value) })}
          >
            <option value="max">none: as fast as it goes</option>
            <option value="1">as it was recorded</option>
            {timings(plan.timing).map((rate) => (
              <option key={rate} value={rate}>
                {rate} times as fast
              </option>
            ))}
          </select>
        </label>
        <Check is={plan.startsPaused} set={(startsPaused) => set({ startsPaused })}>
          Start paused, and go on step by step
        </Check>
        <Check is={plan.loops} set={(loops) => set({ loops })}>
          Begin again at the end
        </Check>
        <Check is={plan.pausesAtFinding} set={(pausesAtFinding) => set({ pausesAtFinding })}>
          Pause where something is found
        </Check>
      </fieldset>
      <fieldset>
        <legend>How much</legend>
        <div className={styles.pair}>
          <EntryField name="From entry" at={plan.from} set={(from) => set({ from })} placeholder="first" />
          <EntryField name="To entry" at={plan.to} set={(to) => set({ to })} placeholder="last" />
        </div>
      </fieldset>
      <fieldset>
        <legend>Weather</legend>
        <Check is={plan.seed !== null} set={(isOn) => set({ seed: isOn ? "1" : null, kinds: [] })}>
          Do it again in weather
        </Check>
        {plan.seed !== null && <Weather plan={plan} set={set} />}
      </fieldset>
      {changes === null && <ReadOnly what="play something" command="lighty replay" />}
      {changes != null && <Start changes={changes} />}
    </div>
  );
}

function Weather({ plan, set }: { plan: Plan; set(more: Partial<Plan>): void }) {
  return (
    <>
      <label>
        Seed
        <input
          type="text"
          maxLength={64}
          value={plan.seed ?? ""}
          onChange={({ currentTarget }) => set({ seed: currentTarget.value })}
        />
      </label>
      <div className={styles.kinds}>
        {weatherKinds.map((kind) => {
          const isOn = plan.kinds.includes(kind);
          const kinds = isOn ? plan.kinds.filter((each) => each !== kind) : [...plan.kinds, kind];
          return (
            <button key={kind} type="button" aria-pressed={isOn} onClick={() => set({ kinds })}>
              {kind}
            </button>
          );
        })}
      </div>
      <p className={styles.note}>
        {plan.kinds.length === 0 ? "All kinds, as none is chosen. " : ""}Nothing recorded is repeated: what people did
        is done again by the real engines, and the same seed gives the same run. Its entries are its own.
      </p>
    </>
  );
}

function Start({ changes }: { changes: Changes }) {
  const { plan, session, from } = usePlace();
  const starting = useChange(
    useCallback(async () => {
      const { replayId } = await changes.play(orderOf(plan, { session, import: from }));
      go({ replay: replayId });
    }, [changes, plan, session, from]),
  );
  const isMissing = session === null && from === null;
  const isRoomless = plan.target === "device" && plan.room.trim() === "";
  return (
    <>
      {starting.refusal !== null && (
        <p className={styles.refusal} role="alert">
          {starting.refusal}
        </p>
      )}
      <button
        type="button"
        className={buttons.primary}
        data-start
        disabled={starting.isBusy || isMissing || isRoomless}
        onClick={() => void starting.run()}
      >
        {starting.isBusy ? "A moment" : isMissing ? "Choose what to play" : isRoomless ? "Name the room" : "Play it"}
      </button>
    </>
  );
}

function Check({ is, set, children }: { is: boolean; set(is: boolean): void; children: string }) {
  return (
    <label className={styles.check}>
      <input type="checkbox" checked={is} onChange={({ currentTarget }) => set(currentTarget.checked)} />
      {children}
    </label>
  );
}

interface EntryFieldProps {
  name: string;
  at: number | null;
  placeholder: string;
  set(entry: number | null): void;
}

function EntryField({ name, at, placeholder, set }: EntryFieldProps) {
  return (
    <label>
      {name}
      <input
        type="number"
        min={1}
        placeholder={placeholder}
        value={at ?? ""}
        onChange={({ currentTarget: { valueAsNumber } }) => set(valueAsNumber > 0 ? Math.floor(valueAsNumber) : null)}
      />
    </label>
  );
}

function timingOf(text: string): Timing {
  return text === "max" ? "max" : Number(text);
}

/** The rates that are offered, and the one in the address where that is another. */
function timings(now: Timing): readonly number[] {
  const offered = rates.filter((rate) => rate !== 1);
  return now === "max" || now === 1 || offered.some((rate) => rate === now) ? offered : [...offered, now];
}
