/** Asks for the first series at once, while the rest is still on its way. */

import { readConfig } from "./config";
import { Source } from "./source";
import { listenIn, readWords } from "./words";

const root = document.getElementById("viewer");

if (root) {
  performance.mark("viewer:start");
  const config = readConfig(root);
  readWords(root);
  listenIn(root.querySelector("[data-viewer-live]"));
  const source = new Source(config);
  source.warm();
  void import("./app").then(({ open }) => open(root, config, source));
}
