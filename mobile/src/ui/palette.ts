import type { ColorSchemeName } from "react-native";

/** The colours of the dashboard's tokens.css, under the same names; what the phone adds is what a lifter's hand needs. */
export interface Palette {
  scheme: "light" | "dark";
  ground: string;
  surface: string;
  raised: string;
  /** What is chosen of a few, on `raised`. */
  chosen: string;
  line: string;
  lineStrong: string;
  text: string;
  muted: string;
  accent: string;
  accentWash: string;
  onAccent: string;
  /** A set that is done, a value that stands on both devices. */
  done: string;
  doneWash: string;
  onDone: string;
  /** A rest, a pause, what is only here so far. */
  amber: string;
  amberWash: string;
  danger: string;
  dangerWash: string;
  /** Behind a question. */
  veil: string;
}

const light: Palette = {
  scheme: "light",
  ground: "#f4f5f7",
  surface: "#ffffff",
  raised: "#eef0f3",
  chosen: "#ffffff",
  line: "#dfe3e8",
  lineStrong: "#c3cad3",
  text: "#171c23",
  muted: "#535e6b",
  accent: "#2a5bd7",
  accentWash: "#e7edfc",
  onAccent: "#ffffff",
  done: "#08694f",
  doneWash: "#e2f3ed",
  onDone: "#ffffff",
  amber: "#9a4d00",
  amberWash: "#fdf0df",
  danger: "#c2242d",
  dangerWash: "#fdeaea",
  veil: "rgba(23, 28, 35, 0.45)",
};

const dark: Palette = {
  scheme: "dark",
  ground: "#0d1014",
  surface: "#14181e",
  raised: "#1c222a",
  chosen: "#3a4451",
  line: "#262d37",
  lineStrong: "#3a4451",
  text: "#e8ecf1",
  muted: "#a0abb9",
  accent: "#84a9ff",
  accentWash: "#1b2740",
  onAccent: "#0d1014",
  done: "#48bf9c",
  doneWash: "#12291f",
  onDone: "#0d1014",
  amber: "#f79a2c",
  amberWash: "#2c2010",
  danger: "#ff7070",
  dangerWash: "#331a1b",
  veil: "rgba(0, 0, 0, 0.6)",
};

export function paletteOf(scheme: ColorSchemeName | null | undefined): Palette {
  return scheme === "dark" ? dark : light;
}
