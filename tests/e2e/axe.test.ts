import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { features } from "#src/features/list.ts";
import { stableUuid } from "../../db/demo/people.ts";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import type { Demo } from "../support/example.ts";
import { pageParams } from "../support/examples.ts";
import { getJson, type SignedIn, signIn } from "../support/http-client.ts";
import { discardProgram, type Program, startProgram } from "../support/program.ts";

const roleOf = {
  nobody: "nobody",
  student: "STUDENT",
  supervisor: "CLINICAL_SUPERVISOR",
  admin: "SCHOOL_ADMIN",
} as const;
const amina = stableUuid("student@demo.test");

let program: Program;
let browser: Browser;
let paths: Record<string, string[]>;
const people: Record<string, SignedIn> = {};

beforeAll(async () => {
  program = await startProgram();
  await program.untilReady();
  browser = await launchBrowser();
  for (const who of ["student", "supervisor", "admin"]) people[who] = await signIn(program.address, `${who}@demo.test`);
  paths = await pathsOfPages();
});
afterAll(async () => {
  await browser?.close();
  await discardProgram(program);
});

/** Every page that a feature names, by who may see it, with records of the demo school. */
async function pathsOfPages(): Promise<Record<string, string[]>> {
  const get: Demo["get"] = (who, path) => getJson(program.address, personOf(who), path);
  const params = new Map<string, string | undefined>();
  for (const [name, find] of Object.entries(pageParams)) params.set(name, await find({ studentId: amina, get }));
  const fill = (path: string) =>
    path.replace(/:(\w+)/g, (_, name) => {
      const found = params.get(name);
      if (found === undefined) throw new Error(`no examples.ts finds a :${name} for ${path}`);
      return found;
    });
  return Object.fromEntries(
    Object.entries(roleOf).map(([who, role]) => [
      who,
      [
        ...features.flatMap(({ pages }) => pages[role] ?? []).map(fill),
        ...(who === "nobody" ? ["/nowhere", "/api/docs"] : []),
      ],
    ]),
  );
}

function personOf(who: string): SignedIn {
  const person = people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return person;
}

async function contextOf(who: string, options: { width: number; height: number; theme: "light" | "dark" }) {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height },
    colorScheme: options.theme,
    reducedMotion: "reduce",
  });
  const person = people[who];
  if (person) {
    const cookies = person.cookie.split("; ").map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return {
        name,
        value: value.join("="),
        url: name.includes("refresh") ? `${program.address}/api/auth` : program.address,
      };
    });
    await context.addCookies(cookies);
  }
  return context;
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

describe.each(["nobody", "student", "supervisor", "admin"])("the pages of %s", (who) => {
  it.each(["light", "dark"] as const)(
    "give axe nothing to object to in the %s theme, wide and on a phone",
    async (theme) => {
      const found: string[] = [];
      const look = async (width: number, height: number) => {
        const context = await contextOf(who, { width, height, theme });
        for (const path of paths[who] ?? []) {
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
    for (const path of paths[who] ?? []) {
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
