/** Where a pixel lies in the patient, and the letters at the image's edges. */

import type { Triple } from "./config";

export interface Plane {
  /** PS3.3 C.7.6.2.1.1: the centre of the first pixel, in millimetres. */
  position: Triple;
  /** Direction of a row (columns growing) and of a column (rows growing). */
  row: Triple;
  column: Triple;
  /** PixelSpacing: between rows, then between columns. */
  spacing: [number, number];
}

export const dot = (a: Triple, b: Triple): number =>
  a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export function pixelToPatient(plane: Plane, [column, row]: [number, number]): Triple {
  const { position, row: along, column: down, spacing } = plane;
  const [x, y] = [column * spacing[1], row * spacing[0]];
  return [0, 1, 2].map((n) => position[n]! + along[n]! * x + down[n]! * y) as Triple;
}

export function patientToPixel(plane: Plane, point: Triple): [number, number] {
  const from = point.map((value, n) => value - plane.position[n]!) as Triple;
  return [
    dot(from, plane.row) / plane.spacing[1],
    dot(from, plane.column) / plane.spacing[0],
  ];
}

const LETTERS: [string, string][] = [
  ["L", "R"],
  ["P", "A"],
  ["H", "F"],
];

/** PS3.3 C.7.6.1.1.1: the direction's letters, the strongest first. */
export function letters(direction: Triple): string {
  return [0, 1, 2]
    .filter((n) => Math.abs(direction[n]!) > 0.2)
    .sort((a, b) => Math.abs(direction[b]!) - Math.abs(direction[a]!))
    .map((n) => LETTERS[n]![direction[n]! > 0 ? 0 : 1])
    .join("");
}

const OPPOSITE: Record<string, string> = {
  L: "R", R: "L", P: "A", A: "P", H: "F", F: "H",
};

export const opposite = (text: string): string =>
  [...text].map((letter) => OPPOSITE[letter] ?? letter).join("");

export interface Edges {
  left: string;
  right: string;
  top: string;
  bottom: string;
}

export function edgesOf(right: string, bottom: string): Edges {
  return { left: opposite(right), right, top: opposite(bottom), bottom };
}

/** The longest of 1, 2, 5 × 10ⁿ millimetres that fits into the given width. */
export function scaleBar(mmPerPixel: number, widest: number): number {
  const most = mmPerPixel * widest;
  const power = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((step) => step * power).find((mm) => mm <= most) ?? power;
}

export const tidy = (value: number, digits = 3): number =>
  Number(value.toFixed(digits));
