import { expect, test } from "vitest";

import { type Dataset, atDetector, frameDataset, numbers, planeOf, unitOf } from "../src/dicom";

const ds = (...values: unknown[]) => ({ vr: "DS", Value: values });
const sq = (...items: Dataset[]) => ({ vr: "SQ", Value: items });

test("a frame of an enhanced image gets its own position and the shared spacing", () => {
  const image: Dataset = {
    "00280008": ds(2),
    "52009229": sq({ "00289110": sq({ "00280030": ds(0.5, 0.5) }) }),
    "52009230": sq(
      { "00209113": sq({ "00200032": ds(0, 0, 1) }) },
      { "00209113": sq({ "00200032": ds(0, 0, 2) }) },
    ),
  };

  const second = frameDataset(image, 2);

  expect(numbers(second, "00200032")).toEqual([0, 0, 2]);
  expect(numbers(second, "00280030")).toEqual([0.5, 0.5]);
  expect(second["00280008"]).toBeUndefined();
});

test("a spacing of zero is no spacing", () => {
  const image = frameDataset({ "00280030": ds(0, 0) }, 1);

  expect(numbers(image, "00280030")).toEqual([]);
});

test("a radiograph with the detector's spacing alone is measured at the detector", () => {
  const image = frameDataset({ "00181164": ds(0.2, 0.2) }, 1);

  expect(numbers(image, "00280030")).toEqual([0.2, 0.2]);
  expect(atDetector(image)).toBe(true);
});

test("an image without a position has no plane in the patient", () => {
  expect(planeOf({ "00280030": ds(1, 1) })).toBeNull();
});

test("CT counts in Hounsfield units unless it says otherwise", () => {
  const ct = { "00080060": { vr: "CS", Value: ["CT"] } };

  expect(unitOf(ct)).toBe("HU");
  expect(unitOf({ ...ct, "00281054": { vr: "LO", Value: ["MGML"] } })).toBe("MGML");
  expect(unitOf({ "00080060": { vr: "CS", Value: ["MR"] } })).toBe("");
});
