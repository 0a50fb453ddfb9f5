// Builds into a folder of its own and compares every byte with what is committed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dist, filesOf, here } from "./sources.mjs";

const out = mkdtempSync(join(tmpdir(), "viewer-"));
const built = spawnSync("npm", ["run", "--silent", "build"], {
  cwd: here,
  env: { ...process.env, VIEWER_OUT: out },
  encoding: "utf8",
});
if (built.status !== 0) {
  console.error(built.stdout, built.stderr);
  process.exit(1);
}
const names = [...new Set([...filesOf(dist), ...filesOf(out)])].sort();
const read = (folder, name) => {
  try {
    return readFileSync(join(folder, name));
  } catch {
    return Buffer.alloc(0);
  }
};
const stale = names.filter((name) => !read(dist, name).equals(read(out, name)));
rmSync(out, { recursive: true });
if (stale.length) {
  console.error(`static/dist is stale (run "make viewer" and commit it):\n  ${stale.join("\n  ")}`);
  process.exit(1);
}
console.log(`static/dist is what static/viewer builds: ${names.length} files alike.`);
