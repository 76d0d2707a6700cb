import { describe, expect, it } from "vitest";
import { type Weight, weighPage } from "../support/page-weight.ts";
import { everyone, twoAtOnce, useOpenProgram } from "../support/pages.ts";

const maxShift = 0.05;
const maxScriptBytes = 250_000;

const opened = useOpenProgram();

describe.each(everyone)("the pages of %s on a slow phone", (who) => {
  it("stand still, and load little script before they are loaded", { timeout: 600_000 }, async () => {
    const pages = await twoAtOnce(opened.paths[who], (path) =>
      weighPage(opened.browser, { address: opened.program.address, person: opened.people[who], path }),
    );
    const weights = await Promise.all(pages.map(({ weight }) => weight));
    console.info(weights.map(words).join("\n"));
    expect(weights.filter(({ scriptBytes }) => scriptBytes > maxScriptBytes).map(words)).toEqual([]);
    expect(weights.filter(({ shift }) => shift > maxShift).map(words)).toEqual([]);
  });
});

function words({ path, scriptBytes, laterScriptBytes, shift, shifted }: Weight): string {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} KB`;
  const sizes = `script ${kilobytes(scriptBytes)} before the load event, ${kilobytes(laterScriptBytes)} after`;
  return `${path}: ${sizes}; layout shift ${shift.toFixed(3)} ${shifted.join(", ")}`.trim();
}
