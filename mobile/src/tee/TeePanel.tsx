import { useState, useSyncExternalStore } from "react";
import { Platform, StyleSheet, View } from "react-native";
import { typedInvitation } from "../relay/invitation.ts";
import { Button } from "../ui/Button.tsx";
import { FigureRow } from "../ui/Card.tsx";
import { Choice } from "../ui/Choice.tsx";
import { space } from "../ui/look.tsx";
import { Text } from "../ui/Text.tsx";
import { TextField } from "../ui/TextField.tsx";
import type { TeeDesk, TeeView } from "./tee-desk.ts";

const standing: Record<TeeView["state"], string> = {
  idle: "not connected",
  connecting: "connecting",
  greeting: "connecting",
  open: "connected",
  waiting: "waiting to try again",
};

/** What a developer sees of the tee, in the settings of a debug build. It is in English: no lifter ever sees it. */
export function TeePanel({ desk }: { desk: TeeDesk }) {
  const view = useSyncExternalStore(
    (listener) => desk.subscribe(listener),
    () => desk.view(),
  );
  const [said, setSaid] = useState<string | null>(null);
  const attempt = (run: () => Promise<void>, done: string) => {
    run().then(
      () => setSaid(done),
      (error: Error) => setSaid(error.message),
    );
  };
  const { relay, invitation, counts, brought, fault } = view;
  return (
    <View style={styles.panel}>
      <FigureRow
        name="Relay"
        figure={relay?.origin ?? "none"}
        note={relay === null ? undefined : standing[view.state]}
      />
      {fault !== null && <Text tone="danger">{fault}</Text>}
      {fault !== null && relay !== null && !isHere(relay.origin) && (
        <Text kind="small" tone="muted">
          iOS asks once whether this app may reach devices on the local network, and does not tell the app what was
          answered. Settings, Privacy and Security, Local Network has the switch.
        </Text>
      )}
      {relay?.fingerprint !== undefined && <FigureRow name="Key, SHA-256" figure={relay.fingerprint} />}
      <FigureRow
        name="Frames"
        figure={`${counts.landed} of ${counts.recorded} landed`}
        note={`${counts.held} held, ${counts.dropped} dropped, ${brought} brought for the watch`}
      />
      {view.isHealthRedacted && (
        <Text kind="small" tone="muted">
          The relay asks for health values to stay out: its line is open to the network.
        </Text>
      )}
      {invitation !== null && (
        <>
          <Text>A link asks to pair this phone with {invitation.origin}.</Text>
          <Button
            label="Pair with it"
            manner="primary"
            onPress={() => attempt(() => desk.pair(invitation), "Paired.")}
          />
          <Button label="Not now" manner="quiet" onPress={() => desk.decline()} />
        </>
      )}
      {relay === null ? (
        <Pairing desk={desk} attempt={attempt} />
      ) : (
        <Button label="Forget this relay" manner="quiet" onPress={() => desk.forget()} />
      )}
      <Switch
        name="Captures may be played to this phone, from its next start on"
        isOn={view.allowsReplay}
        onChange={(isOn) => desk.allowReplay(isOn)}
      />
      <Switch
        name="Health values are told as they are, from its next start on"
        isOn={view.includesHealth}
        onChange={(isOn) => desk.includeHealth(isOn)}
      />
      <Button label="Send capture" onPress={() => attempt(() => desk.sendCapture(), "The capture was handed over.")} />
      {said !== null && <Text role="status">{said}</Text>}
    </View>
  );
}

function Switch({ name, isOn, onChange }: { name: string; isOn: boolean; onChange(isOn: boolean): void }) {
  return (
    <Choice<"no" | "yes">
      name={name}
      value={isOn ? "yes" : "no"}
      options={[
        { value: "no", label: "No", spoken: "No" },
        { value: "yes", label: "Yes", spoken: "Yes" },
      ]}
      onChange={(value) => onChange(value === "yes")}
    />
  );
}

interface PairingProps {
  desk: TeeDesk;
  attempt(run: () => Promise<void>, done: string): void;
}

function Pairing({ desk, attempt }: PairingProps) {
  const [address, setAddress] = useState("");
  const [code, setCode] = useState("");
  const pair = (invitation: ReturnType<typeof typedInvitation>) =>
    attempt(async () => {
      if (invitation === null)
        throw new Error("That is no invitation: an address like 192.168.1.20:7788 and a code of 8 or 24 letters.");
      await desk.pair(invitation);
    }, "Paired.");
  return (
    <>
      {Platform.OS === "ios" && (
        <Text kind="small" tone="muted">
          Point the iPhone's camera at the relay's code and open what it finds, or type:
        </Text>
      )}
      <Text tone="muted">Relay</Text>
      <TextField name="Address of the relay" value={address} most={200} onChange={setAddress} />
      <Text tone="muted">Code</Text>
      <TextField name="Code that the relay shows" value={code} most={40} onChange={setCode} />
      <Button label="Pair" manner="primary" onPress={() => pair(typedInvitation(address, code))} />
    </>
  );
}

/** A relay on this very machine is behind no permission. */
function isHere(origin: string): boolean {
  return /^https?:\/\/(localhost|127\.|\[::1\])/.test(origin);
}

const styles = StyleSheet.create({ panel: { gap: space.medium } });
