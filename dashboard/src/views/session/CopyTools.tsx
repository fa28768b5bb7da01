import { toVector } from "@lighty/protocol";
import { useEffect, useState } from "react";
import { type Before, curlOf, fixtureOf, jsonOf } from "../../model/copies.ts";
import { DeviceStates } from "../../model/device-states.ts";
import type { Reading } from "../../model/reading.ts";
import type { Traffic } from "../../model/traffic.ts";
import { useSource } from "../../store/source.ts";
import { usePlace } from "../../store/url-state.ts";
import buttons from "../../ui/Button.module.css";
import styles from "./Inspector.module.css";

/** The entry for elsewhere: as JSON, as a command, as a test. */
export function CopyTools({ reading, traffic }: { reading: Reading; traffic: Traffic }) {
  const { from } = usePlace();
  const source = useSource();
  const [said, setSaid] = useState<string | null>(null);
  const { entry } = reading;
  const { sessionId } = traffic;

  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), 2_000);
    return () => clearTimeout(timer);
  }, [said]);

  async function copy(what: string, text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      setSaid(`${what} copied`);
    } catch {
      setSaid("The browser does not let this page copy.");
    }
  }

  // Only a relay can be asked by a command; a file and the Lab are in this page alone.
  const canBeAsked = source.abilities.has("control");
  return (
    <p className={styles.copies}>
      <span>Copy as</span>
      <button type="button" className={buttons.link} onClick={() => void copy("JSON", jsonOf(entry))}>
        JSON
      </button>
      {canBeAsked && (
        <button
          type="button"
          className={buttons.link}
          onClick={() => void copy("Command", curlOf(window.location.href, from, sessionId, entry.entry))}
        >
          curl
        </button>
      )}
      <button
        type="button"
        className={buttons.link}
        onClick={() => void copy("Test", fixtureOf(entry, sessionId, heldBefore(reading, traffic)))}
      >
        test
      </button>
      <output className={styles.said}>{said}</output>
    </p>
  );
}

/** What the observer held of the session before the entry came; null where it had not heard of it. */
export function heldBefore({ entry }: Reading, traffic: Traffic): Before | null {
  const states = new DeviceStates(traffic).after(traffic.indexOf(entry.entry));
  const session = states.find(({ deviceId }) => deviceId === entry.frame.observer.deviceId)?.session;
  if (session === undefined) return null;
  const { revision, digest } = session;
  return { revision, digest, registers: session.registers.toMap(), have: toVector(session.vector) };
}
