/** One place for images: its stack, what is drawn over it, its corners and its troubles. */

import { Enums } from "@cornerstonejs/core";

import type { Kind, Mark, Shelf } from "./config";
import { Drawing } from "./drawing";
import { statusOf } from "./engine";
import { Gestures } from "./gestures";
import { Hand } from "./hand";
import { type Layers, Overlay } from "./overlay";
import { Prefetch } from "./prefetch";
import { Readouts } from "./readouts";
import type { Source } from "./source";
import type { Lie } from "./lying";
import { Stage } from "./stage";
import type { ToolName } from "./tools";
import { Trouble } from "./trouble";
import { word } from "./words";

const { Events } = Enums;

/** What a pane asks of the room it hangs in. */
export interface Room {
  source: Source;
  layers: Layers;
  tool(): ToolName;
  kind(): Kind | null;
  activate(pane: Pane): void;
  /** It shows another image, because its reader went there. */
  scrolled(pane: Pane): void;
  /** Something about it is other than before. */
  changed(pane: Pane): void;
  finished(pane: Pane, mark: Mark): void;
}

export class Pane {
  readonly stage: Stage;
  readonly overlay: Overlay;
  readonly drawing: Drawing;
  readonly gestures: Gestures;
  readonly hand: Hand;
  readonly trouble: Trouble;
  shelf: Shelf | null = null;
  /** How its image lay when it was last drawn. */
  lie: Lie | null = null;
  private readonly readouts: Readouts;
  private readonly prefetch = new Prefetch();
  /** Painted ahead of the stage; gone once that has drawn. */
  private first: HTMLElement | null;
  private asked = 0;
  private drawn = 0;

  constructor(
    readonly root: HTMLElement,
    readonly room: Room,
    id: string,
  ) {
    this.first = root.querySelector("[data-viewer-first]");
    this.stage = new Stage(this.find<HTMLDivElement>("[data-viewer-canvas]"), id);
    const layer = root.querySelector<SVGSVGElement>("[data-viewer-layer]")!;
    this.overlay = new Overlay(layer, this.stage, room.layers, (list, index, handle, event) => {
      room.activate(this);
      this.drawing.drag(list, index, handle, event, this.gestures.local);
    });
    this.drawing = new Drawing(this.stage, this.overlay, (mark) => room.finished(this, mark));
    this.hand = new Hand(this);
    this.gestures = new Gestures(this.stage.element, this.hand);
    this.readouts = new Readouts(root, this.stage);
    this.trouble = new Trouble(root, () => this.retry());
    this.listen();
  }

  find<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.root.querySelector<T>(selector)!;
  }

  private listen(): void {
    const { stage, root } = this;
    stage.on([Events.IMAGE_RENDERED, Events.CAMERA_MODIFIED, Events.VOI_MODIFIED], () => this.draw());
    stage.on([Events.IMAGE_RENDERED], () => this.arrived());
    this.find<HTMLInputElement>("[data-viewer-slider]").addEventListener("input", (event) =>
      this.go(Number((event.target as HTMLInputElement).value) - 1),
    );
    root.addEventListener("focusin", () => this.room.activate(this));
    root.addEventListener("pointerdown", () => this.room.activate(this), { capture: true });
  }

  async choose(shelf: Shelf, index: number, lie?: Lie): Promise<void> {
    const turn = ++this.asked;
    this.shelf = shelf;
    this.state = "loading";
    this.drawing.leave();
    this.room.changed(this);
    try {
      const metadata = await this.room.source.metadata(shelf);
      if (turn !== this.asked) return;
      await this.stage.show(shelf, metadata, Math.max(0, Math.min(shelf.slots.length - 1, index)));
      if (lie) this.stage.lie = lie;
      this.prefetch.around(this.stage);
      this.room.changed(this);
    } catch (error) {
      if (turn === this.asked) this.broken(error);
    }
  }

  /** As its reader asks; a linked pane that only follows is told by `showAt`. */
  go(index: number): void {
    if (!this.stage.count) return;
    const before = this.stage.index;
    this.showAt(index);
    if (this.stage.index !== before) this.room.scrolled(this);
  }

  showAt(index: number): void {
    const { stage } = this;
    if (!stage.count) return;
    this.drawing.leave();
    stage.goTo(index).catch((error: unknown) => this.broken(error));
    if (this.state !== "expired" && !stage.shown) this.state = "loading";
    this.prefetch.around(stage);
    this.draw();
    this.room.changed(this);
  }

  get state(): string {
    return this.root.dataset.state ?? "";
  }

  set state(state: string) {
    this.root.dataset.state = state;
    this.room.changed(this);
  }

  failed(imageId: string): void {
    if (imageId !== this.stage.imageId) return;
    this.trouble.failed(statusOf(imageId), this.stage.index + 1);
    this.room.changed(this);
  }

  private broken(error: unknown): void {
    this.trouble.broken(error, statusOf(this.stage.imageId), this.stage.index + 1);
    this.room.changed(this);
  }

  private retry(): void {
    this.trouble.clear();
    this.root.focus();
    this.state = "loading";
    if (!this.stage.count && this.shelf) void this.choose(this.shelf, 0);
    else this.stage.again().catch((error: unknown) => this.broken(error));
  }

  private arrived(): void {
    if (!this.stage.shown) return;
    this.trouble.clear();
    this.state = "ready";
    this.first?.remove();
    this.first = null;
    for (const moment of ["first-image", "ready"]) {
      if (performance.getEntriesByName(`viewer:${moment}`).length) continue;
      performance.mark(`viewer:${moment}`);
      performance.measure(`viewer:to-${moment}`, "viewer:start", `viewer:${moment}`);
    }
  }

  /** Corners and marks, once before the next frame. */
  draw(): void {
    if (this.drawn || !this.stage.count) return;
    this.drawn = requestAnimationFrame(() => {
      this.drawn = 0;
      if (!this.shelf || this.root.hidden) return;
      if (this.stage.hasDrawn && this.stage.size[0]) this.lie = this.stage.lie;
      this.readouts.draw(this.shelf);
      this.overlay.paint();
      this.hand.lens.draw();
      this.room.changed(this);
    });
  }

  get where(): string {
    return word("image-of", { n: this.stage.index + 1, m: this.stage.count });
  }
}
