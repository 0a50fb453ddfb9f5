import { expect, test } from "vitest";

import type { Plane } from "../src/geometry";
import { isVolume, throughPoint } from "../src/volume";

const axial = (z: number): Plane => ({
  position: [0, 0, z], row: [1, 0, 0], column: [0, 1, 0], spacing: [1, 1],
});

test("parallel slices evenly apart are a volume, in whichever order they come", () => {
  expect(isVolume([0, 2, 4, 6].map(axial))).toBe(true);
  expect(isVolume([6, 0, 4, 2].map(axial))).toBe(true);
});

test("three slices, a hole, one slice twice, a turn or a film without a place are none", () => {
  expect(isVolume([0, 2, 4].map(axial))).toBe(false);
  expect(isVolume([0, 2, 4, 8, 10].map(axial))).toBe(false);
  expect(isVolume([0, 0, 0, 0].map(axial))).toBe(false);
  expect(isVolume([axial(0), axial(1), axial(2), { ...axial(3), row: [0, 1, 0] }])).toBe(false);
  expect(isVolume([axial(0), axial(1), axial(2), null])).toBe(false);
});

test("a plane is moved along its normal only", () => {
  expect(throughPoint([5, 6, 7], [0, 0, 1], [50, 60, 70])).toEqual([5, 6, 70]);
});
