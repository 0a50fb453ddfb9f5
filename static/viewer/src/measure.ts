/** Lengths, angles and what lies inside an outline: plain numbers, no screen. */

import type { Kind, Pixel } from "./config";

/** Millimetres between rows, then between columns (as PixelSpacing has it). */
export type Scale = readonly [number, number];

export interface Pixels {
  columns: number;
  rows: number;
  /** A value after the modality's function; rows one after the other. */
  at(column: number, row: number): number;
}

export interface Statistics {
  count: number;
  mean: number;
  /** Divided by n. */
  sd: number;
  min: number;
  max: number;
}

const along = ([a, b]: Pixel, [c, d]: Pixel, [down, across]: Scale): Pixel => [
  (c - a) * across,
  (d - b) * down,
];

export function lengthOf([from, to]: readonly Pixel[], scale: Scale = [1, 1]): number {
  return from && to ? Math.hypot(...along(from, to, scale)) : 0;
}

const between = (a: Pixel, b: Pixel): number => {
  const size = Math.hypot(...a) * Math.hypot(...b);
  if (!size) return 0;
  const cosine = (a[0] * b[0] + a[1] * b[1]) / size;
  return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
};

/** At the middle of three points, 0 to 180 degrees. */
export function angleOf(pixels: readonly Pixel[], scale: Scale = [1, 1]): number {
  const [end, vertex, other] = pixels;
  if (!end || !vertex || !other) return 0;
  return between(along(vertex, end, scale), along(vertex, other, scale));
}

/** Between two lines, whichever way each was drawn: 0 to 90 degrees. */
export function cobbOf(pixels: readonly Pixel[], scale: Scale = [1, 1]): number {
  const [a, b, c, d] = pixels;
  if (!a || !b || !c || !d) return 0;
  const angle = between(along(a, b, scale), along(c, d, scale));
  return Math.min(angle, 180 - angle);
}

const sides = (pixels: readonly Pixel[]) => {
  const [columns, rows] = [pixels.map(([x]) => x), pixels.map(([, y]) => y)];
  return {
    left: Math.min(...columns), right: Math.max(...columns),
    top: Math.min(...rows), bottom: Math.max(...rows),
  };
};

export function areaOf(kind: Kind, pixels: readonly Pixel[], [down, across]: Scale = [1, 1]): number {
  const { left, right, top, bottom } = sides(pixels);
  const box = (right - left) * (bottom - top);
  if (kind === "ellipse") return (box * Math.PI * down * across) / 4;
  if (kind !== "freehand") return box * down * across;
  const twice = pixels.reduce((sum, [x, y], n) => {
    const [nextX, nextY] = pixels[(n + 1) % pixels.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return (Math.abs(twice) / 2) * down * across;
}

/** Is the centre of a pixel in the outline? Even-odd for a polygon that crosses itself. */
export function isInside(kind: Kind, pixels: readonly Pixel[], [x, y]: Pixel): boolean {
  const { left, right, top, bottom } = sides(pixels);
  if (x < left || x > right || y < top || y > bottom) return false;
  if (kind === "ellipse") {
    const [width, height] = [(right - left) / 2, (bottom - top) / 2];
    if (!width || !height) return false;
    return ((x - left) / width - 1) ** 2 + ((y - top) / height - 1) ** 2 <= 1;
  }
  return kind === "freehand" ? isInPolygon(pixels, x, y) : true;
}

function isInPolygon(pixels: readonly Pixel[], x: number, y: number): boolean {
  let inside = false;
  for (let n = 0, last = pixels.length - 1; n < pixels.length; last = n++) {
    const [[ax, ay], [bx, by]] = [pixels[n]!, pixels[last]!];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** Over the pixels whose centre lies in the outline; null where there is none. */
export function statisticsOf(kind: Kind, handles: readonly Pixel[], image: Pixels): Statistics | null {
  if (handles.length < 2) return null;
  const { left, right, top, bottom } = sides(handles);
  const values: number[] = [];
  for (let row = Math.max(0, Math.ceil(top)); row <= Math.min(image.rows - 1, bottom); row++) {
    for (let column = Math.max(0, Math.ceil(left)); column <= Math.min(image.columns - 1, right); column++) {
      if (isInside(kind, handles, [column, row])) values.push(image.at(column, row));
    }
  }
  return values.length ? summed(values) : null;
}

function summed(values: readonly number[]): Statistics {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { count, mean, sd: Math.sqrt(square), min, max };
}

/** The value under a point; null beside the image. */
export function valueAt([x, y]: Pixel, image: Pixels): number | null {
  const [column, row] = [Math.round(x), Math.round(y)];
  const inside = column >= 0 && row >= 0 && column < image.columns && row < image.rows;
  return inside ? image.at(column, row) : null;
}
