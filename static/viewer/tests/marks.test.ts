import { expect, test } from "vitest";

import { type Mark, readMark } from "../src/config";
import { Marks } from "../src/marks";
import { PRESETS, fromRange, nameOf, toRange } from "../src/presets";

const mark = (column: number): Mark => ({
  kind: "point", sop_uid: "1.2", frame: 1, pixels: [[column, 7.12345]], points: null,
});

function list(most: number | null = null) {
  const history: (() => void)[] = [];
  const marks = new Marks([], most, true, (undo) => history.push(undo));
  return { marks, undo: () => history.pop()?.() };
}

test("a mark is written with a hundredth of a pixel, and with nothing that is only shown", () => {
  const { marks } = list();

  marks.add({ ...mark(1), kind: "length", pixels: [[1, 7.12345], [2, 3]], wrong: true } as Mark);

  expect(JSON.stringify(marks)).toBe(
    '[{"kind":"length","sop_uid":"1.2","frame":1,"pixels":[[1,7.12],[2,3]],"points":null}]',
  );
});

test("no more marks than allowed are taken", () => {
  const { marks } = list(1);

  expect([marks.add(mark(1)), marks.add(mark(2))]).toEqual([true, false]);
  expect(marks.all).toHaveLength(1);
});

test("setting, moving and removing are undone one by one", () => {
  const { marks, undo } = list();
  marks.add(mark(1));
  marks.change(0, mark(2));
  marks.remove(0);

  undo();
  expect(marks.all[0]!.pixels[0]![0]).toBe(2);
  undo();
  expect(marks.all[0]!.pixels[0]![0]).toBe(1);
  undo();
  expect(marks.all).toHaveLength(0);
});

test("marks that are only shown cannot be changed", () => {
  const marks = new Marks([mark(1)], null, false);

  marks.remove(0);

  expect(marks.add(mark(2))).toBe(false);
  expect(marks.all).toHaveLength(1);
});

test("a window survives the way to its two ends and back, and keeps its name", () => {
  const { lower, upper } = toRange(PRESETS.lung!);

  expect([lower, upper]).toEqual([-1250, 249]);
  expect(fromRange(lower, upper)).toEqual(PRESETS.lung);
  expect(nameOf(fromRange(lower, upper))).toBe("lung");
  expect(nameOf({ width: 401, centre: 90 })).toBeNull();
});

test("a point is written in the words of before as well, and a mark of before is a point", () => {
  const { marks } = list();
  marks.add({ ...mark(1), points: [[1, 2, 3.00004]], label: "nodule" });

  const [kept] = JSON.parse(JSON.stringify(marks));

  expect(kept).toMatchObject({ pixel: [1, 7.12], point: [1, 2, 3], label: "nodule" });
  expect(readMark({ sop_uid: "1.2", frame: 1, point: [1, 2, 3], pixel: [4, 5] })).toEqual({
    kind: "point", sop_uid: "1.2", frame: 1, pixels: [[4, 5]], points: [[1, 2, 3]],
  });
});
