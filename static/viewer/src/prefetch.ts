/** Brings the images around the one on the screen, nearest first, while nothing else waits. */

import { Enums, cache, imageLoader } from "@cornerstonejs/core";

import type { Stage } from "./stage";

const AT_ONCE = 3;
const PRIORITY = 5;

/** The places of a stack in the order in which they may be wanted: on more than back. */
export function inOrder(count: number, from: number): number[] {
  const places = Array.from({ length: count }, (_, n) => n);
  const cost = (n: number) => (n >= from ? (n - from) * 2 : (from - n) * 3);
  return places.sort((a, b) => cost(a) - cost(b));
}

export class Prefetch {
  private stage: Stage | null = null;
  private queue: string[] = [];
  private underway = 0;
  private settling: number | undefined;
  private readonly failed = new Set<string>();

  /** The queue is laid anew once the scrolling rests. */
  around(stage: Stage): void {
    window.clearTimeout(this.settling);
    this.settling = window.setTimeout(() => {
      const { imageIds, index } = stage;
      this.stage = stage;
      this.queue = inOrder(imageIds.length, index).map((n) => imageIds[n]!);
      this.more();
    }, 60);
  }

  private more(): void {
    while (this.underway < AT_ONCE && this.queue.length) {
      const imageId = this.queue.shift()!;
      if (cache.getImageLoadObject(imageId) || this.failed.has(imageId)) continue;
      this.underway += 1;
      const options = {
        ...this.stage!.viewport.getLoaderImageOptions(imageId),
        priority: PRIORITY,
        requestType: Enums.RequestType.Prefetch,
      };
      imageLoader.loadAndCacheImage(imageId, options).then(
        () => this.done(),
        () => {
          this.failed.add(imageId);
          this.done();
        },
      );
    }
  }

  private done(): void {
    this.underway -= 1;
    this.more();
  }
}
