import { createContext, useContext } from "react";
import { Figures } from "./figures.ts";

/** The lifter's figures; English ones where nothing was said. */
export const FiguresContext = createContext(new Figures("en"));

export function useFigures(): Figures {
  return useContext(FiguresContext);
}
