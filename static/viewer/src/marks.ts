/** The learner's marks: the list itself, each change with its undo, and its JSON. */

import type { Mark, ShownMark } from "./config";
import { tidy } from "./geometry";

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

  move(index: number, mark: Mark): void {
    if (!this.editable || !this.list[index]) return;
    this.become(this.list.map((old, n) => (n === index ? rounded(mark) : old)));
  }

  toJSON(): Mark[] {
    return this.list.map(({ sop_uid, frame, point, pixel }) => ({
      sop_uid, frame, point, pixel,
    }));
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

/** A hundredth of a pixel and a thousandth of a millimetre are enough. */
export function rounded(mark: Mark): Mark {
  return {
    sop_uid: mark.sop_uid,
    frame: mark.frame,
    point: mark.point && [tidy(mark.point[0]), tidy(mark.point[1]), tidy(mark.point[2])],
    pixel: [tidy(mark.pixel[0], 2), tidy(mark.pixel[1], 2)],
  };
}
