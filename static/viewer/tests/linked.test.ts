import { expect, test } from "vitest";

import type { Plane } from "../src/geometry";
import { Link, type Reel } from "../src/linked";

const axial = (z: number): Plane => ({
  position: [0, 0, z], row: [1, 0, 0], column: [0, 1, 0], spacing: [1, 1],
});
const reel = (frameOfReference: string, ...heights: number[]): Reel => ({
  frameOfReference, planes: heights.map(axial),
});

test("in one frame of reference the nearest slice in the patient is shown", () => {
  const link = new Link([reel("a", 0, 1, 2, 3, 4, 5, 6), reel("a", 6, 3, 0)], [0, 0]);

  expect(link.inPatient).toBe(true);
  expect([0, 2, 6].map((n) => link.follow(0, n))).toEqual([2, 1, 0]);
  expect(link.follow(1, 1)).toBe(3);
});

test("another examination follows in millimetres, from where the two were linked", () => {
  const link = new Link([reel("a", 0, 5, 10, 15), reel("b", 100, 102.5, 105, 107.5, 110)], [1, 0]);

  expect(link.inPatient).toBe(false);
  expect(link.follow(0, 2)).toBe(2);
  expect(link.follow(1, 4)).toBe(3);
});

test("images without a place follow by their number", () => {
  const bare = (count: number): Reel => ({ frameOfReference: "", planes: Array(count).fill(null) });
  const link = new Link([bare(10), bare(4)], [3, 1]);

  expect([link.follow(0, 4), link.follow(0, 9), link.follow(1, 0)]).toEqual([2, 3, 2]);
});

test("slices that cross each other follow by their number, too", () => {
  const sagittal: Plane = { position: [7, 0, 0], row: [0, 1, 0], column: [0, 0, -1], spacing: [1, 1] };
  const link = new Link([reel("a", 0, 1), { frameOfReference: "a", planes: [sagittal, sagittal] }], [0, 0]);

  expect([link.inPatient, link.follow(0, 1)]).toEqual([false, 1]);
});
