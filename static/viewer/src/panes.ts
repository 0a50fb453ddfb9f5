/** The panes that hang side by side: one or two stacks, which may scroll together. */

import type { Layout } from "./config";
import { resize } from "./engine";
import { Link } from "./linked";
import { Pane, type Room } from "./pane";
import { Planes } from "./planes";
import type { Lie } from "./lying";
import { word } from "./words";

export class Panes {
  readonly first: Pane;
  second: Pane | null = null;
  active: Pane;
  layout: Layout = "stack";
  isLinked = true;
  private link: Link | null = null;
  readonly planes: Planes;
  private readonly blank: HTMLElement;
  private readonly watch = new ResizeObserver(() => this.refit());

  constructor(
    private readonly box: HTMLElement,
    private readonly room: Room,
  ) {
    const section = box.querySelector<HTMLElement>("[data-viewer-image]")!;
    this.blank = section.cloneNode(true) as HTMLElement;
    this.blank.querySelector("[data-viewer-first]")?.remove();
    this.first = new Pane(section, room, "pane-1");
    this.active = this.first;
    this.planes = new Planes(box, this.blank, () => room.tool(), () => room.changed(this.first));
    this.watch.observe(this.first.stage.element);
  }

  get all(): Pane[] {
    return this.second ? [this.first, this.second] : [this.first];
  }

  /** A second pane comes once, and only hides afterwards: its images stay at hand. */
  hang(layout: Layout): void {
    this.layout = layout;
    this.box.dataset.layout = layout;
    if (layout === "two" && !this.second) {
      const section = this.blank.cloneNode(true) as HTMLElement;
      section.setAttribute("aria-label", word("beside-image"));
      this.box.append(section);
      this.second = new Pane(section, this.room, "pane-2");
      this.watch.observe(this.second.stage.element);
    }
    if (this.second) this.second.root.hidden = layout !== "two";
    this.first.root.hidden = layout === "mpr";
    if (layout !== "two") this.active = this.first;
    if (layout !== "mpr") this.planes.close();
    this.mark();
  }

  activate(pane: Pane): void {
    if (this.active === pane) return;
    this.active = pane;
    this.mark();
  }

  private mark(): void {
    for (const pane of this.all) {
      pane.root.toggleAttribute("data-active", this.layout === "two" && pane === this.active);
    }
  }

  private refit(): void {
    const lies = new Map<Pane, Lie | null>(this.all.map((pane) => [pane, pane.lie]));
    resize();
    for (const [pane, lie] of lies) {
      pane.stage.measure();
      if (pane.root.hidden || !pane.stage.hasDrawn) continue;
      if (lie) pane.stage.refit(lie);
      pane.draw();
    }
    this.planes.planes.forEach((plane) => plane.draw());
  }

  /** Linked from where both are now. */
  relink(pulls = true): void {
    this.link = null;
    const { first, second } = this;
    if (this.layout !== "two" || !this.isLinked || !first.stage.count || !second?.stage.count) return;
    const at = [first.stage.index, second.stage.index] as const;
    this.link = new Link([first.stage.reel, second.stage.reel], at);
    if (pulls && this.link.inPatient) this.follow(first);
  }

  follow(pane: Pane): void {
    if (!this.link || !this.second) return;
    const side = pane === this.first ? 0 : 1;
    const other = side ? this.first : this.second;
    const index = this.link.follow(side, pane.stage.index);
    if (index !== other.stage.index) other.showAt(index);
  }
}
