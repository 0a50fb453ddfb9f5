// What the build is made from, and one fingerprint over all of it.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

export const here = fileURLToPath(new URL("..", import.meta.url));
export const dist = join(here, "..", "dist");
const single = ["package.json", "package-lock.json", "vite.config.ts"];

export const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .sort();
}

export function fingerprint() {
  const names = [
    ...single,
    ...filesOf(join(here, "scripts")).map((name) => `scripts/${name}`),
    ...filesOf(join(here, "src")).map((name) => `src/${name}`),
  ].sort();
  const lines = names.map((name) => `${name} ${sha256(readFileSync(join(here, name)))}\n`);
  return sha256(lines.join(""));
}
