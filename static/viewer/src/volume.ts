/** Can planes be laid through a series? Only through parallel slices, evenly apart. */

import type { Triple } from "./config";
import { type Plane, cross, dot } from "./geometry";

const FEWEST = 4;
const UNEVEN = 0.1;

const isLike = (a: readonly number[], b: readonly number[], within: number): boolean =>
  a.every((value, n) => Math.abs(value - b[n]!) <= within);

export function isVolume(planes: readonly (Plane | null)[]): boolean {
  const [first] = planes;
  if (!first || planes.length < FEWEST) return false;
  const alike = planes.every(
    (one) =>
      one &&
      isLike(one.row, first.row, 1e-3) &&
      isLike(one.column, first.column, 1e-3) &&
      isLike(one.spacing, first.spacing, 1e-3),
  );
  return alike && isEven(planes as Plane[], cross(first.row, first.column));
}

function isEven(planes: readonly Plane[], normal: Triple): boolean {
  const places = planes.map(({ position }) => dot(position, normal)).sort((a, b) => a - b);
  const gaps = places.slice(1).map((place, n) => place - places[n]!);
  const usual = (places[places.length - 1]! - places[0]!) / gaps.length;
  return usual > 0 && gaps.every((gap) => Math.abs(gap - usual) <= usual * UNEVEN);
}

/** The point on the plane through `meet` at which a screen that looks at `point` stays. */
export function throughPoint(point: Triple, normal: Triple, meet: Triple): Triple {
  const off = dot(meet.map((value, n) => value - point[n]!) as Triple, normal);
  return point.map((value, n) => value + off * normal[n]!) as Triple;
}
