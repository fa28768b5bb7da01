import { useChanges } from "../../store/desk.ts";
import buttons from "../../ui/Button.module.css";

/**
 * Opens the phone beside this page, where this page may change things: a phone pairs itself. It comes in by the cookie that this page came in
 * by, so no token stands in the link.
 */
export function PhoneLink() {
  if (useChanges() == null) return null;
  return (
    <a className={buttons.button} href="phone/" target="_blank" rel="noreferrer">
      Open the phone
    </a>
  );
}
