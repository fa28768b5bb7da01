import { registerRootComponent } from "expo";
import { App } from "./App";

/** Mounts the app. What an entry hands in is all that it knows of the world: the link, the store, the machine's language. */
export function begin(): void {
  registerRootComponent(() => <App />);
}
