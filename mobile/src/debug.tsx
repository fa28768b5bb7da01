import { begin } from "./begin";
import { teeWorld } from "./debug-world";
import { TeePanel } from "./tee/TeePanel.tsx";
import { TeeDesk } from "./tee/tee-desk.ts";

// Only this entry brings the tee, and only a debug build has this entry.
const desk = new TeeDesk(teeWorld());

begin({
  witness: desk,
  allowsReplay: desk.allowsReplay,
  paired: (relay) => desk.adopt(relay),
  debug: <TeePanel desk={desk} />,
});
