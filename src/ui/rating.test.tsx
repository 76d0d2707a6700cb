import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { Rating } from "./rating.tsx";

/** The words of a rating, as a reader gets them. */
function wordsOf(rating: Parameters<typeof Rating>[0]): string {
  return renderToStaticMarkup(<Rating {...rating} />)
    .replace(/<[^>]+>/g, "")
    .trim();
}

describe("a rating", () => {
  const ordinal = { kind: "ORDINAL", max: 5, target: 4 } as const;

  it("stands beside its target", () => {
    expect(wordsOf({ ...ordinal, value: 3, label: "Prompted" })).toBe("3 · Prompted, target 4");
    expect(wordsOf({ ...ordinal, value: 5, label: "Not needed" })).toBe("5 · Not needed, target 4");
    expect(wordsOf({ kind: "NUMERIC", max: 5, target: 3.5, value: 4.25, label: null })).toBe("4.25 of 5, target 3.5");
  });

  it("of pass or fail names its target itself", () => {
    expect(wordsOf({ kind: "BINARY", max: 1, target: 1, value: 0, label: null })).toBe("Fail");
  });

  it("is never a 0 where there is too little evidence", () => {
    expect(wordsOf({ ...ordinal, value: null, label: null })).toBe("Not enough evidence yet");
  });
});
