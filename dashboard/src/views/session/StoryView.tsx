import type { Story } from "../../model/story.ts";
import type { Traffic } from "../../model/traffic.ts";
import { VerdictBadge } from "../../ui/VerdictBadge.tsx";
import { EntryLink } from "./EntryLink.tsx";
import styles from "./Inspector.module.css";

/** A verdict with its reason, and the entries that prove it. */
export function StoryView({ story, traffic, select }: { story: Story; traffic: Traffic; select(entry: number): void }) {
  return (
    <div className={styles.story} data-verdict={story.verdict.verdict}>
      <VerdictBadge word={story.verdict.verdict} />
      <p data-testid="sentence">{story.sentence}</p>
      {story.links.map(({ why, entry }) => (
        <p key={entry} className={styles.link}>
          {why}: <EntryLink entry={entry} traffic={traffic} isTold select={select} />
        </p>
      ))}
    </div>
  );
}
