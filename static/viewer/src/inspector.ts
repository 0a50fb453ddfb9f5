/** The header of the image on the screen: every element that the server sent, to search. */

import dcmjs from "dcmjs";

import type { App } from "./app";
import type { Dataset, Element as Attribute } from "./dicom";
import { word } from "./words";

export interface Row {
  depth: number;
  tag: string;
  keyword: string;
  vr: string;
  value: string;
}

interface Entry {
  name?: string;
}
const { dictionary } = dcmjs.data.DicomMetaDictionary as { dictionary: Record<string, Entry> };

export const written = (tag: string): string => `(${tag.slice(0, 4)},${tag.slice(4)})`;

export const keywordOf = (tag: string): string => dictionary[written(tag)]?.name ?? "";

/** A dataset laid flat in the order of its tags, the items of its sequences below it. */
export function rowsOf(dataset: Dataset, depth = 0): Row[] {
  return Object.keys(dataset).sort().flatMap((tag) => {
    const element = dataset[tag]!;
    const row = { depth, tag: written(tag), keyword: keywordOf(tag), vr: element.vr };
    if (element.vr !== "SQ") return [{ ...row, value: valueOf(element) }];
    const items = (element.Value ?? []) as Dataset[];
    const below = items.flatMap((item, n) => [
      { depth: depth + 1, tag: "", keyword: `#${n + 1}`, vr: "", value: "" },
      ...rowsOf(item, depth + 2),
    ]);
    return [{ ...row, value: `× ${items.length}` }, ...below];
  });
}

function valueOf({ Value, BulkDataURI }: Attribute): string {
  if (BulkDataURI) return "…";
  return (Value ?? []).map(plain).join(" \\ ");
}

function plain(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value ?? "");
  return Object.values(value as Record<string, string>).filter(Boolean).join(" = ");
}

/** By keyword, tag with or without its brackets, or value; in any case of letters. */
export function search(rows: readonly Row[], sought: string): Row[] {
  const wanted = sought.trim().toLowerCase();
  if (!wanted) return [...rows];
  const bare = wanted.replace(/[(),\s]/g, "");
  return rows.filter(
    ({ tag, keyword, vr, value }) =>
      keyword.toLowerCase().includes(bare) ||
      tag.replace(/[(),]/g, "").toLowerCase().startsWith(bare) ||
      vr.toLowerCase() === wanted ||
      value.toLowerCase().includes(wanted),
  );
}

export async function openInspector(app: App): Promise<void> {
  const { shelf, stage } = app.pane;
  if (!shelf || !stage.slot) return;
  const metadata = await app.source.metadata(shelf);
  const { sopUid } = stage.slot;
  const dataset = metadata.find((one) => one["00080018"]?.Value?.[0] === sopUid) ?? {};
  const dialog = app.root.querySelector<HTMLDialogElement>("[data-viewer-header]")!;
  const find = <T extends HTMLElement>(name: string) => dialog.querySelector<T>(`[data-header-${name}]`)!;
  const rows = rowsOf(dataset);
  const field = find<HTMLInputElement>("search");
  const draw = () => {
    const found = search(rows, field.value);
    find("rows").replaceChildren(...found.map(lineOf));
    find("count").textContent = word("elements", { n: found.length, m: rows.length });
  };
  find("image").textContent = app.pane.where;
  field.oninput = draw;
  draw();
  dialog.showModal();
  field.focus();
  field.select();
}

function lineOf({ depth, tag, keyword, vr, value }: Row): HTMLTableRowElement {
  const line = document.createElement("tr");
  line.dataset.depth = String(Math.min(depth, 6));
  const head = document.createElement("th");
  head.scope = "row";
  head.append(...breakable(keyword || tag));
  line.append(head, ...[tag, vr, value].map(cell));
  return line;
}

/** A keyword may be broken where one of its words begins. */
function breakable(keyword: string): (string | Node)[] {
  return keyword
    .split(/(?<=[a-z])(?=[A-Z])/)
    .flatMap((part, n) => (n ? [document.createElement("wbr"), part] : [part]));
}

function cell(text: string): HTMLTableCellElement {
  const made = document.createElement("td");
  made.textContent = text;
  return made;
}
