import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { untilStill } from "../support/browser.ts";
import { focusAtEdges, walkFocus } from "../support/focus.ts";
import { everyone, openContext, openPage, useOpenProgram } from "../support/pages.ts";

/** Every page is opened once at each width and looked at in every way, since opening it costs the most. */
const opened = useOpenProgram();

const screens = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
const narrowest = { width: 320, height: 700 };

type Faults = { scripts: string[]; axe: string[]; focus: string[]; width: string[] };

describe.each(everyone)("the pages of %s", (who) => {
  it.each(screens)(
    "at $width x $height: axe objects to nothing in either theme, the focus is seen, nothing is too wide",
    { timeout: 600_000 },
    async (screen) => {
      const isPhone = screen.width < 500;
      const context = await openContext(opened.browser, {
        address: opened.program.address,
        person: opened.people[who],
        ...screen,
      });
      const faults: Faults = { scripts: [], axe: [], focus: [], width: [] };
      for (const path of opened.paths[who]) {
        const { page, errors } = await openPage(context, opened.program.address, path);
        faults.axe.push(...(await axeFaults(page, `${path} light`, { targetSize: isPhone })));
        for (const key of ["Tab", "Shift+Tab"] as const)
          faults.focus.push(...(await walkFocus(page, key)).map((fault) => `${path} by ${key}: ${fault}`));
        faults.focus.push(...(await focusAtEdges(page)).map((fault) => `${path} ${fault}`));
        await turnDark(page);
        faults.axe.push(...(await axeFaults(page, `${path} dark`, { only: ["color-contrast"] })));
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
    },
  );
});

describe("what opens over a page", () => {
  const students = "/dashboard/clinical-supervisor/students";
  const menu = (page: Page) => page.getByRole("button", { name: /account/i }).last();
  const filters = (page: Page) => page.getByRole("button", { name: /^Filters/ }).first();
  const palette = (page: Page) => page.getByRole("button", { name: /^Search/ }).first();

  it.each([
    ["the account menu", "/dashboard/clinical-supervisor", 1440, menu, "menu"],
    ["the account menu on a phone", "/dashboard/clinical-supervisor", 390, menu, "menu"],
    ["the filters on a phone", students, 390, filters, "dialog"],
    ["the palette on a phone", students, 390, palette, "dialog"],
  ] as const)(
    "%s: axe objects to nothing, the focus is seen, Escape returns it and Tab closes a menu",
    async (_, path, width, trigger, role) => {
      const context = await openContext(opened.browser, {
        address: opened.program.address,
        person: opened.people.supervisor,
        width,
        height: width < 500 ? 844 : 900,
      });
      const { page } = await openPage(context, opened.program.address, path);
      const popup = page.getByRole(role).last();
      await trigger(page).click();
      await popup.waitFor();
      await page.waitForFunction((role) => document.activeElement?.closest(`[role=${role}]`), role);
      await untilStill(page);
      if (role === "dialog")
        expect([...(await walkFocus(page, "Tab")), ...(await walkFocus(page, "Shift+Tab"))]).toEqual([]);
      // A menu belongs to its button, and to no region of the page.
      expect(await axeFaults(page, path, { without: role === "menu" ? ["region"] : [] })).toEqual([]);
      await page.keyboard.press("Escape");
      await popup.waitFor({ state: "hidden" });
      await expect.poll(() => trigger(page).evaluate((element) => element === document.activeElement)).toBe(true);
      if (role === "menu") {
        await page.keyboard.press("Enter");
        await popup.waitFor();
        await page.keyboard.press("Tab");
        await popup.waitFor({ state: "hidden" });
        expect(await page.evaluate(() => document.activeElement?.matches("[data-base-ui-focus-guard]"))).toBe(false);
      }
      await context.close();
    },
  );
});

async function turnDark(page: Page): Promise<void> {
  await page.emulateMedia({ colorScheme: "dark" });
  // Reduced motion shortens transitions, and one of no length is over in the next frame. What inherits its colour
  // follows a frame later, and so on.
  await untilStill(page);
}

async function axeFaults(
  page: Page,
  where: string,
  { only, without = [], targetSize = false }: { only?: string[]; without?: string[]; targetSize?: boolean } = {},
): Promise<string[]> {
  const rules = Object.fromEntries(without.map((rule) => [rule, { enabled: false }]));
  const { violations } = await new AxeBuilder({ page })
    .options(
      only ? { runOnly: only } : { rules: { ...rules, ...(targetSize ? { "target-size": { enabled: true } } : {}) } },
    )
    .analyze();
  return violations.map(({ id, nodes }) => {
    const targets = nodes.map(({ target }) => target.join(" ")).slice(0, 3);
    return `${where}: ${id} ${targets.join(" | ")}`;
  });
}
