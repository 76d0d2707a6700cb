import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFaults } from "./axe.ts";
import { untilStill } from "./browser.ts";
import { focusAtEdges, walkFocus } from "./focus.ts";
import { usePagePaths } from "./page-paths.ts";
import { openWeighed, type Weight } from "./page-weight.ts";
import { everyone, fewAtOnce, type OpenProgram, openContext, openPage, type Who } from "./pages.ts";

const desk = { width: 1440, height: 900 };
const narrowest = { width: 320, height: 700 };
const maxShift = 0.05;
const maxScriptBytes = 250_000;

type Faults = { scripts: string[]; axe: string[]; focus: string[]; width: string[]; weight: string[] };

/*
 * Each opens every page of everyone once and looks at it in every way, since opening it costs the most: axe objects to
 * nothing in either theme, the focus is seen, nothing is too wide.
 */

export function lookAtEveryPageOnDesk(opened: OpenProgram): void {
  const paths = usePagePaths(opened);
  describe("at 1440 x 900", () => {
    it.each(everyone)("the pages of %s", { timeout: 600_000 }, async (who) => {
      const { address } = opened.program;
      const context = await openContext(opened.browser, { address, person: opened.people[who], ...desk });
      expectNone(await fewAtOnce(2, paths[who], (path) => lookOnDesk(context, address, path)));
      await context.close();
    });
  });
}

/** Over a phone's slow line moreover nothing moves while it loads, and little script is loaded before the page is. */
export function lookAtEveryPageOnPhone(opened: OpenProgram): void {
  const paths = usePagePaths(opened);
  describe("at 390 x 844, over a slow line", () => {
    it.each(everyone)("the pages of %s", { timeout: 600_000 }, async (who) => {
      // A slow line leaves the processor to others.
      expectNone(await fewAtOnce(5, paths[who], (path) => lookOnPhone(opened, who, path)));
    });
  });
}

function expectNone(found: Faults[]): void {
  const none = { scripts: [], axe: [], focus: [], width: [], weight: [] };
  const all = Object.keys(none).map((kind) => [kind, found.flatMap((faults) => faults[kind as keyof Faults])]);
  expect(Object.fromEntries(all)).toEqual(none);
}

async function lookOnDesk(context: BrowserContext, address: string, path: string): Promise<Faults> {
  const { page, errors } = await openPage(context, address, path);
  const faults = await lookAtPage(page, { path, errors, isPhone: false });
  await page.close();
  return { ...faults, weight: [] };
}

async function lookOnPhone({ browser, program, people }: OpenProgram, who: Who, path: string): Promise<Faults> {
  const { page, errors, weight } = await openWeighed(browser, { address: program.address, person: people[who], path });
  console.info(words(weight));
  const faults = await lookAtPage(page, { path, errors, isPhone: true });
  await page.context().close();
  const isTooMuch = weight.scriptBytes > maxScriptBytes || weight.shift > maxShift;
  return { ...faults, weight: isTooMuch ? [words(weight)] : [] };
}

function words({ path, scriptBytes, laterScriptBytes, shift, shifted }: Weight): string {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} KB`;
  const sizes = `script ${kilobytes(scriptBytes)} before the load event, ${kilobytes(laterScriptBytes)} after`;
  return `${path}: ${sizes}; layout shift ${shift.toFixed(3)} ${shifted.join(", ")}`.trim();
}

/** A page has the same elements at both widths: axe asks everything of them at a desk, and Tab meets them on a phone. */
const isSoak = Boolean(process.env.SOAK);
const onPhone = isSoak ? { targetSize: true } : { only: ["color-contrast", "target-size"] };

async function lookAtPage(
  page: Page,
  { path, errors, isPhone }: { path: string; errors: string[]; isPhone: boolean },
): Promise<Omit<Faults, "weight">> {
  const light = await axeFaults(page, isPhone ? onPhone : {});
  const forward = isPhone || isSoak ? await walkFocus(page, "Tab") : [];
  // The way back meets nothing that neither the way forth nor the edges meet.
  const atEdges = await focusAtEdges(page);
  await turnDark(page);
  const dark = await axeFaults(page, { only: ["color-contrast"] });
  if (isPhone) await page.setViewportSize(narrowest);
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  const on = (where: string, faults: string[]) => faults.map((fault) => `${path} ${where}: ${fault}`);
  return {
    scripts: on("throws", errors),
    axe: [...on("light", light), ...on("dark", dark)],
    focus: [...on("by Tab", forward), ...on("at an edge", atEdges)],
    width: tooWide > 0 ? [`${path}: ${tooWide} px too wide`] : [],
  };
}

async function turnDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  // Reduced motion shortens transitions, and one of no length is over in the next frame. What inherits its colour
  // follows a frame later, and so on.
  await untilStill(page);
}
