/** What each command does, by the name that its button and its key bear. */

import type { App } from "./app";
import type { Commands } from "./commands";
import { fillHelp } from "./help";
import { openInspector } from "./inspector";
import type { Marks } from "./marks";
import { PRESETS } from "./presets";
import { TOOLS } from "./tools";
import { say, word } from "./words";

export function deedsOf(app: App): Commands {
  const always = { ...tools(app), ...room(app) };
  const inStack = { ...windows(app), ...lying(app), ...going(app), ...marking(app) };
  const { planes } = app.panes;
  const chosen = Object.entries(inStack).map(([name, deed]) => [
    name,
    () => (planes.isOpen ? planes.commands[name]?.() : deed()),
  ]);
  return { ...Object.fromEntries(chosen), ...always };
}

const tools = (app: App): Commands =>
  Object.fromEntries(TOOLS.map((name) => [name, () => app.use(name)]));

function windows(app: App): Commands {
  const presets = Object.entries(PRESETS).map(
    ([name, window]) =>
      [name, () => { if (app.pane.stage.modality === "CT") app.pane.stage.window = window; }] as const,
  );
  return {
    ...Object.fromEntries(presets),
    own: () => app.pane.stage.ownWindow(),
    auto: () => app.pane.stage.autoWindow(),
    narrower: () => app.pane.stage.narrow(1 / 1.25),
    wider: () => app.pane.stage.narrow(1.25),
    invert: () => app.pane.stage.invert(),
  };
}

function lying(app: App): Commands {
  return {
    "rotate-right": () => app.pane.stage.rotateBy(90),
    "rotate-left": () => app.pane.stage.rotateBy(-90),
    "flip-h": () => app.pane.stage.flip("h"),
    "flip-v": () => app.pane.stage.flip("v"),
    "zoom-in": () => app.pane.stage.zoomBy(1.2),
    "zoom-out": () => app.pane.stage.zoomBy(1 / 1.2),
    reset: () => app.pane.stage.reset(),
  };
}

function going(app: App): Commands {
  const by = (images: number) => () => app.pane.go(app.pane.stage.index + images);
  const series = (way: 1 | -1) => () => {
    const shelf = app.shelves[app.shelves.indexOf(app.pane.shelf!) + way];
    if (shelf) void app.choose(shelf);
  };
  return {
    previous: by(-1),
    next: by(1),
    "previous-ten": by(-10),
    "next-ten": by(10),
    first: () => app.pane.go(0),
    last: () => app.pane.go(app.pane.stage.count - 1),
    "series-previous": series(-1),
    "series-next": series(1),
    play: () => app.cine.toggle(),
    slower: () => app.cine.faster(-1),
    faster: () => app.cine.faster(1),
  };
}

function marking(app: App): Commands {
  return {
    place: () => app.pane.hand.place(),
    "leave-cursor": () => app.pane.hand.leave(),
    undo: () => {
      const last = app.history.pop();
      last?.();
      say(word(last ? "undone" : "nothing"));
    },
    key: () => toggleKey(app),
    "key-next": () => nextKey(app),
    "choose-next": () => chooseNext(app),
    remove: () => {
      const { overlay } = app.pane;
      const { selected } = overlay;
      if (!selected) return;
      overlay.selected = null;
      selected.list.remove(selected.index);
      say(word("gone"));
    },
  };
}

function toggleKey(app: App): void {
  const { stage } = app.pane;
  const list = app.listFor("key");
  if (!stage.slot) return;
  const at = list.all.findIndex((one) => one.kind === "key" && stage.indexOf(one) === stage.index);
  const { sopUid, frame } = stage.slot;
  if (at >= 0) list.remove(at);
  else list.add({ kind: "key", sop_uid: sopUid, frame, pixels: [], points: null });
  say(word(at >= 0 ? "key-off" : "key-on", { n: stage.index + 1 }));
  app.draw();
}

function nextKey(app: App): void {
  const { stage } = app.pane;
  const keys = app.listFor("key").all.filter(({ kind }) => kind === "key");
  const places = keys.map((mark) => stage.indexOf(mark)).filter((n) => n >= 0).sort((a, b) => a - b);
  const next = places.find((n) => n > stage.index) ?? places[0];
  if (next === undefined) say(word("no-key"));
  else app.pane.go(next);
}

/** The marks and measures of this image, one after the other, to move or remove them. */
function chooseNext(app: App): void {
  const { overlay, stage } = app.pane;
  const here = (list: Marks) =>
    list.all.flatMap((mark, index) =>
      list.editable && mark.kind !== "key" && stage.indexOf(mark) === stage.index ? [{ list, index }] : [],
    );
  const all = [...here(app.layers.marks), ...here(app.layers.notes)];
  const { selected } = overlay;
  const at = all.findIndex((one) => one.list === selected?.list && one.index === selected.index);
  overlay.selected = all[at + 1] ?? null;
  overlay.draw();
  say(overlay.selected ? word("chosen", { n: at + 2, m: all.length }) : word("nothing-chosen"));
}

function room(app: App): Commands {
  return {
    two: () => void app.hang(app.panes.layout === "two" ? "stack" : "two"),
    mpr: () => void app.hang(app.panes.layout === "mpr" ? "stack" : "mpr"),
    link: () => {
      app.panes.isLinked = !app.panes.isLinked;
      app.panes.relink();
      say(word(app.panes.isLinked ? "linked" : "unlinked"));
      app.draw();
    },
    header: () => void openInspector(app),
    full: () => {
      const room = app.root.closest<HTMLElement>(".rr-viewer") ?? app.root;
      if (document.fullscreenElement) void document.exitFullscreen();
      else void room.requestFullscreen();
    },
    keys: () => {
      fillHelp(app.root);
      app.root.querySelector<HTMLDialogElement>("[data-viewer-help]")!.showModal();
    },
  };
}
