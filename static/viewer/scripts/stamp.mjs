// After a build: the licences of what is inside, and a stamp by which a stale build is known.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { dist, filesOf, fingerprint, here, sha256 } from "./sources.mjs";

const out = process.env.VIEWER_OUT ?? dist;
const RULE = `\n${"-".repeat(78)}\n\n`;

function licence(path) {
  const folder = join(here, path);
  const { name, version, license = "see below" } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const file = readdirSync(folder).sort().find((one) => /^(licen[cs]e|copying)/i.test(one));
  const words = file ? readFileSync(join(folder, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${words}`.trim();
}

// Served under a fingerprinted name, the entry imported by its own would run twice.
for (const name of filesOf(out).filter((one) => one.endsWith(".js"))) {
  if (readFileSync(join(out, name), "utf8").includes("viewer.js")) {
    throw new Error(`${name} imports the entry: move what they share out of src/main.ts`);
  }
}

const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
const inside = Object.entries(lock.packages)
  .filter(([path, one]) => path && !one.dev && !one.optional)
  .map(([path]) => path)
  .filter((path) => existsSync(join(here, path, "package.json")))
  .sort();
writeFileSync(join(out, "LICENSES.txt"), `${inside.map(licence).join(RULE)}\n`);

const files = Object.fromEntries(
  filesOf(out)
    .filter((name) => name !== "build.json")
    .map((name) => [name, sha256(readFileSync(join(out, name)))]),
);
const stamp = { sources: fingerprint(), files };
writeFileSync(join(out, "build.json"), `${JSON.stringify(stamp, null, 2)}\n`);
