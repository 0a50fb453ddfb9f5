/** A list of marks: what is in it, each change with its undo, and its JSON. */

import type { Kind, Mark, Pixel, ShownMark, Triple } from "./config";
import { tidy } from "./geometry";

/** How many handles a kind has; a freehand outline as many as were drawn. */
export const HANDLES: Record<Kind, number> = {
  point: 1, probe: 1, box: 2, length: 2, ellipse: 2, rectangle: 2, arrow: 2,
  angle: 3, cobb: 4, freehand: Infinity, key: 0,
};

export class Marks {
  private list: ShownMark[];
  private readonly listeners: (() => void)[] = [];

  constructor(
    marks: readonly ShownMark[],
    private readonly most: number | null,
    readonly editable: boolean,
    private readonly remember: (undo: () => void) => void = () => undefined,
  ) {
    this.list = [...marks];
  }

  get all(): readonly ShownMark[] {
    return this.list;
  }

  get full(): boolean {
    return this.most !== null && this.list.length >= this.most;
  }

  get limit(): number | null {
    return this.most;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  add(mark: Mark): boolean {
    if (!this.editable || this.full) return false;
    this.become([...this.list, rounded(mark)]);
    return true;
  }

  remove(index: number): void {
    if (!this.editable || !this.list[index]) return;
    this.become(this.list.filter((_, n) => n !== index));
  }

  /** Also a mark given another label, or pixels of its own. */
  change(index: number, mark: Mark): void {
    if (!this.editable || !this.list[index]) return;
    this.become(this.list.map((old, n) => (n === index ? rounded(mark) : old)));
  }

  toJSON(): (Mark & { pixel?: Pixel; point?: Triple | null })[] {
    return this.list.map(kept);
  }

  private become(list: ShownMark[]): void {
    const before = this.list;
    this.remember(() => {
      this.list = before;
      this.tell();
    });
    this.list = list;
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** A point is written in the words of before as well. */
function kept({ kind, sop_uid, frame, pixels, points, label }: ShownMark) {
  const mark: Mark = { kind, sop_uid, frame, pixels, points };
  if (label) mark.label = label;
  if (kind !== "point") return mark;
  return { ...mark, pixel: pixels[0]!, point: points?.[0] ?? null };
}

/** A hundredth of a pixel and a thousandth of a millimetre are enough. */
export function rounded<M extends Mark>(mark: M): M {
  return {
    ...mark,
    pixels: mark.pixels.map(([x, y]): Pixel => [tidy(x, 2), tidy(y, 2)]),
    points: mark.points?.map(([x, y, z]): Triple => [tidy(x), tidy(y), tidy(z)]) ?? null,
  };
}
