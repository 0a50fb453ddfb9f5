/** The whole view as an address has it: what hangs where, and how it lies. */

import type { App } from "./app";
import type { Shelf } from "./config";
import { layAs, placeOf } from "./follow";
import type { Place } from "./hash";

export function placeIn(app: App): Place {
  const { first, second, layout, planes } = app.panes;
  const beside = layout === "two" && second?.shelf;
  return {
    s: first.shelf?.name,
    i: first.stage.index + 1,
    ...placeOf(first),
    v: layout,
    ...(planes.isOpen ? { p: planes.meet } : {}),
    ...(beside ? { t: beside.name, u: second!.stage.index + 1 } : {}),
  };
}

export async function showPlace(app: App, place: Place): Promise<void> {
  const { first } = app.panes;
  const shelf = app.shelves.find(({ name }) => name === place.s);
  const index = (place.i ?? 1) - 1;
  if (shelf && shelf !== first.shelf) await app.choose(shelf, index, first);
  else if (place.i !== undefined) first.go(index);
  if (first.stage.hasDrawn) layAs(first.stage, place);
  if (place.v && place.v !== app.panes.layout) await app.hang(place.v, place.p);
  else if (place.p && app.panes.planes.isOpen) app.panes.planes.moveTo(place.p);
  await showBeside(app, place);
  app.draw();
}

async function showBeside(app: App, { t, u }: Place): Promise<void> {
  const { second, layout } = app.panes;
  const shelf = app.shelves.find(({ name }) => name === t);
  if (!second || layout !== "two") return;
  if (shelf && shelf !== second.shelf) await app.choose(shelf, 0, second);
  if (u === undefined) return;
  // Linked from there on, but not pulled: the address may be of two that scroll alone.
  second.showAt(u - 1);
  app.panes.relink(false);
}

/** What hangs beside: the prior's like series, else the next one, else the same. */
export function besideOf({ config, panes, shelves }: App): Shelf {
  const own = panes.first.shelf!;
  const hung = shelves.find(({ series }) => series.uid === config.hanging?.series[1]);
  const priors = shelves.filter(({ isPrior }) => isPrior);
  const like = (shelf: Shelf) => shelf.series.modality === own.series.modality;
  const next = shelves[shelves.indexOf(own) + 1];
  return hung ?? priors.find(like) ?? priors[0] ?? next ?? own;
}
