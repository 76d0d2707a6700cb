import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { LevelTrack } from "./level-track.tsx";

const levels = [
  "I had to do",
  "I had to talk them through",
  "I had to prompt them from time to time",
  "Just in case",
  "Not needed",
].map((label, index) => ({ value: index + 1, label }));
const ordinal = { kind: "ORDINAL", min: 1, max: 5, levels, target: 4 } as const;

function drawn(track: Parameters<typeof LevelTrack>[0]) {
  const html = renderToStaticMarkup(<LevelTrack {...track} />);
  return {
    spoken: /aria-label="([^"]*)"/.exec(html)?.[1],
    filled: html.match(/rounded-\[3px\] bg-pip"/g)?.length ?? 0,
    dashed: html.match(/border-dashed/g)?.length ?? 0,
    cells: html.match(/<li/g)?.length ?? 0,
    html,
  };
}

describe("a level against its target", () => {
  it("is filled to the level, and dashed at the target that is not reached", () => {
    expect(drawn({ ...ordinal, value: 3 })).toMatchObject({
      spoken: "Now 3 · Prompted, Target 4 · Just in case",
      filled: 3,
      dashed: 1,
      cells: 5,
    });
  });

  it("has nothing dashed once the target is reached", () => {
    expect(drawn({ ...ordinal, value: 5 })).toMatchObject({ filled: 5, dashed: 0 });
    expect(drawn({ ...ordinal, value: 4 })).toMatchObject({ filled: 4, dashed: 0 });
  });

  it("fills a mean to the level that it has reached, and says the mean", () => {
    expect(drawn({ ...ordinal, value: 3.48 })).toMatchObject({
      filled: 3,
      spoken: "Now 3.48, Target 4 · Just in case",
    });
  });

  it("has only the target while there is no level", () => {
    expect(drawn({ ...ordinal, value: null })).toMatchObject({
      spoken: "Not enough evidence yet, Target 4 · Just in case",
      filled: 0,
      dashed: 1,
    });
  });

  it("is two cells of pass or fail, of which one is filled", () => {
    const binary = { kind: "BINARY", min: 0, max: 1, levels: [], target: 1 } as const;
    expect(drawn({ ...binary, value: 0 })).toMatchObject({
      spoken: "Now Fail, Target Pass",
      filled: 1,
      dashed: 1,
      cells: 2,
    });
    expect(drawn({ ...binary, value: 1 })).toMatchObject({ spoken: "Now Pass, Target Pass", filled: 1, dashed: 0 });
  });

  it("is one bar with a mark where there are decimals", () => {
    const { spoken, html, cells } = drawn({ kind: "NUMERIC", min: 0, max: 5, levels, value: 2.5, target: 3.5 });
    expect(spoken).toBe("Now 2.5, Target 3.5");
    expect(cells).toBe(0);
    expect(html).toContain("width:50.00%");
    expect(html).toContain("inset-inline-start:70.00%");
  });
});
