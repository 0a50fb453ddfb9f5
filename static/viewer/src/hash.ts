/** The state in the address: #s=2&i=45&w=1500&c=-600 opens the same view again. */

import type { Hanging, Layout, Shelf } from "./config";

export interface Place {
  /** Series, by its number in the strip ("p1" the prior's first), and image, from 1. */
  s?: string;
  i?: number;
  /** Window width and centre. */
  w?: number;
  c?: number;
  /** Zoom against the whole image; x and y: the pixel in the middle, from the centre. */
  z?: number;
  x?: number;
  y?: number;
  /** Degrees clockwise; "h", "v" or "hv"; 1 where black and white are swapped. */
  r?: number;
  f?: string;
  n?: number;
  v?: Layout;
  /** The right-hand pane's series and image. */
  t?: string;
  u?: number;
  /** Where the three planes meet, in millimetres of the patient. */
  p?: [number, number, number];
}

const NUMBERS = ["i", "w", "c", "z", "x", "y", "r", "n", "u"] as const;
const ORDER = ["s", "i", "w", "c", "z", "x", "y", "r", "f", "n", "v", "t", "u", "p"] as const;
const LAYOUTS = ["stack", "two", "mpr"];

/** What an address says; null where it is about something else, as #main is. */
export function readHash(hash: string): Place | null {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const place: Place = {};
  for (const key of NUMBERS) {
    const value = given.get(key);
    if (value && Number.isFinite(Number(value))) place[key] = Number(value);
  }
  for (const key of ["s", "t"] as const) {
    const value = given.get(key);
    if (value && /^p?\d+$/.test(value)) place[key] = value;
  }
  const [flips, layout] = [given.get("f"), given.get("v")];
  if (flips !== null && /^(h|v|hv|vh)?$/.test(flips)) place.f = flips;
  if (layout && LAYOUTS.includes(layout)) place.v = layout as Layout;
  const point = (given.get("p") ?? "").split(",").map(Number);
  if (point.length === 3 && point.every(Number.isFinite)) place.p = point as Place["p"];
  return Object.keys(place).length ? place : null;
}

/** In one order and without what goes without saying, so that equal views are equal. */
export function writeHash(place: Place): string {
  const parts = ORDER.filter((key) => !isUsual(key, place[key])).map(
    (key) => `${key}=${tell(place[key])}`,
  );
  return `#${parts.join("&")}`;
}

function isUsual(key: (typeof ORDER)[number], value: Place[typeof key]): boolean {
  if (value === undefined || value === "") return true;
  if (key === "z") return tell(value) === "1";
  if (key === "v") return value === "stack";
  return ["x", "y", "r", "n"].includes(key) && tell(value) === "0";
}

const round = (value: number): number => Math.round(value * 100) / 100 || 0;

function tell(value: Place[keyof Place]): string {
  if (Array.isArray(value)) return value.map(round).join(",");
  return String(typeof value === "number" ? round(value) : value);
}

/** The series and image that a page opens with: what the address says, then the rule. */
export function openingOf(
  shelves: readonly Shelf[],
  place: Place | null,
  hanging: Hanging | null | undefined,
): { shelf: Shelf | undefined; index: number } {
  const named = shelves.find(({ name }) => name === place?.s);
  const hung = shelves.find(({ series }) => series.uid === hanging?.series[0]);
  const shelf = named ?? hung ?? shelves[0];
  const last = (shelf?.slots.length ?? 1) - 1;
  return { shelf, index: Math.max(0, Math.min(last, (place?.i ?? 1) - 1)) };
}
