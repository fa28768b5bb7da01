import { act, cleanup, fireEvent, type RenderResult, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { I18nextProvider } from "react-i18next";
import { SafeAreaProvider } from "react-native-safe-area-context";
import { afterEach } from "vitest";
import { LookProvider } from "../ui/look.tsx";
import { Figures } from "../words/figures.ts";
import { FiguresContext } from "../words/use-figures.ts";
import { openWords } from "../words/words.ts";

afterEach(cleanup);

const frame = { frame: { x: 0, y: 0, width: 390, height: 844 }, insets: { top: 47, left: 0, right: 0, bottom: 34 } };

export interface Staging {
  locale?: string;
  textScale?: number;
}

/** A screen as the app shows it: in a language, at a size of type. */
export function stage(screen: ReactNode, { locale = "en", textScale = 1 }: Staging = {}): RenderResult {
  const words = openWords(locale);
  const figures = new Figures(locale, "UTC");
  const wrapper = ({ children }: { children: ReactNode }) => (
    <SafeAreaProvider initialMetrics={frame}>
      <I18nextProvider i18n={words}>
        <FiguresContext value={figures}>
          <LookProvider textScale={textScale}>{children}</LookProvider>
        </FiguresContext>
      </I18nextProvider>
    </SafeAreaProvider>
  );
  return render(screen, { wrapper });
}

/** Types into a field and stays in it, as the finger of an iPhone does. */
export function draft(field: HTMLElement, text: string): void {
  act(() => field.focus());
  fireEvent.change(field, { target: { value: text } });
}

/** Types into a field and leaves it. */
export function type(field: HTMLElement, text: string): void {
  draft(field, text);
  act(() => field.blur());
}
