/** Two stacks that scroll together: by place in the patient, else by how far they are apart. */

import type { Triple } from "./config";
import { type Plane, cross, dot } from "./geometry";

export interface Reel {
  /** The planes of the images in order; null where a header does not say. */
  planes: readonly (Plane | null)[];
  frameOfReference: string;
}

const normalOf = (plane: Plane): Triple => cross(plane.row, plane.column);

/** How far along one direction each image lies. */
const heights = (reel: Reel, normal: Triple): number[] | null => {
  const found = reel.planes.map((plane) => (plane ? dot(plane.position, normal) : NaN));
  return found.length && found.every(Number.isFinite) ? found : null;
};

function isParallel(one: Reel, other: Reel): boolean {
  const [a, b] = [one.planes[0], other.planes[0]];
  return Boolean(a && b && Math.abs(dot(normalOf(a), normalOf(b))) > 0.98);
}

const nearest = (places: readonly number[], wanted: number): number =>
  places.reduce(
    (best, place, n) => (Math.abs(place - wanted) < Math.abs(places[best]! - wanted) ? n : best),
    0,
  );

export class Link {
  /** What stands between the two, from the moment they are linked: millimetres or images. */
  private readonly apart: number;
  private readonly places: [number[], number[]] | null;
  readonly inPatient: boolean;

  constructor(
    private readonly reels: readonly [Reel, Reel],
    at: readonly [number, number],
  ) {
    const [one, other] = reels;
    this.places = this.placed(one, other);
    const isShared = one.frameOfReference !== "" && one.frameOfReference === other.frameOfReference;
    this.inPatient = isShared && this.places !== null;
    if (this.inPatient) this.apart = 0;
    else if (this.places) this.apart = this.places[1][at[1]]! - this.places[0][at[0]]!;
    else this.apart = at[1] - at[0];
  }

  private placed(one: Reel, other: Reel): [number[], number[]] | null {
    const plane = one.planes[0];
    if (!plane || !isParallel(one, other)) return null;
    const [a, b] = [heights(one, normalOf(plane)), heights(other, normalOf(plane))];
    return a && b && [a, b];
  }

  /** Which image the other shows when the given side (0 or 1) is at an image. */
  follow(side: 0 | 1, index: number): number {
    const way = side === 0 ? this.apart : -this.apart;
    if (this.places) return nearest(this.places[1 - side]!, this.places[side]![index]! + way);
    const last = this.reels[1 - side]!.planes.length - 1;
    return Math.max(0, Math.min(last, index + way));
  }
}
