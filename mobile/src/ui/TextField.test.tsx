import { fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draft, stage, type } from "../testing/stage.tsx";
import { TextField } from "./TextField.tsx";

function show() {
  const onChange = vi.fn();
  stage(<TextField name="Name of the routine" value="Legs" most={80} onChange={onChange} />);
  return { onChange, field: screen.getByRole<HTMLInputElement>("textbox", { name: "Name of the routine" }) };
}

test("what was typed counts once the field is left, without the spaces around it", () => {
  const { onChange, field } = show();
  type(field, "  Leg day ");
  expect(onChange.mock.calls).toEqual([["Leg day"]]);
});

test("what was typed counts when the app is laid aside in mid-word", () => {
  const { onChange, field } = show();
  draft(field, "Leg d");
  expect(onChange).not.toHaveBeenCalled();
  const hidden = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  fireEvent(document, new Event("visibilitychange"));
  hidden.mockRestore();
  expect(onChange.mock.calls).toEqual([["Leg d"]]);
});

test("nothing typed leaves what stood", () => {
  const { onChange, field } = show();
  type(field, "   ");
  expect(onChange).not.toHaveBeenCalled();
  expect(field.value).toBe("Legs");
});
