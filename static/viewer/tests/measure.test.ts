import { expect, test } from "vitest";

import type { Pixel } from "../src/config";
import { angleOf, areaOf, cobbOf, isInside, lengthOf, statisticsOf, valueAt } from "../src/measure";

/** Four columns and three rows; the value tells where it stands. */
const image = { columns: 4, rows: 3, at: (column: number, row: number) => 10 * row + column };

test("a length knows that rows and columns may be unlike far apart", () => {
  expect(lengthOf([[0, 0], [3, 4]])).toBe(5);
  expect(lengthOf([[0, 0], [3, 2]], [2, 1])).toBe(5);
});

test("an angle is taken at the middle point, in millimetres", () => {
  expect(angleOf([[10, 0], [0, 0], [0, 5]])).toBeCloseTo(90);
  expect(angleOf([[1, 0], [0, 0], [-1, 0]])).toBeCloseTo(180);
  expect(angleOf([[1, 0], [0, 0], [1, 1]], [Math.sqrt(3), 1])).toBeCloseTo(60);
});

test("a Cobb angle does not depend on the way in which a line was drawn", () => {
  const [a, b, c, d]: Pixel[] = [[0, 0], [10, 0], [0, 20], [10, 25]];
  const expected = (Math.atan(0.5) * 180) / Math.PI;

  expect(cobbOf([a!, b!, c!, d!])).toBeCloseTo(expected);
  expect(cobbOf([b!, a!, c!, d!])).toBeCloseTo(expected);
  expect(cobbOf([a!, b!, d!, c!])).toBeCloseTo(expected);
});

test("a rectangle takes the pixels whose centre lies in it, its edge included", () => {
  expect(statisticsOf("rectangle", [[0, 0], [1, 1]], image)).toEqual({
    count: 4, mean: 5.5, sd: Math.sqrt((5.5 ** 2 + 4.5 ** 2) / 2), min: 0, max: 11,
  });
  expect(statisticsOf("rectangle", [[3.4, 2.4], [2.6, 1.6]], image)?.count).toBe(1);
});

test("an ellipse leaves out the corners of its box, and what lies beside the image", () => {
  expect(isInside("ellipse", [[0, 0], [2, 2]], [0, 0])).toBe(false);
  expect(statisticsOf("ellipse", [[0, 0], [2, 2]], image)?.count).toBe(5);
  expect(statisticsOf("ellipse", [[-20, -20], [-10, -10]], image)).toBeNull();
});

test("a freehand outline is a closed polygon", () => {
  const triangle: Pixel[] = [[-0.5, -0.5], [3.5, -0.5], [-0.5, 3.5]];

  expect(statisticsOf("freehand", triangle, image)?.count).toBe(6);
  expect(areaOf("freehand", triangle)).toBe(8);
  expect(areaOf("freehand", triangle, [0.5, 2])).toBe(8);
});

test("areas are those of the drawn outline", () => {
  expect(areaOf("rectangle", [[1, 1], [4, 3]], [2, 1])).toBe(12);
  expect(areaOf("ellipse", [[0, 0], [2, 4]])).toBeCloseTo(Math.PI * 2);
});

test("a probe reads the nearest pixel, and nothing beside the image", () => {
  expect(valueAt([1.4, 1.6], image)).toBe(21);
  expect(valueAt([-0.6, 0], image)).toBeNull();
});
