import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFaults } from "./axe.ts";
import { untilStill } from "./browser.ts";
import { focusAtEdges, walkFocus } from "./focus.ts";
import { everyone, type OpenProgram, openContext, openPage, twoAtOnce } from "./pages.ts";

const narrowest = { width: 320, height: 700 };

type Faults = { scripts: string[]; axe: string[]; focus: string[]; width: string[] };

/**
 * Opens every page of everyone once at this size and looks at it in every way, since opening it costs the most: axe
 * objects to nothing in either theme, the focus is seen, nothing is too wide.
 */
export function lookAtEveryPage(opened: OpenProgram, screen: { width: number; height: number }): void {
  describe(`at ${screen.width} x ${screen.height}`, () => {
    it.each(everyone)("the pages of %s", { timeout: 600_000 }, async (who) => {
      const { address } = opened.program;
      const context = await openContext(opened.browser, { address, person: opened.people[who], ...screen });
      const found = await twoAtOnce(opened.paths[who], (path) => lookAtPage(context, { address, path, screen }));
      await context.close();
      expect({
        scripts: found.flatMap(({ scripts }) => scripts),
        axe: found.flatMap(({ axe }) => axe),
        focus: found.flatMap(({ focus }) => focus),
        width: found.flatMap(({ width }) => width),
      }).toEqual({ scripts: [], axe: [], focus: [], width: [] });
    });
  });
}

async function lookAtPage(
  context: BrowserContext,
  { address, path, screen }: { address: string; path: string; screen: { width: number; height: number } },
): Promise<Faults> {
  const isPhone = screen.width < 500;
  const { page, errors } = await openPage(context, address, path);
  const light = await axeFaults(page, { targetSize: isPhone });
  const forward = await walkFocus(page, "Tab");
  const backward = await walkFocus(page, "Shift+Tab");
  const atEdges = await focusAtEdges(page);
  await turnDark(page);
  const dark = await axeFaults(page, { only: ["color-contrast"] });
  if (isPhone) await page.setViewportSize(narrowest);
  const tooWide = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  await page.close();
  const on = (where: string, faults: string[]) => faults.map((fault) => `${path} ${where}: ${fault}`);
  return {
    scripts: on("throws", errors),
    axe: [...on("light", light), ...on("dark", dark)],
    focus: [...on("by Tab", forward), ...on("by Shift+Tab", backward), ...on("at an edge", atEdges)],
    width: tooWide > 0 ? [`${path}: ${tooWide} px too wide`] : [],
  };
}

async function turnDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  // Reduced motion shortens transitions, and one of no length is over in the next frame. What inherits its colour
  // follows a frame later, and so on.
  await untilStill(page);
}
