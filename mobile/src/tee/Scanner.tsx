import { CameraView, useCameraPermissions } from "expo-camera";
import { useState } from "react";
import { StyleSheet } from "react-native";
import { Button } from "../ui/Button.tsx";
import { Text } from "../ui/Text.tsx";

/** Reads the picture that the relay prints. The camera is asked for when it is wanted, and is off again once something was read. */
export function Scanner({ onScanned }: { onScanned(text: string): void }) {
  const [permission, ask] = useCameraPermissions();
  const [isOpen, setOpen] = useState(false);
  const open = async () => setOpen((permission?.granted ?? false) || (await ask()).granted);
  if (!isOpen) {
    return (
      <>
        <Button label="Scan the relay's code" manner="primary" onPress={() => void open()} />
        {permission?.granted === false && !permission.canAskAgain && (
          <Text tone="muted">
            The camera is switched off for this app in Settings; the address and the code can be typed.
          </Text>
        )}
      </>
    );
  }
  return (
    <CameraView
      style={styles.view}
      barcodeScannerSettings={{ barcodeTypes: ["qr"] }}
      onBarcodeScanned={({ data }) => {
        setOpen(false);
        onScanned(data);
      }}
    />
  );
}

const styles = StyleSheet.create({ view: { height: 280, borderRadius: 12, overflow: "hidden" } });
