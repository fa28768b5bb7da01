import { createInstance, type i18n } from "i18next";
import { initReactI18next } from "react-i18next";
import { de } from "./de.ts";
import { en } from "./en.ts";

export const languages = { en: { translation: en }, de: { translation: de } } as const;

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "translation";
    resources: { translation: typeof en };
  }
}

/** The app's words in the first of the machine's languages that it speaks, English where it speaks none. `locale` is a tag of BCP 47. */
export function openWords(locale: string): i18n {
  const words = createInstance();
  void words.use(initReactI18next).init({
    lng: locale,
    fallbackLng: "en",
    supportedLngs: Object.keys(languages),
    nonExplicitSupportedLngs: true,
    resources: languages,
    interpolation: { escapeValue: false },
    initAsync: false,
    react: { useSuspense: false },
  });
  return words;
}
