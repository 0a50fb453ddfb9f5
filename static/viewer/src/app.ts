/** Puts the parts together: panes, toolbar, marks, the page around, and the address. */

import "./gate";

import { Bar } from "./bar";
import { Cine } from "./cine";
import { wire } from "./commands";
import {
  type Config, type Kind, type Layout, type Mark, type Shelf, isEditable, kindsOf, readMark,
} from "./config";
import { deedsOf } from "./deeds";
import { onFailure, onProcessor, start } from "./engine";
import { Address } from "./follow";
import { type Place, openingOf, readHash } from "./hash";
import { Keeper } from "./keep";
import { Marks } from "./marks";
import { askWords } from "./note";
import type { Layers } from "./overlay";
import type { Pane, Room } from "./pane";
import { Panes } from "./panes";
import { fillFields, status, wirePanel } from "./panel";
import { whyNot } from "./planes";
import type { Source } from "./source";
import { Strip } from "./strip";
import { type ToolName, kindOf } from "./tools";
import { besideOf, placeIn, showPlace } from "./views";
import { say, word } from "./words";

export function open(root: HTMLElement, config: Config, shelves: Shelf[], source: Source): void {
  start(config.prior ? [config, config.prior] : [config]);
  new App(root, config, shelves, source).begin();
}

export class App implements Room {
  readonly panes: Panes;
  readonly layers: Layers;
  readonly kinds: Kind[];
  readonly history: (() => void)[] = [];
  readonly cine: Cine;
  readonly bar: Bar;
  private readonly strip: Strip;
  private readonly address: Address;
  private current: ToolName = "scroll";
  private spoken: number | undefined;
  private drawn = 0;

  constructor(
    readonly root: HTMLElement,
    readonly config: Config,
    readonly shelves: readonly Shelf[],
    readonly source: Source,
  ) {
    const { task, expert } = config;
    const remember = (undo: () => void) => void this.history.push(undo);
    this.kinds = kindsOf(task);
    this.layers = {
      marks: new Marks(
        (task?.marks ?? []).map(readMark), task?.max_marks ?? null, isEditable(task), remember,
      ),
      notes: new Marks([], null, true, remember),
      expert: (expert?.marks ?? []).map(readMark),
      visible: { yours: true, expert: true },
    };
    this.panes = new Panes(root.querySelector<HTMLElement>("[data-viewer-panes]")!, this);
    this.cine = new Cine(() => this.panes.active, () => this.draw());
    this.bar = new Bar(root);
    this.address = new Address({ place: () => placeIn(this), show: (place) => showPlace(this, place) });
    this.strip = new Strip(
      root.querySelector<HTMLElement>("[data-viewer-strip]")!, shelves, source,
      (shelf) => void this.choose(shelf),
    );
  }

  get pane(): Pane {
    return this.panes.active;
  }

  begin(): void {
    const { root, bar } = this;
    onFailure((imageId) => this.panes.all.forEach((pane) => pane.failed(imageId)));
    wire(root, deedsOf(this), (x, y) => {
      if (this.panes.planes.isOpen) this.panes.planes.step(x, y);
      else this.pane.hand.step(x, y);
    });
    wirePanel(this.layers, {
      describe: (mark) => this.describe(mark),
      goTo: (sopUid, frame) => void this.goTo(sopUid, frame),
      redraw: () => this.panes.all.forEach((pane) => pane.overlay.draw()),
    });
    if (this.config.task?.autosave_url) new Keeper(this.config.task, this.layers.marks, status);
    for (const [name, kind] of [["mark", "point"], ["box", "box"]] as const) {
      bar.hide(name, !this.keeps(kind));
    }
    const [kind] = this.layers.marks.editable ? this.kinds : [];
    this.use(kind === "point" ? "mark" : kind && kind !== "key" ? kind : "scroll");
    root.dataset.renderer = onProcessor() ? "cpu" : "gpu";
    if (this.shelves.length) void this.openFirst();
    else this.pane.trouble.show(word("no-images"), null);
  }

  private async openFirst(): Promise<void> {
    const [place, { hanging }] = [readHash(location.hash), this.config];
    const { shelf, index } = openingOf(this.shelves, place, hanging);
    await this.choose(shelf!, index, this.panes.first);
    if (hanging?.window && place?.w === undefined) this.panes.first.stage.window = hanging.window;
    // A reader may have been quicker: what nobody asked for is not set.
    await showPlace(this, { ...place, s: undefined, i: undefined, v: place?.v ?? hanging?.layout });
  }

  tool(): ToolName {
    return this.current;
  }

