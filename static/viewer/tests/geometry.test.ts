import { describe, expect, test } from "vitest";

import { edgesOf, letters, opposite, patientToPixel, pixelToPatient, scaleBar } from "../src/geometry";
import type { Plane } from "../src/geometry";

const tilt = (12 * Math.PI) / 180;
const plane: Plane = {
  position: [-180, -190, -75],
  row: [1, 0, 0],
  column: [0, Math.cos(tilt), Math.sin(tilt)],
  spacing: [0.7, 0.8],
};

describe("a pixel and its point in the patient", () => {
  test("the first pixel's centre lies at Image Position (Patient)", () => {
    expect(pixelToPatient(plane, [0, 0])).toEqual([-180, -190, -75]);
  });

  test("columns step by the second spacing, rows by the first", () => {
    expect(pixelToPatient(plane, [1, 0])[0]).toBeCloseTo(-179.2);
    expect(pixelToPatient(plane, [0, 10])[1]).toBeCloseTo(-190 + 7 * Math.cos(tilt));
  });

  test("going there and back changes nothing", () => {
    const [column, row] = patientToPixel(plane, pixelToPatient(plane, [300.25, 199.5]));
    expect(column).toBeCloseTo(300.25);
    expect(row).toBeCloseTo(199.5);
  });
});

describe("letters at the edges", () => {
  test("an axial image has the patient's left on the right and the back below", () => {
    expect(edgesOf(letters([1, 0, 0]), letters([0, 1, 0]))).toEqual({
      left: "R", right: "L", top: "A", bottom: "P",
    });
  });

  test("an oblique direction names its strongest part first", () => {
    expect(letters([0, Math.cos(tilt), Math.sin(tilt)])).toBe("PH");
    expect(opposite("PH")).toBe("AF");
  });
});

test("the scale bar is the longest round length that fits", () => {
  expect(scaleBar(0.5, 160)).toBe(50);
  expect(scaleBar(0.05, 160)).toBe(5);
  expect(scaleBar(1, 160)).toBe(100);
});
