import "./jitless.ts";
import "./ui/tokens.css";
import "./ui/controls.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Root } from "./Root.tsx";
import { signIn } from "./source/sign-in.ts";
import { restoreTheme } from "./ui/ThemeSwitch.tsx";

restoreTheme();

const address = {
  hash: window.location.hash,
  clearFragment: () => window.history.replaceState(null, "", window.location.pathname + window.location.search),
};
const refusal = await signIn(address, window.fetch.bind(window));

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <Root page={window.location.href} refusal={refusal} />
  </StrictMode>,
);
