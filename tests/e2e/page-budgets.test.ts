import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Weight, weighPage } from "../support/page-weight.ts";
import { everyone, type People, pathsOfPages, signInEveryone, type Who } from "../support/pages.ts";
import { discardProgram, type Program, startProgram } from "../support/program.ts";

const maxShift = 0.05;
const maxScriptBytes = 250_000;

let program: Program;
let browser: Browser;
let people: People;
let paths: Record<Who, string[]>;

beforeAll(async () => {
  program = await startProgram();
  await program.untilReady();
  browser = await launchBrowser();
  people = await signInEveryone(program.address);
  paths = await pathsOfPages(program.address, people);
});
afterAll(async () => {
  await browser?.close();
  await discardProgram(program);
});

describe.each(everyone)("the pages of %s on a slow phone", (who) => {
  it("stand still, and load little script before they are loaded", { timeout: 600_000 }, async () => {
    const weights: Weight[] = [];
    for (const path of paths[who])
      weights.push(await weighPage(browser, { address: program.address, person: people[who], path }));
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
