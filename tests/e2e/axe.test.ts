import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import { everyone, openContext, type People, pathsOfPages, signInEveryone, type Who } from "../support/pages.ts";
import { discardProgram, type Program, startProgram } from "../support/program.ts";

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

function contextOf(who: Who, options: { width: number; height: number; theme: "light" | "dark" }) {
  return openContext(browser, { address: program.address, person: people[who], ...options });
}

async function openPage(context: BrowserContext, path: string) {
  const page = await context.newPage();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`${program.address}${path}`);
  // The chart that loads late and what is streamed are part of the page.
  await untilSettled(page);
  return { page, errors };
}

describe.each(everyone)("the pages of %s", (who) => {
  it.each(["light", "dark"] as const)(
    "give axe nothing to object to in the %s theme, wide and on a phone",
    async (theme) => {
      const found: string[] = [];
      const look = async (width: number, height: number) => {
        const context = await contextOf(who, { width, height, theme });
        for (const path of paths[who]) {
          const { page, errors } = await openPage(context, path);
          const { violations } = await new AxeBuilder({ page }).analyze();
          found.push(...errors.map((error) => `${path} at ${width}: ${error}`));
          for (const { id, nodes } of violations) {
            found.push(
              `${path} at ${width}: ${id} ${nodes
                .map(({ target }) => target.join(" "))
                .slice(0, 3)
                .join(" | ")}`,
            );
          }
          await page.close();
        }
        await context.close();
      };
      await Promise.all([look(1440, 900), look(390, 844)]);
      expect(found).toEqual([]);
    },
  );

  it("fit into 320 pixels", async () => {
    const context = await contextOf(who, { width: 320, height: 700, theme: "light" });
    const wide: string[] = [];
    for (const path of paths[who]) {
      const { page } = await openPage(context, path);
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
