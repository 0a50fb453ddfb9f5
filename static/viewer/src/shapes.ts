/** The lines of a mark, as SVG. */

import type { Mark, Pixel } from "./config";
import type { Point } from "./surface";

const SVG = "http://www.w3.org/2000/svg";

export function node<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

type Mapping = (pixel: Pixel) => Point;
const n = (value: number) => Math.round(value * 10) / 10;
const at = ([x, y]: Point) => `${n(x)} ${n(y)}`;
const line = (points: readonly Point[]) => `M${points.map(at).join("L")}`;

/** The corners of a kind's outline in pixels: an ellipse has many. */
export function outline({ kind, pixels }: Mark): Pixel[] {
  const [a, b] = pixels;
  if (kind === "ellipse" && a && b) return ring(a, b);
  if ((kind === "box" || kind === "rectangle") && a && b) {
    return [a, [b[0], a[1]], b, [a[0], b[1]]];
  }
  return pixels;
}

function ring(a: Pixel, b: Pixel): Pixel[] {
  const [x, y] = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const [width, height] = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2];
  return Array.from({ length: 64 }, (_, k) => {
    const turn = (k * Math.PI) / 32;
    return [x + width * Math.cos(turn), y + height * Math.sin(turn)];
  });
}

const CLOSED = new Set(["box", "rectangle", "ellipse", "freehand"]);

/** One path for all but points, whose ring keeps its size on the screen. */
export function pathOf(mark: Mark, map: Mapping, isDraft = false): string {
  const points = outline(mark).map(map);
  if (mark.kind === "arrow") return arrow(points);
  if (mark.kind === "cobb") return cobb(points);
  if (mark.kind === "probe" && points[0]) return cross(points[0], 7);
  const closes = CLOSED.has(mark.kind) && !(isDraft && mark.kind === "freehand");
  return points.length ? line(points) + (closes ? "Z" : "") : "";
}

export const cross = ([x, y]: Point, size: number): string =>
  `M${n(x)} ${n(y - size)}v${2 * size}M${n(x - size)} ${n(y)}h${2 * size}`;

function arrow([tip, tail]: Point[]): string {
  if (!tip || !tail) return "";
  const turn = Math.atan2(tail[1] - tip[1], tail[0] - tip[0]);
  const barb = (by: number): Point => [
    tip[0] + 14 * Math.cos(turn + by),
    tip[1] + 14 * Math.sin(turn + by),
  ];
  return line([tail, tip]) + line([barb(0.45), tip, barb(-0.45)]);
}

function cobb(points: Point[]): string {
  const [a, b, c, d] = points;
  if (!a || !b) return "";
  return line([a, b]) + (c && d ? line([c, d]) : "");
}

/** Between the middles of a Cobb angle's lines, drawn thin. */
export function cobbLink(points: readonly Point[]): string {
  const [a, b, c, d] = points;
  if (!a || !b || !c || !d) return "";
  const middle = (p: Point, q: Point): Point => [(p[0] + q[0]) / 2, (p[1] + q[1]) / 2];
  return line([middle(a, b), middle(c, d)]);
}

