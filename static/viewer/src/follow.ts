/** Keeps the address at what is on the screen, and the screen at what the address says. */

import { numbers } from "./dicom";
import { type Place, readHash, writeHash } from "./hash";
import type { Pane } from "./pane";
import type { Stage } from "./stage";

const SETTLE = 250;
const FAR = 0.75;

export interface Viewed {
  place(): Place;
  show(place: Place): Promise<void>;
}

export class Address {
  private timer: number | undefined;
  private showing = 0;

  constructor(private readonly viewed: Viewed) {
    // The address may have been written anew between the click and this word of it.
    window.addEventListener("hashchange", ({ newURL }) => void this.read(new URL(newURL).hash));
    document.addEventListener("click", ({ target }) => {
      const link = (target as Element).closest<HTMLAnchorElement>("a[href^='#']");
      // To where the address already is no browser goes; yet the view may have moved on.
      if (link && link.hash === location.hash) void this.read(link.hash);
    });
  }

  private async read(hash: string): Promise<void> {
    const place = readHash(hash);
    if (!place) return;
    window.clearTimeout(this.timer);
    this.showing += 1;
    await this.viewed.show(place).finally(() => (this.showing -= 1));
    this.soon();
  }

  /** Not at every image that scrolls by: browsers refuse an address that changes too often. */
  soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.write(), SETTLE);
  }

  private write(): void {
    if (this.showing) return;
    const hash = writeHash(this.viewed.place());
    if (hash !== location.hash) history.replaceState(history.state, "", hash);
  }
}

/** What a pane's image adds to the address: only what its reader changed. */
export function placeOf({ stage, lie }: Pane): Place {
  if (!lie) return {};
  const { zoom, x, y, rotation, flips } = lie;
  const away = Math.abs(x) > FAR || Math.abs(y) > FAR;
  return {
    ...windowOf(stage),
    z: zoom,
    ...(away ? { x, y } : {}),
    r: rotation,
    f: flips,
    n: stage.inverted ? 1 : 0,
  };
}

function windowOf(stage: Stage): Place {
  const { window, sentWindow } = stage;
  if (!window) return {};
  const own = {
    width: numbers(stage.dataset, "00281051")[0],
    centre: numbers(stage.dataset, "00281050")[0],
  };
  const isOwn = [own, sentWindow].some(
    (one) => one?.width === window.width && one?.centre === window.centre,
  );
  return isOwn ? {} : { w: window.width, c: window.centre };
}

/** Lays an image as the address says; what it is silent about stays. */
export function layAs(stage: Stage, place: Place): void {
  if (place.w !== undefined && place.c !== undefined) {
    stage.window = { width: Math.max(1, place.w), centre: place.c };
  }
  if (place.n !== undefined && Boolean(place.n) !== stage.inverted) stage.invert();
  const told = [place.z, place.x, place.y, place.r, place.f];
  if (told.every((one) => one === undefined)) return;
  const { lie } = stage;
  const moved = place.x !== undefined || place.y !== undefined;
  stage.lie = {
    zoom: place.z ?? lie.zoom,
    x: moved ? (place.x ?? 0) : lie.x,
    y: moved ? (place.y ?? 0) : lie.y,
    rotation: place.r === undefined ? lie.rotation : ((place.r % 360) + 360) % 360,
    flips: place.f ?? lie.flips,
  };
}
