import type { Action } from "./action.ts";
import styles from "./Sheet.module.css";
import { Sheet } from "./Sheet.tsx";

/** Every key of a view. */
export function HelpSheet({ actions, close }: { actions: readonly Action[]; close(): void }) {
  const groups = [...new Set(actions.map(({ group }) => group))];
  const hasTimeline = groups.includes("Timeline");
  return (
    <Sheet name="Keys" close={close}>
      <h2 className={styles.title}>Keys</h2>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {actions
                .filter((action) => action.group === group)
                .map(({ title, keys }) => (
                  <div key={title}>
                    <dt>
                      {keys.map((key) => (
                        <kbd key={key}>{keyText(key)}</kbd>
                      ))}
                    </dt>
                    <dd>{title}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={styles.foot}>
        <kbd>Ctrl</kbd> or <kbd>⌘</kbd> <kbd>K</kbd> all actions by name · <kbd>?</kbd> these keys
        {hasTimeline && " · the wheel zooms the timeline, sideways it scrolls"} · <kbd>Esc</kbd> closes this
      </p>
    </Sheet>
  );
}

const names: Record<string, string> = {
  " ": "Space",
  ArrowDown: "↓",
  ArrowUp: "↑",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageDown: "Page ↓",
  PageUp: "Page ↑",
  Escape: "Esc",
};

/** A key as it is printed on a keyboard. */
export function keyText(key: string): string {
  return names[key] ?? key;
}
