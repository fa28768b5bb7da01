import { createContext, useContext, useSyncExternalStore } from "react";
import type { Face } from "../session/face.ts";
import type { Phone } from "../session/phone.ts";

export const PhoneContext = createContext<Phone | null>(null);

export function usePhone(): Phone {
  const phone = useContext(PhoneContext);
  if (phone === null) throw new Error("a screen of the app stands within a PhoneContext");
  return phone;
}

/** All that is shown now; drawn again whenever it says something else. */
export function useFace(): Face {
  const phone = usePhone();
  return useSyncExternalStore(
    (listener) => phone.subscribe(listener),
    () => phone.face(),
  );
}
