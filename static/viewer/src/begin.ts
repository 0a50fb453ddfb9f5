/** Asks for the first image at once, while the rest is still on its way. */

import { readConfig, shelvesOf } from "./config";
import { openingOf, readHash } from "./hash";
import { Source } from "./source";
import { listenIn, readWords } from "./words";

const root = document.getElementById("viewer");

if (root) {
  performance.mark("viewer:start");
  const config = readConfig(root);
  readWords(root);
  listenIn(root.querySelector("[data-viewer-live]"));
  const source = new Source();
  const shelves = shelvesOf(config);
  const { shelf, index } = openingOf(shelves, readHash(location.hash), config.hanging);
  if (shelf) source.warm(shelf, index);
  void import("./app").then(({ open }) => open(root, config, shelves, source));
}
