import { act, cleanup, fireEvent, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { draft, stage, type } from "../testing/stage.tsx";
import { NumberField, type NumberFieldProps } from "./NumberField.tsx";

function show(change: Partial<NumberFieldProps> = {}, locale = "en") {
  const onChange = vi.fn();
  const props = { name: "weight", unit: "kg", value: 81.25, step: 2.5, most: 999, onChange, ...change };
  stage(<NumberField {...props} />, { locale });
  return { onChange, field: screen.getByRole<HTMLInputElement>("textbox") };
}

test("plus and minus step on from what stands, also when that has not been drawn yet", () => {
  const { onChange } = show();
  fireEvent.click(screen.getByRole("button", { name: "More weight" }));
  fireEvent.click(screen.getByRole("button", { name: "Less weight" }));
  expect(onChange.mock.calls).toEqual([[83.75], [81.25]]);
});

test("what was typed counts once, before a tap does, and when the field goes", () => {
  const { onChange, field } = show();
  draft(field, "90");
  fireEvent.click(screen.getByRole("button", { name: "More weight" }));
  act(() => field.blur());
  expect(onChange.mock.calls).toEqual([[90], [92.5]]);
  draft(field, "70");
  cleanup();
  expect(onChange.mock.lastCall).toEqual([70]);
});

test("at its ends a button is off", () => {
  const { onChange } = show({ value: 0 });
  const less = screen.getByRole("button", { name: "Less weight" });
  expect(less.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(less);
  expect(onChange).not.toHaveBeenCalled();
});

test("a number is typed in the lifter's language and counts once the field is left", () => {
  const { onChange, field } = show({}, "de");
  expect(field.value).toBe("81,25");
  type(field, "82,5");
  expect(onChange.mock.calls).toEqual([[82.5]]);
});

test("what is no number changes nothing, and what stood is shown again", () => {
  const { onChange, field } = show();
  type(field, "heavy");
  expect(onChange).not.toHaveBeenCalled();
  expect(field.value).toBe("81.25");
});

test("a whole number is kept whole, and the most is kept to", () => {
  const { onChange, field } = show({ name: "reps", unit: "reps", value: 8, step: 1, isWhole: true, most: 50 });
  type(field, "7.9");
  type(field, "1000");
  expect(onChange.mock.calls).toEqual([[50]]);
});

test("the field says what it counts and in which unit", () => {
  expect(show().field.getAttribute("aria-label")).toBe("weight, kg");
});
