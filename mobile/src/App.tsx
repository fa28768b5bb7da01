import { type ReactNode, useMemo } from "react";
import { I18nextProvider } from "react-i18next";
import { SafeAreaProvider } from "react-native-safe-area-context";
import { PhoneContext } from "./screens/phone.ts";
import { Shell } from "./screens/Shell.tsx";
import type { Phone } from "./session/phone.ts";
import { LookProvider } from "./ui/look.tsx";
import { Figures } from "./words/figures.ts";
import { FiguresContext } from "./words/use-figures.ts";
import { openWords } from "./words/words.ts";

export interface AppProps {
  phone: Phone;
  /** The machine's language, a tag of BCP 47. */
  locale: string;
  version: string;
  /** By how much the app enlarges its own text: a browser's size of type. The system of an iPhone does it by itself. */
  textScale?: number;
  /** What a debug build hangs into the settings; nothing in a release. */
  debug?: ReactNode;
}

/** The lifter's app, over a phone that somebody else opens. */
export function App({ phone, locale, version, textScale = 1, debug }: AppProps) {
  const words = useMemo(() => openWords(locale), [locale]);
  const figures = useMemo(() => new Figures(locale), [locale]);
  return (
    <SafeAreaProvider>
      <I18nextProvider i18n={words}>
        <FiguresContext value={figures}>
          <LookProvider textScale={textScale}>
            <PhoneContext value={phone}>
              <Shell version={version} debug={debug} />
            </PhoneContext>
          </LookProvider>
        </FiguresContext>
      </I18nextProvider>
    </SafeAreaProvider>
  );
}
