/** Plays the images of a pane one after the other, as fast as they were taken or asked. */

import { numbers } from "./dicom";
import type { Pane } from "./pane";

export const SPEEDS = [1, 2, 5, 10, 15, 20, 30, 60];

/** What the header says it was taken at (Cine module, PS3.3 C.7.6.5), else ten a second. */
export function rateOf(dataset: Parameters<typeof numbers>[0]): number {
  const stated = numbers(dataset, "00082144")[0] ?? numbers(dataset, "00180040")[0];
  const time = numbers(dataset, "00181063")[0];
  const rate = stated || (time ? 1000 / time : 0);
  return rate > 0 ? Math.min(60, rate) : 10;
}

export class Cine {
  private frame = 0;
  private due = 0;
  private asked: number | null = null;

  constructor(
    private readonly pane: () => Pane,
    private readonly changed: () => void,
  ) {}

  get isPlaying(): boolean {
    return this.frame !== 0;
  }

  get rate(): number {
    return this.asked ?? rateOf(this.pane().stage.dataset);
  }

  set rate(rate: number) {
    this.asked = rate;
    this.changed();
  }

  faster(way: 1 | -1): void {
    const { rate } = this;
    const next = way > 0 ? SPEEDS.find((one) => one > rate) : SPEEDS.filter((one) => one < rate).pop();
    if (next) this.rate = next;
  }

  toggle(): void {
    if (this.isPlaying) return this.stop();
    if (this.pane().stage.count < 2) return;
    this.due = performance.now();
    this.frame = requestAnimationFrame(this.tick);
    this.changed();
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.changed();
  }

  /** An image that is still on its way is waited for: playing never jumps ahead of it. */
  private readonly tick = (now: number): void => {
    const pane = this.pane();
    this.frame = requestAnimationFrame(this.tick);
    if (now < this.due || !pane.stage.shown) return;
    this.due = Math.max(this.due + 1000 / this.rate, now);
    pane.go((pane.stage.index + 1) % pane.stage.count);
  };
}
