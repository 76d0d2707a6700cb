import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFaults } from "./axe.ts";
import { untilStill } from "./browser.ts";
import { focusAtEdges, walkFocus } from "./focus.ts";
import { everyone, type OpenProgram, openContext, openPage } from "./pages.ts";

const narrowest = { width: 320, height: 700 };

type Faults = { scripts: string[]; axe: string[]; focus: string[]; width: string[] };

/**
 * Opens every page of everyone once at this size and looks at it in every way, since opening it costs the most: axe
 * objects to nothing in either theme, the focus is seen, nothing is too wide.
 */
export function lookAtEveryPage(opened: OpenProgram, screen: { width: number; height: number }): void {
  const isPhone = screen.width < 500;
  describe(`at ${screen.width} x ${screen.height}`, () => {
    it.each(everyone)("the pages of %s", { timeout: 600_000 }, async (who) => {
      const context = await openContext(opened.browser, {
        address: opened.program.address,
        person: opened.people[who],
        ...screen,
      });
      const faults: Faults = { scripts: [], axe: [], focus: [], width: [] };
      for (const path of opened.paths[who]) {
        const { page, errors } = await openPage(context, opened.program.address, path);
        const light = await axeFaults(page, { targetSize: isPhone });
        faults.axe.push(...light.map((fault) => `${path} light: ${fault}`));
        for (const key of ["Tab", "Shift+Tab"] as const)
          faults.focus.push(...(await walkFocus(page, key)).map((fault) => `${path} by ${key}: ${fault}`));
        faults.focus.push(...(await focusAtEdges(page)).map((fault) => `${path} ${fault}`));
        await turnDark(page);
        const dark = await axeFaults(page, { only: ["color-contrast"] });
        faults.axe.push(...dark.map((fault) => `${path} dark: ${fault}`));
        if (isPhone) await page.setViewportSize(narrowest);
        const tooWide = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (tooWide > 0) faults.width.push(`${path}: ${tooWide} px too wide`);
        faults.scripts.push(...errors.map((error) => `${path}: ${error}`));
        await page.close();
      }
      await context.close();
      expect(faults).toEqual({ scripts: [], axe: [], focus: [], width: [] });
    });
  });
}

async function turnDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  // Reduced motion shortens transitions, and one of no length is over in the next frame. What inherits its colour
  // follows a frame later, and so on.
  await untilStill(page);
}
