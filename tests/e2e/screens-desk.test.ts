import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilStill } from "../support/browser.ts";
import { walkFocus } from "../support/focus.ts";
import { openContext, openPage, useOpenProgram } from "../support/pages.ts";
import { lookAtEveryPageOnDesk } from "../support/screens.ts";

const opened = useOpenProgram();

lookAtEveryPageOnDesk(opened);

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
      expect(await axeFaults(page, { without: role === "menu" ? ["region"] : [] })).toEqual([]);
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
