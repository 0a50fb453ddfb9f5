import { expect, test } from "vitest";

import { rateOf } from "../src/cine";
import { inOrder } from "../src/prefetch";
import { PRESETS, autoWindow, fromRange, nameOf, scaled } from "../src/presets";

const ds = (value: number) => ({ vr: "DS", Value: [value] });

test("every preset is known by its name again", () => {
  expect(Object.values(PRESETS).map(nameOf)).toEqual(Object.keys(PRESETS));
});

test("narrower and wider keep the centre, and a window is never empty", () => {
  expect(scaled({ width: 400, centre: 40 }, 0.5)).toEqual({ width: 200, centre: 40 });
  expect(scaled({ width: 1, centre: 40 }, 0.5).width).toBe(1);
});

test("the automatic window spans what most of the image spans", () => {
  const image = { columns: 100, rows: 100, at: (_: number, row: number) => (row === 50 ? 9999 : row) };

  expect(autoWindow(image)).toEqual(fromRange(1, 99));
});

test("a film runs as fast as its header says, else ten images a second", () => {
  expect(rateOf({ "00181063": ds(40) })).toBe(25);
  expect(rateOf({ "00180040": ds(15), "00181063": ds(40) })).toBe(15);
  expect(rateOf({})).toBe(10);
});

test("images ahead are fetched before those behind, and all of them once", () => {
  expect(inOrder(6, 2)).toEqual([2, 3, 1, 4, 0, 5]);
});
