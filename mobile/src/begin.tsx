import { registerRootComponent } from "expo";
import type { ReactNode } from "react";
import { App } from "./App";
import { openMachine } from "./machine";
import type { PageExtras } from "./page-phone.ts";

/** What a debug build brings along; a release nothing. */
export interface Extras extends PageExtras {
  /** Hangs into the settings. */
  debug?: ReactNode;
}

/** Mounts the app over the phone of the machine it runs on: an iPhone, or a page. */
export function begin({ debug, ...extras }: Extras = {}): void {
  const machine = openMachine(extras);
  void machine.phone.open();
  registerRootComponent(() => <App {...machine} debug={debug} />);
}
