import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import { SafeAreaProvider } from "react-native-safe-area-context";
import { LookProvider } from "../../src/ui/look.tsx";
import { Figures } from "../../src/words/figures.ts";
import { FiguresContext } from "../../src/words/use-figures.ts";
import { openWords } from "../../src/words/words.ts";
import { scenes } from "./scenes.tsx";

// One scene a page, as the address asks: ?scene=live&locale=de&text=2
const asked = new URLSearchParams(location.search);
const locale = asked.get("locale") ?? "en";
const scene = scenes[asked.get("scene") ?? ""];
document.title = Object.keys(scenes).join(" ");
document.documentElement.lang = locale;

createRoot(document.getElementById("root") as HTMLElement).render(
  <SafeAreaProvider>
    <I18nextProvider i18n={openWords(locale)}>
      <FiguresContext value={new Figures(locale, "UTC")}>
        <LookProvider textScale={Number(asked.get("text") ?? 1)}>{scene?.()}</LookProvider>
      </FiguresContext>
    </I18nextProvider>
  </SafeAreaProvider>,
);
