import { type WeatherKind, weatherKinds } from "@lighty/protocol/replay";
import { misuse } from "./errors.ts";

/** The kinds of weather that a text names; undefined for all. */
export function kindsOf(text: string | undefined): WeatherKind[] | undefined {
  if (text === undefined || text === "all") return undefined;
  return text.split(",").map((word) => {
    const kind = weatherKinds.find((each) => each === word.trim());
    if (kind === undefined)
      throw misuse(`there is no weather "${word}"`, `it is one or more of ${weatherKinds.join(",")}, or all`);
    return kind;
  });
}
