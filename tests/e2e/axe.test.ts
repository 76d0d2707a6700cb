import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { everyone, openContext, openPage, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();

async function faultsOf(page: Page, where: string): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => {
    const targets = nodes.map(({ target }) => target.join(" ")).slice(0, 3);
    return `${where}: ${id} ${targets.join(" | ")}`;
  });
}

describe.each(everyone)("the pages of %s", (who) => {
  it.each(["light", "dark"] as const)(
    "give axe nothing to object to in the %s theme, wide and on a phone",
    async (theme) => {
      const found: string[] = [];
      const look = async (width: number, height: number) => {
        const context = await openContext(opened.browser, {
          address: opened.program.address,
          person: opened.people[who],
          width,
          height,
          theme,
        });
        for (const path of opened.paths[who]) {
          const { page, errors } = await openPage(context, opened.program.address, path);
          found.push(...errors.map((error) => `${path} at ${width}: ${error}`));
          found.push(...(await faultsOf(page, `${path} at ${width}`)));
          await page.close();
        }
        await context.close();
      };
      await Promise.all([look(1440, 900), look(390, 844)]);
      expect(found).toEqual([]);
    },
  );

  it("fit into 320 pixels", async () => {
    const context = await openContext(opened.browser, {
      address: opened.program.address,
      person: opened.people[who],
      width: 320,
      height: 700,
    });
    const wide: string[] = [];
    for (const path of opened.paths[who]) {
      const { page } = await openPage(context, opened.program.address, path);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (overflow > 0) wide.push(`${path}: ${overflow} px too wide`);
      await page.close();
    }
    await context.close();
    expect(wide).toEqual([]);
  });
});

describe("what opens over a page", () => {
  const menu = (page: Page) => page.getByRole("button", { name: /account/i }).last();
  const filters = (page: Page) => page.getByRole("button", { name: /^Filters/ }).first();
  const select = (page: Page) => page.getByRole("combobox").last();
  const students = "/dashboard/clinical-supervisor/students";

  it.each([
    ["the account menu", "/dashboard/clinical-supervisor", 1440, menu, "menu"],
    ["the account menu on a phone", "/dashboard/student", 390, menu, "menu"],
    ["a select", students, 1440, select, "listbox"],
    ["the filters on a phone", students, 390, filters, "dialog"],
  ] as const)(
    "%s: axe has nothing to object to, and Tab and Escape close or stay inside",
    async (_, path, width, trigger, role) => {
      const who = path.includes("/student/") || path.endsWith("/student") ? "student" : "supervisor";
      const screen = { width, height: width < 500 ? 844 : 900 };
      const context = await openContext(opened.browser, {
        address: opened.program.address,
        person: opened.people[who],
        ...screen,
      });
      const { page } = await openPage(context, opened.program.address, path);
      const popup = page.getByRole(role).last();
      await trigger(page).click();
      await popup.waitFor();
      expect(await faultsOf(page, path)).toEqual([]);
      await page.keyboard.press("Escape");
      await popup.waitFor({ state: "hidden" });
      expect(await trigger(page).evaluate((element) => element === document.activeElement)).toBe(true);
      if (role !== "dialog") {
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
