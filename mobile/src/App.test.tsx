import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { App } from "./App";

afterEach(cleanup);

test("the app is drawn by the same components on a page as on an iPhone", () => {
  render(<App />);
  expect(screen.getByRole("main").textContent).toContain("Lighty");
});
