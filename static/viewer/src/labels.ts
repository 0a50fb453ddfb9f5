/** Where the words of marks stand: beside their mark, on the canvas, over no other words. */

import type { Point } from "./surface";

export const LINE = 17;
const LETTER = 7.5;
const GAP = 10;
/** Where the letters of the edge stand. */
const EDGE = 30;

interface Box {
  x: number;
  y: number;
  wide: number;
  high: number;
}

const meet = (a: Box, b: Box): boolean =>
  a.x < b.x + b.wide && b.x < a.x + a.wide && a.y < b.y + b.high && b.y < a.y + a.high;

export class Labels {
  private readonly taken: Box[] = [];

  constructor(private readonly canvas: Point) {}

  /** Where the first line begins: the first free place around the points. */
  beside(points: readonly Point[], lines: readonly string[]): Point {
    const wide = Math.max(...lines.map((line) => line.length)) * LETTER;
    const high = LINE * lines.length + GAP;
    const boxes = corners(points, wide, high).map((corner) => this.within({ ...corner, wide, high }));
    const fitting = boxes.filter((box) => this.fits(box));
    const found = fitting.find((box) => this.isFree(box)) ?? this.under(fitting[0] ?? boxes[0]!);
    this.taken.push(found);
    return [found.x, found.y + LINE];
  }

  private within(box: Box): Box {
    return { ...box, y: Math.max(2, Math.min(this.canvas[1] - box.high - 4, box.y)) };
  }

  private fits({ x, wide }: Box): boolean {
    return x > 4 && x + wide <= this.canvas[0] - EDGE;
  }

  private isFree(box: Box): boolean {
    return !this.taken.some((other) => meet(other, box));
  }

  /** Below whatever stands there, while there is room. */
  private under(box: Box): Box {
    const other = this.taken.find((one) => meet(one, box));
    if (!other || other.y + other.high + box.high > this.canvas[1]) return box;
    return this.under({ ...box, y: other.y + other.high });
  }
}

/** To the right, to the left, then under and over what is drawn. */
function corners(points: readonly Point[], wide: number, high: number): Pick<Box, "x" | "y">[] {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  const beside = [right + GAP, left - wide - GAP];
  return [
    ...beside.map((x) => ({ x, y: top })),
    ...beside.map((x) => ({ x, y: bottom - high })),
    { x: left, y: bottom + GAP / 2 },
    { x: left, y: top - high - GAP / 2 },
  ];
}
