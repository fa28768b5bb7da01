import { useCallback, useEffect, useState } from "react";
import type { Changes, Invitation } from "../../model/desk.ts";
import type { Device } from "../../model/devices.ts";
import { stopwatch } from "../../model/time.ts";
import { useChange, useChanges } from "../../store/desk.ts";
import buttons from "../../ui/Button.module.css";
import { useNow } from "../../ui/use-now.ts";
import styles from "./DevicesView.module.css";
import { QrCode } from "./QrCode.tsx";
import { ReadOnly } from "./ReadOnly.tsx";

interface PairPanelProps {
  devices: readonly Device[];
  isOpen: boolean;
  open(isOpen: boolean): void;
}

/** Takes a device in: a code to scan or to type, for as long as it is good. */
export function PairPanel({ devices, isOpen, open }: PairPanelProps) {
  const changes = useChanges();
  return (
    <section className={styles.panel} aria-labelledby="pair">
      <h2 id="pair">Pair a device</h2>
      {changes === null && <ReadOnly what="pair a device" command="lighty pair" />}
      {changes != null &&
        (isOpen ? (
          <Inviting changes={changes} devices={devices} close={() => open(false)} />
        ) : (
          <>
            <p className={styles.plain}>
              A paired device has a token of its own: it brings its frames, reads nothing, and can be sent away alone.
            </p>
            <button type="button" className={buttons.primary} onClick={() => open(true)}>
              Show a pairing code
            </button>
          </>
        ))}
    </section>
  );
}

function Inviting({ changes, devices, close }: { changes: Changes; devices: readonly Device[]; close(): void }) {
  const [invitation, setInvitation] = useState<(Invitation & { before: ReadonlyMap<string, number> }) | null>(null);
  const before = new Map(
    devices.flatMap(({ deviceId, paired }) => (paired ? [[deviceId, paired.pairedAt] as const] : [])),
  );
  const inviting = useChange(
    useCallback(
      async (known: ReadonlyMap<string, number>) => setInvitation({ ...(await changes.invite()), before: known }),
      [changes],
    ),
  );
  const { run, refusal } = inviting;
  // biome-ignore lint/correctness/useExhaustiveDependencies: one code when it opens, whatever is rendered anew
  useEffect(() => {
    void run(before);
  }, []);
  const now = useNow(500, invitation !== null);

  if (refusal !== null)
    return (
      <p className={styles.refusal} role="alert">
        {refusal}
      </p>
    );
  if (invitation === null)
    return (
      <p className={styles.plain} role="status">
        Asking for a code
      </p>
    );
  const taken = devices.find(
    ({ deviceId, paired }) =>
      paired !== undefined && !paired.isRevoked && paired.pairedAt !== invitation.before.get(deviceId),
  );
  if (taken !== undefined)
    return (
      <div role="status">
        <p className={styles.done}>
          <b>{taken.name}</b> is paired, as {taken.deviceId}.
        </p>
        <button type="button" className={buttons.button} onClick={close}>
          Done
        </button>
      </div>
    );
  const left = Math.ceil((invitation.expiresAt - now) / 1_000);
  if (left <= 0)
    return (
      <div role="status">
        <p className={styles.plain}>The code has expired; nobody can pair with it any more.</p>
        <button type="button" className={buttons.primary} onClick={() => void run(before)}>
          Another code
        </button>
      </div>
    );
  const { relay, fingerprint, isOwn } = readLink(invitation.link);
  return (
    <div className={styles.invitation}>
      <QrCode text={invitation.link} label={`Pairing code ${invitation.code} as a QR code`} />
      <p className={styles.code} data-testid="code">
        {invitation.code}
      </p>
      <p className={styles.countdown}>good for one device, {stopwatch(left)} more</p>
      <div className={styles.steps}>
        <p>
          Point the phone's own camera at it, or in the debug app, under <b>Settings, For developers</b>, type the code
          as <b>Code</b> and <code>{relay}</code> as <b>Relay</b>.
        </p>
        {fingerprint !== null && (
          <p>
            Its line is encrypted by the key <code className={styles.print}>{fingerprint}</code>, which the device pins.
          </p>
        )}
      </div>
      {isOwn && (
        <p className={styles.plain}>
          That address is this machine's own: a simulator or a browser here reaches it. For a phone start the relay with{" "}
          <code>--lan --tls</code>.
        </p>
      )}
      <button type="button" className={buttons.button} onClick={close}>
        Put the code away
      </button>
    </div>
  );
}

/** What a pairing link holds beside its code. */
export function readLink(link: string): { relay: string; fingerprint: string | null; isOwn: boolean } {
  const query = new URLSearchParams(link.slice(link.indexOf("?") + 1));
  const relay = query.get("relay") ?? "";
  return {
    relay,
    fingerprint: query.get("fingerprint"),
    isOwn: /^https?:\/\/(localhost|127\.|\[::1\])/.test(relay),
  };
}
