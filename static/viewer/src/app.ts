/** Puts the parts together: image, tools, marks, panel, and what each command does. */

import type { Config, Mark, Series } from "./config";
import { slots } from "./config";
import { type Commands, wire } from "./commands";
import { onFailure, onProcessor, start, statusOf } from "./engine";
import { Keeper } from "./keep";
import { Marks } from "./marks";
import { Overlay } from "./overlay";
import { wirePanel } from "./panel";
import { PRESETS } from "./presets";
import { Readouts } from "./readouts";
import { Pointer } from "./pointer";
import type { Source } from "./source";
import { Event, Stage } from "./stage";
import { Strip } from "./strip";
import { type ToolName, Tools } from "./tools";
import { Trouble } from "./trouble";
import { say, word } from "./words";

const TOOL_NAMES: ToolName[] = [
  "scroll", "window", "zoom", "pan", "mark", "length", "area",
];

export function open(root: HTMLElement, config: Config, source: Source): void {
  start(config);
  const app = new App(root, config, source);
  app.begin();
}

class App {
  private readonly stage: Stage;
  private readonly marks: Marks;
  private readonly overlay: Overlay;
  private readonly tools: Tools;
  private readonly readouts: Readouts;
  private readonly strip: Strip;
  private readonly pointer: Pointer;
  private readonly trouble: Trouble;
  private readonly history: (() => void)[] = [];
  private seriesIndex = 0;
  private asked = 0;
  private spoken: number | undefined;

  constructor(
    private readonly root: HTMLElement,
    private readonly config: Config,
    private readonly source: Source,
  ) {
    const remember = (undo: () => void) => void this.history.push(undo);
    const { task, expert } = config;
    this.stage = new Stage(this.find<HTMLDivElement>("[data-viewer-canvas]"));
    this.marks = new Marks(
      task?.marks ?? [], task?.max_marks ?? null, Boolean(task?.autosave_url), remember,
    );
    const layer = this.root.querySelector<SVGSVGElement>("[data-viewer-layer]")!;
    this.overlay = new Overlay(layer, this.stage, this.marks, expert?.marks ?? []);
    this.tools = new Tools(this.stage, remember);
    this.readouts = new Readouts(root, this.stage, config);
    this.trouble = new Trouble(root, () => this.retry());
    this.pointer = new Pointer(
      this.stage, this.tools, this.overlay, (n) => this.go(n),
      (canvas) => this.mark(this.stage.markAt(canvas)),
    );
    this.strip = new Strip(this.find("[data-viewer-strip]"), config, source, (n) =>
      void this.choose(n),
    );
  }

  private find<T extends HTMLElement = HTMLElement>(selector: string): T {
    return this.root.querySelector<T>(selector)!;
  }

  private get series(): Series {
    return this.config.series[this.seriesIndex]!;
  }

  begin(): void {
    this.listen();
    wire(this.root, this.commands(), (x, y) => this.pointer.step(x, y));
    this.usePage();
    this.use(this.marks.editable ? "mark" : "scroll");
    this.find("[data-viewer-do=mark]").hidden = !this.marks.editable;
    this.find("[data-viewer-slow]").hidden = !onProcessor();
    this.root.dataset.renderer = onProcessor() ? "cpu" : "gpu";
    if (this.config.series.length) void this.choose(0);
    else this.trouble.show(word("no-images"), null);
  }

  private listen(): void {
    const { stage } = this;
    const draw = () => this.draw();
    stage.on([Event.IMAGE_RENDERED, Event.CAMERA_MODIFIED, Event.VOI_MODIFIED], draw);
    stage.element.addEventListener(Event.STACK_VIEWPORT_SCROLL, ((event: CustomEvent) => {
      stage.follow((event.detail as { newImageIdIndex: number }).newImageIdIndex);
      this.moved();
    }) as EventListener);
    stage.element.addEventListener(Event.IMAGE_RENDERED, () => this.arrived());
    onFailure((imageId) => {
      if (imageId !== stage.imageId) return;
      this.trouble.failed(statusOf(imageId), stage.index + 1);
    });
    this.find<HTMLInputElement>("[data-viewer-slider]").addEventListener("input", (event) =>
      this.go(Number((event.target as HTMLInputElement).value) - 1),
    );
    this.taps();
  }

