/** Asks for the first image at once, and paints it, while the rest is still on its way. */

import { readConfig, shelvesOf } from "./config";
import { letGo } from "./early";
import { paintFirst } from "./first";
import { openingOf, readHash } from "./hash";
import { Source } from "./source";
import { listenIn, readWords } from "./words";

const root = document.getElementById("viewer");

if (root) {
  performance.mark("viewer:start");
  const config = readConfig(root);
  const [source, shelves, place] = [new Source(), shelvesOf(config), readHash(location.hash)];
  const { shelf, index } = openingOf(shelves, place, config.hanging);
  const opened = shelf && source.warm(shelf, index);
  const canvas = root.querySelector<HTMLCanvasElement>("[data-viewer-first]");
  if (canvas && opened) {
    paintFirst(canvas, source, opened, place, config.hanging).catch(() => undefined).finally(letGo);
  } else letGo();
  readWords(root);
  listenIn(root.querySelector("[data-viewer-live]"));
  void import("./app").then(({ open }) => open(root, config, shelves, source));
}
