import { describe, expect, it } from "vitest";
import { namedBy } from "#src/features/people/ui/selection.ts";
import { mostNamed } from "#src/features/people/values.ts";

const rows = (count: number) => ({
  ids: new Set(Array.from({ length: count }, (_, index) => String(index))),
  matching: false,
});

describe("an act on selected people", () => {
  it("names the rows, as many as an act may name", () => {
    expect(namedBy(rows(1), 9_000)).toBe("ids");
    expect(namedBy(rows(mostNamed), 9_000)).toBe("ids");
  });

  it("names the filter where all that match it are selected", () => {
    expect(namedBy({ ...rows(3), matching: true }, 9_000)).toBe("filter");
    expect(namedBy(rows(mostNamed + 1), mostNamed + 1)).toBe("filter");
  });

  it("is refused before it is sent where it is about more rows than it may name", () => {
    expect(namedBy(rows(mostNamed + 1), 9_000)).toBe("tooMany");
  });
});
