import { describe, expect, it } from "vitest";
import { blocksInSight, layOut, rowsInSight, sizes } from "./geometry.ts";

const competencies = Array.from({ length: 120 }, (_, n) => ({
  id: `c${n}`,
  code: null,
  name: `C${n}`,
  shortName: null,
  category: `Category ${Math.floor(n / 10)}`,
  isRequired: true,
  target: 4,
  scaleId: "s",
  validityMonths: null,
}));

describe("the places of columns", () => {
  const layout = layOut(competencies, sizes.pointer);

  it("leave a gap between categories, under a band each", () => {
    expect(layout.bands).toHaveLength(12);
    expect(layout.bands[1]).toEqual({ category: "Category 1", from: 10, to: 19, start: 306, width: 300 });
    expect(layout.starts.slice(9, 11)).toEqual([270, 306]);
    expect(layout.width).toBe(12 * 300 + 11 * 6);
  });

  it("are drawn in blocks that know where a category begins within them", () => {
    expect(layout.blocks.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, n) => from + n))).toEqual(
      competencies.map((_, n) => n),
    );
    for (const { from, to, start, end, firsts } of layout.blocks) {
      expect(start).toBe(layout.starts[from]);
      // As the style sheet lays them out: cells of 30 with 6 before the first of a category.
      expect(end - start).toBe((to - from) * 30 + firsts.size * 6);
    }
    const uneven = layOut(
      competencies.map((one, n) => ({ ...one, category: `${n % 7 < 4}` })),
      sizes.pointer,
    );
    for (const { from, to, start, end, firsts } of uneven.blocks)
      expect(end - start).toBe((to - from) * 30 + firsts.size * 6);
  });

  it("say which are in sight, with some to spare and never more than there are", () => {
    for (let left = 0; left < layout.width; left += 37) {
      const { from, to } = blocksInSight(left, 800, layout);
      const drawn = layout.blocks.slice(from, to);
      const inSight = layout.starts.flatMap((start, n) => (start + 30 > left && start < left + 800 ? [n] : []));
      for (const n of inSight)
        expect(
          drawn.some((one) => n >= one.from && n < one.to),
          `${n} at ${left}`,
        ).toBe(true);
      expect(to - from).toBeLessThan(6);
    }
    expect(blocksInSight(0, 100_000, layout)).toEqual({ from: 0, to: 12 });
    expect(blocksInSight(0, 100, layOut([], sizes.touch))).toEqual({ from: 0, to: 0 });
  });
});

describe("the rows in sight", () => {
  it("are those of the box, with some to spare", () => {
    expect(rowsInSight(0, 310, sizes.pointer, 300)).toEqual({ from: 0, to: 14 });
    expect(rowsInSight(3100, 310, sizes.pointer, 300)).toEqual({ from: 96, to: 114 });
    expect(rowsInSight(9000, 310, sizes.pointer, 300)).toEqual({ from: 286, to: 300 });
  });
});
