import "./jitless.ts";
import type { Machine } from "./machine";
import { openPagePhone, type PageExtras } from "./page-phone.ts";
import { worldPorts } from "./relay/paired-relay.ts";
import { version } from "./version.ts";

/** A page. What it knows of the world is its address: the relay it came from, the token in its fragment, the room. */
export function openMachine(extras: PageExtras): Machine {
  const { origin, hash, search, pathname } = window.location;
  const token = new URLSearchParams(hash.slice(1)).get("token");
  // A token does not stay where it can be read over a shoulder, or copied with the address.
  if (token !== null) window.history.replaceState(null, "", `${pathname}${search}`);
  // A printed link that is opened where the page stands already changes its fragment alone, and would let nobody in.
  window.addEventListener("hashchange", () => window.location.reload());
  const [room, locale] = [new URLSearchParams(search).get("room"), navigator.language];
  document.documentElement.lang = locale;
  const world = { origin, token, room, locale, ports: worldPorts(), storage: window.localStorage };
  // What a browser enlarges its text by: its own size of type against the usual one.
  const textScale = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return { phone: openPagePhone(world, extras), locale, version, textScale };
}
