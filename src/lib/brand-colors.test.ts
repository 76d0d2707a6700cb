import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brandOf, contrastOf, isColor, isUsedAsIs, leastContrast } from "./brand-colors.ts";

const color = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

describe("contrast", () => {
  it.each([
    ["#000000", "#ffffff", 21],
    ["#ffffff", "#ffffff", 1],
    ["#777777", "#ffffff", 4.48],
    ["#1a5da8", "#ffffff", 6.61],
  ])("of %s and %s is %d", (one, other, contrast) => {
    expect(contrastOf(one, other)).toBeCloseTo(contrast, 1);
    expect(contrastOf(other, one)).toBe(contrastOf(one, other));
  });
});

describe("the shades of a colour", () => {
  it("can be read in both themes, whatever the colour is", () => {
    fc.assert(
      fc.property(color, (chosen) => {
        const { light, dark } = brandOf(chosen);
        for (const surface of ["#ffffff", "#f6f7f9", "#f1f3f6", "#e8ebf0"]) {
          expect(contrastOf(light.accent, surface)).toBeGreaterThanOrEqual(leastContrast);
        }
        for (const surface of ["#0f1319", "#161b23", "#1d242e", "#262e3a"]) {
          expect(contrastOf(dark.accent, surface)).toBeGreaterThanOrEqual(leastContrast);
        }
        for (const { accent, foreground, hover, soft, softForeground } of [light, dark]) {
          expect(isColor(accent)).toBe(true);
          expect(contrastOf(foreground, accent)).toBeGreaterThanOrEqual(leastContrast);
          expect(contrastOf(foreground, hover)).toBeGreaterThanOrEqual(leastContrast);
          expect(contrastOf(softForeground, soft)).toBeGreaterThanOrEqual(leastContrast);
        }
      }),
    );
  });

  it("leave a dark colour as it is on light surfaces, and darken a light one", () => {
    expect(isUsedAsIs("#1a5da8")).toBe(true);
    expect(brandOf("#1a5da8").light.accent).toBe("#1a5da8");
    expect(isUsedAsIs("#ffd700")).toBe(false);
    expect(brandOf("#ffd700").dark.accent).toBe("#ffd700");
  });
});

it.each(["#1A5DA8", "#fff", "1a5da8", "red", "#1a5da8;", ""])("takes %j for no colour", (value) => {
  expect(isColor(value)).toBe(false);
});
