import "./jitless.ts";
import "./ui/tokens.css";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.tsx";
import { RelaySource } from "./source/relay-source.ts";
import { signIn } from "./source/sign-in.ts";
import { SourceContext } from "./store/source.ts";
import { restoreTheme } from "./ui/ThemeSwitch.tsx";

restoreTheme();

const address = {
  hash: window.location.hash,
  clearFragment: () => window.history.replaceState(null, "", window.location.pathname + window.location.search),
};
const refusal = await signIn(address, window.fetch.bind(window));
const source = new RelaySource(window.location.href);
// The feed says what changed; asking again on focus would only repeat it.
const client = new QueryClient({ defaultOptions: { queries: { refetchOnWindowFocus: false, retry: 2 } } });

createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <SourceContext value={source}>
        <App refusal={refusal} />
      </SourceContext>
    </QueryClientProvider>
  </StrictMode>,
);
