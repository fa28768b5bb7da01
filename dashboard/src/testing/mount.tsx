import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach } from "vitest";
import { App } from "../App.tsx";
import type { Desk } from "../model/desk.ts";
import { DeskContext } from "../store/desk.ts";
import { SourceContext } from "../store/source.ts";
import { ScriptedDesk } from "./scripted-desk.ts";
import type { ScriptedSource } from "./scripted-source.ts";

/** The whole app over a scripted source, in a page without layout. */
export interface Mounted {
  readonly element: HTMLElement;
  /** Text of the page as a reader takes it in. */
  text(): string;
  find(selector: string): HTMLElement;
  all(selector: string): HTMLElement[];
  button(name: string): HTMLElement;
  run(what: () => void): Promise<void>;
  click(element: Element): Promise<void>;
  press(key: string): Promise<void>;
}

const unmounts: (() => void)[] = [];

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  localStorage.clear();
  window.history.replaceState(null, "", "/");
  // A page without layout has no sizes; the list draws what fits into this one.
  for (const [name, size] of Object.entries({
    offsetHeight: 560,
    offsetWidth: 500,
    clientHeight: 560,
    clientWidth: 500,
  })) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
  }
});

afterEach(() => {
  for (const unmount of unmounts.splice(0)) unmount();
});

export async function mount(source: ScriptedSource, search = "", desk: Desk = new ScriptedDesk()): Promise<Mounted> {
  window.history.replaceState(null, "", `/${search}`);
  const element = document.body.appendChild(document.createElement("div"));
  const root = createRoot(element);
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  unmounts.push(() => {
    act(() => root.unmount());
    element.remove();
  });
  const settle = async (what: () => void) => {
    // biome-ignore lint/nursery/useAwaitThenable: React's act is a thenable of its own when what it runs is async
    await act(async () => {
      what();
      // Some frames: what streams in is taken in before a paint, on a busy machine a slice at a time.
      for (let frame = 0; frame < 5; frame++) await new Promise((resolve) => setTimeout(resolve, 18));
    });
  };
  await settle(() =>
    root.render(
      <QueryClientProvider client={client}>
        <SourceContext value={source}>
          <DeskContext value={desk}>
            <App refusal={null} />
          </DeskContext>
        </SourceContext>
      </QueryClientProvider>,
    ),
  );
  // Effects run when the first turn ends: only then is anything asked for.
  await settle(() => undefined);

  const all = (selector: string) => [...element.querySelectorAll<HTMLElement>(selector)];
  const find = (selector: string) => {
    const [first] = all(selector);
    if (first === undefined) throw new Error(`nothing in the page is ${selector}`);
    return first;
  };
  return {
    element,
    all,
    find,
    text: () => element.textContent ?? "",
    button: (name) => {
      const match = all("button").find(
        (button) => button.textContent?.includes(name) || button.getAttribute("aria-label") === name,
      );
      if (match === undefined) throw new Error(`no button is called ${name}`);
      return match;
    },
    run: settle,
    click: (target) => settle(() => target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }))),
    press: (key) =>
      settle(() => window.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }))),
  };
}
