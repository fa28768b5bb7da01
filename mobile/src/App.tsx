import { Text, View } from "react-native";

/** The lifter's app. */
export function App() {
  return (
    <View role="main">
      <Text>Lighty</Text>
    </View>
  );
}
