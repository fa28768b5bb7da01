import { useState } from "react";
import styles from "./Button.module.css";

const key = "lighty.theme";
type Theme = "dark" | "light";

function chosen(): Theme | null {
  const stored = localStorage.getItem(key);
  return stored === "dark" || stored === "light" ? stored : null;
}

function wear(theme: Theme | null): void {
  if (theme === null) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

/** Wears the theme chosen earlier; without a choice the page follows the system. */
export function restoreTheme(): void {
  wear(chosen());
}

/** Switches between dark and light; choosing what the system has anyway goes back to following it. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(chosen);
  const system: Theme = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const next: Theme = (theme ?? system) === "dark" ? "light" : "dark";

  function change() {
    const choice = next === system ? null : next;
    if (choice === null) localStorage.removeItem(key);
    else localStorage.setItem(key, choice);
    wear(choice);
    setTheme(choice);
  }

  return (
    <button
      type="button"
      className={styles.icon}
      onClick={change}
      title={`Switch to ${next}`}
      aria-label={`Switch to ${next}`}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="5.4" fill="none" stroke="currentColor" strokeWidth="1.3" />
        <path d="M8 2.6a5.4 5.4 0 0 1 0 10.8Z" fill="currentColor" />
      </svg>
    </button>
  );
}
