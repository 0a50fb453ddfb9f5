import { expect, test } from "vitest";

import { rowsOf, search } from "../src/inspector";

const header = {
  "00280030": { vr: "DS", Value: [0.7, 0.7] },
  "00100010": { vr: "PN", Value: [{ Alphabetic: "TRAINING^ASH" }] },
  "00081140": { vr: "SQ", Value: [{ "00081155": { vr: "UI", Value: ["1.2.3"] } }] },
  "00090010": { vr: "LO", Value: ["OURS"] },
};

test("elements stand in the order of their tags, with keyword, VR and value", () => {
  expect(rowsOf(header).map(({ depth, tag, keyword, value }) => [depth, tag, keyword, value])).toEqual([
    [0, "(0008,1140)", "ReferencedImageSequence", "× 1"],
    [1, "", "#1", ""],
    [2, "(0008,1155)", "ReferencedSOPInstanceUID", "1.2.3"],
    [0, "(0009,0010)", "", "OURS"],
    [0, "(0010,0010)", "PatientName", "TRAINING^ASH"],
    [0, "(0028,0030)", "PixelSpacing", "0.7 \\ 0.7"],
  ]);
});

test("one searches by keyword, by tag in any writing, and by value", () => {
  const found = (sought: string) => search(rowsOf(header), sought).map(({ tag }) => tag);

  expect(found("pixel sp")).toEqual(["(0028,0030)"]);
  expect(found("(0010,0010)")).toEqual(["(0010,0010)"]);
  expect(found("00100010")).toEqual(["(0010,0010)"]);
  expect(found("ash")).toEqual(["(0010,0010)"]);
  expect(found("nothing like it")).toEqual([]);
});