  /** A press that does not travel is a tap: with the mark tool it sets a mark. */
  private taps(): void {
    const { element } = this.stage;
    let from: PointerEvent | null = null;
    element.addEventListener("pointerdown", (event) => {
      from = event.isPrimary && event.button === 0 ? event : null;
      this.find("[data-viewer-image]").focus({ preventScroll: true });
      this.overlay.cursor = null;
    });
    element.addEventListener("pointerup", (event) => {
      const far = from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY);
      if (far === null || far > 6 || this.tools.name !== "mark") return;
      from = null;
      this.mark(this.stage.markAt(this.overlay.local(event)));
    });
  }

  private mark(mark: Mark | null): void {
    if (!mark) return say(word("beside"));
    if (this.marks.full) {
      const sentence = word("full", { n: this.marks.limit ?? 0 });
      this.status(sentence, "refused");
      return say(sentence);
    }
    if (this.marks.add(mark)) {
      say(word("marked", { n: this.marks.all.length, image: this.stage.index + 1 }));
    }
  }

  /** What stands on the page around the image: the task, its marks, links to an image. */
  private usePage(): void {
    const { task } = this.config;
    wirePanel(document, this.marks, {
      describe: (mark) => this.describe(mark),
      goTo: (mark) => void this.goTo(mark.sop_uid, mark.frame),
    });
    if (task?.autosave_url) {
      new Keeper(task, this.marks, (sentence, state) => this.status(sentence, state));
    }
    for (const box of document.querySelectorAll<HTMLInputElement>("[data-viewer-show]")) {
      const which = box.dataset.viewerShow as "yours" | "expert";
      box.addEventListener("change", () => {
        this.overlay.visible[which] = box.checked;
        this.overlay.draw();
      });
    }
    for (const link of document.querySelectorAll<HTMLElement>("[data-viewer-goto]")) {
      link.addEventListener("click", () => {
        void this.goTo(link.dataset.viewerGoto!, Number(link.dataset.viewerFrame ?? 1));
      });
    }
  }

  private status(sentence: string, state: string): void {
    const line = document.querySelector<HTMLElement>("[data-viewer-status]");
    if (!line) return;
    line.textContent = sentence;
    line.dataset.state = state;
  }

  private describe(mark: Mark): string {
    for (const series of this.config.series) {
      const at = slots(this.config, series).findIndex(
        ({ sopUid, frame }) => sopUid === mark.sop_uid && frame === mark.frame,
      );
      if (at >= 0) return word("where", { n: at + 1, series: series.description || series.modality });
    }
    return "";
  }

  private async goTo(sopUid: string, frame: number): Promise<void> {
    const index = this.config.series.findIndex(({ instances }) =>
      instances.some((instance) => instance.sopUid === sopUid),
    );
    const series = this.config.series[index];
    if (!series) return;
    const at = slots(this.config, series).findIndex(
      (slot) => slot.sopUid === sopUid && slot.frame === frame,
    );
    if (index === this.seriesIndex) this.go(at);
    else await this.choose(index, at);
  }

  private async choose(index: number, at?: number): Promise<void> {
    if (!this.config.series[index]) return;
    const turn = ++this.asked;
    this.seriesIndex = index;
    this.strip.current(index);
    this.root.dataset.state = "loading";
    const all = slots(this.config, this.series);
    try {
      const metadata = await this.source.metadata(this.series);
      if (turn !== this.asked) return;
      await this.stage.show(all, metadata, at ?? 0);
      if (index !== 0 || performance.getEntriesByName("viewer:first-image").length) this.speak();
    } catch (error) {
      if (turn === this.asked) this.broken(error);
    }
  }

  private broken(error: unknown): void {
    this.trouble.broken(error, statusOf(this.stage.imageId), this.stage.index + 1);
  }

  private retry(): void {
    this.trouble.clear();
    this.find("[data-viewer-image]").focus();
    this.root.dataset.state = "loading";
    if (!this.stage.count) void this.choose(this.seriesIndex);
    else this.stage.again().catch((error: unknown) => this.broken(error));
  }

  private go(index: number): void {
    this.stage.goTo(index).catch((error: unknown) => this.broken(error));
    this.moved();
  }

  private moved(): void {
    if (this.root.dataset.state !== "expired") this.root.dataset.state = "loading";
    this.draw();
    this.speak();
  }

  private arrived(): void {
    if (!this.stage.shown) return;
    this.root.dataset.state = "ready";
    this.trouble.clear();
    if (performance.getEntriesByName("viewer:first-image").length === 0) {
      performance.mark("viewer:first-image");
      performance.measure("viewer:to-first-image", "viewer:start", "viewer:first-image");
    }
  }

  private draw(): void {
    if (!this.stage.count) return;
    this.readouts.draw(this.series);
    this.overlay.draw();
  }

  /** Say where one has come to, once the scrolling rests. */
  private speak(): void {
    window.clearTimeout(this.spoken);
    this.spoken = window.setTimeout(
      () => say(word("image-of", { n: this.stage.index + 1, m: this.stage.count })),
      350,
    );
  }

  private use(name: ToolName): void {
    if (name === "mark" && !this.marks.editable) return;
    this.tools.choose(name);
    this.root.dataset.tool = name;
    for (const tool of TOOL_NAMES) {
      this.root
        .querySelector(`[data-viewer-do="${tool}"]`)
        ?.setAttribute("aria-pressed", String(tool === name));
    }
  }

  private undo(): void {
    const last = this.history.pop();
    last?.();
    say(word(last ? "undone" : "nothing"));
  }

  private commands(): Commands {
    const { stage } = this;
    const tools = TOOL_NAMES.map((name) => [name, () => this.use(name)] as const);
    const presets = Object.entries(PRESETS).map(
      ([name, window]) =>
        [name, () => { if (stage.modality === "CT") stage.window = window; }] as const,
    );
    return {
      ...Object.fromEntries([...tools, ...presets]),
      own: () => stage.ownWindow(),
      invert: () => stage.invert(),
      undo: () => this.undo(),
      reset: () => stage.reset(),
      keys: () => this.find<HTMLDialogElement>("[data-viewer-help]").showModal(),
      previous: () => this.go(stage.index - 1),
      next: () => this.go(stage.index + 1),
      "previous-ten": () => this.go(stage.index - 10),
      "next-ten": () => this.go(stage.index + 10),
      first: () => this.go(0),
      last: () => this.go(stage.count - 1),
      "series-previous": () => void this.choose(this.seriesIndex - 1),
      "series-next": () => void this.choose(this.seriesIndex + 1),
      "zoom-in": () => stage.zoomBy(1.2),
      "zoom-out": () => stage.zoomBy(1 / 1.2),
      place: () => this.pointer.place(),
      "leave-cursor": () => this.pointer.leave(),
    };
  }
}