  kind(): Kind | null {
    return kindOf(this.current);
  }

  keeps(kind: Kind): boolean {
    return this.layers.marks.editable && this.kinds.includes(kind);
  }

  /** Where a mark of this kind goes: kept with the task, or a note of this visit. */
  listFor(kind: Kind): Marks {
    return this.keeps(kind) ? this.layers.marks : this.layers.notes;
  }

  use(name: ToolName): void {
    if ((name === "mark" && !this.keeps("point")) || (name === "box" && !this.keeps("box"))) return;
    this.panes.all.forEach((pane) => pane.hand.cancel());
    this.current = name;
    this.root.dataset.tool = name;
    this.draw();
  }

  finished(pane: Pane, mark: Mark): void {
    const list = this.listFor(mark.kind);
    if (list.full) {
      const sentence = word("full", { n: list.limit ?? 0 });
      status(sentence, "refused");
      return say(sentence);
    }
    if (!list.add(mark)) return;
    const index = list.all.length - 1;
    const kept = list === this.layers.marks;
    const image = pane.stage.index + 1;
    say(kept ? word("marked", { n: index + 1, image }) : word("measured"));
    if (mark.kind !== "arrow") return;
    const tail = pane.stage.canvasAt(mark.pixels[1]!);
    askWords(pane, tail, (label) => list.change(index, { ...list.all[index]!, label }));
  }

  activate(pane: Pane): void {
    if (this.panes.active === pane) return;
    this.panes.activate(pane);
    this.draw();
  }

  scrolled(pane: Pane): void {
    this.panes.follow(pane);
    this.speak();
  }

  changed(pane: Pane): void {
    if (pane === this.pane) this.draw();
  }

  async choose(shelf: Shelf, index = 0, pane = this.pane): Promise<void> {
    await pane.choose(shelf, index);
    if (this.panes.planes.isOpen) await this.hang("mpr");
    this.panes.relink();
    if (performance.getEntriesByName("viewer:ready").length) this.speak();
  }

  async hang(wanted: Layout, meet?: Place["p"]): Promise<void> {
    const { first, planes } = this.panes;
    const layout = wanted === "mpr" && whyNot(first.stage) ? "stack" : wanted;
    this.panes.hang(layout);
    const { second } = this.panes;
    if (layout === "mpr" && first.shelf) await planes.open(first.shelf, first.stage, meet);
    if (layout === "two" && second && !second.shelf) await second.choose(besideOf(this), 0);
    this.panes.relink();
    this.draw();
  }

  private describe(mark: Mark): string {
    for (const { series, slots } of this.shelves) {
      const at = slots.findIndex((slot) => slot.sopUid === mark.sop_uid && slot.frame === mark.frame);
      if (at >= 0) return word("where", { n: at + 1, series: series.description || series.modality });
    }
    return "";
  }

  private async goTo(sopUid: string, frame: number): Promise<void> {
    for (const shelf of this.shelves) {
      const at = shelf.slots.findIndex((slot) => slot.sopUid === sopUid && slot.frame === frame);
      if (at < 0) continue;
      if (this.pane.shelf === shelf) this.pane.go(at);
      else await this.choose(shelf, at);
      return;
    }
  }

  /** Toolbar, strip, the page's fields and the address, once before the next frame. */
  draw(): void {
    if (this.drawn) return;
    this.drawn = requestAnimationFrame(() => {
      this.drawn = 0;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const { pane, root, panes } = this;
    const state = panes.planes.isOpen ? panes.planes.state : pane.state;
    root.dataset.state = state || "starting";
    if (!pane.shelf || !pane.stage.count) return;
    root.dataset.image = String(pane.stage.index + 1);
    root.dataset.images = String(pane.stage.count);
    root.dataset.layout = panes.layout;
    this.strip.current(pane.shelf);
    this.bar.draw({
      stage: pane.stage,
      tool: this.current,
      layout: panes.layout,
      isLinked: panes.isLinked,
      isPlaying: this.cine.isPlaying,
      isKey: this.isKey,
      whyNoPlanes: panes.first.stage.hasDrawn ? whyNot(panes.first.stage) : null,
    });
    fillFields(panes.first.stage);
    if (state === "ready") this.address.soon();
  }

  get isKey(): boolean {
    const { stage } = this.pane;
    return this.listFor("key").all.some(
      (mark) => mark.kind === "key" && stage.indexOf(mark) === stage.index,
    );
  }

  /** Say where one has come to, once the scrolling rests. */
  private speak(): void {
    window.clearTimeout(this.spoken);
    this.spoken = window.setTimeout(() => say(this.pane.where), 350);
  }
}
