import { expect, test } from "vitest";

import type { Shelf } from "../src/config";
import { openingOf, readHash, writeHash } from "../src/hash";

test("a link in a text sets series, image and window", () => {
  expect(readHash("#s=1&i=45&w=1500&c=-600")).toEqual({ s: "1", i: 45, w: 1500, c: -600 });
});

test("what an address says is written again as it was", () => {
  const hash = "#s=2&i=45&w=1500&c=-600&z=1.5&x=-12.5&y=8&r=90&f=h&n=1&v=two&t=p1&u=7";

  expect(writeHash(readHash(hash)!)).toBe(hash);
  expect(writeHash(readHash("#s=1&i=2&v=mpr&p=1,-2.25,3")!)).toBe("#s=1&i=2&v=mpr&p=1,-2.25,3");
});

test("what goes without saying is not written", () => {
  expect(writeHash({ s: "1", i: 3, z: 1, x: 0, y: 0, r: 0, f: "", n: 0, v: "stack" })).toBe("#s=1&i=3");
});

test("an address about something else is left alone, and nonsense in it is not believed", () => {
  expect(readHash("#main")).toBeNull();
  expect(readHash("")).toBeNull();
  expect(readHash("#i=abc&v=cube&s=<b>&f=x&p=1,2")).toBeNull();
  expect(readHash("#i=4&w=Infinity")).toEqual({ i: 4 });
});

const shelf = (name: string, uid: string) =>
  ({ name, series: { uid }, slots: Array.from({ length: 5 }) }) as unknown as Shelf;
const shelves = [shelf("1", "1.1"), shelf("2", "1.2")];

test("a page opens with what its address says, else with its hanging rule, else the first", () => {
  const rule = { layout: "stack" as const, series: ["1.2"] };

  expect(openingOf(shelves, { s: "1", i: 3 }, rule)).toEqual({ shelf: shelves[0], index: 2 });
  expect(openingOf(shelves, null, rule)).toEqual({ shelf: shelves[1], index: 0 });
  expect(openingOf(shelves, { i: 99 }, null)).toEqual({ shelf: shelves[0], index: 4 });
});
