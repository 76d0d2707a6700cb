import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launchBrowser, untilSettled } from "./browser.ts";
import { startDemoProgram } from "./demo-program.ts";
import { type SignedIn, signIn } from "./http-client.ts";
import { discardProgram, type Program } from "./program.ts";

export const everyone = ["nobody", "student", "supervisor", "admin", "super"] as const;
export type Who = (typeof everyone)[number];
export type People = Partial<Record<Who, SignedIn>>;

export type OpenProgram = { program: Program; browser: Browser; people: People };

/**
 * A program with the demo school, a browser and somebody of each role, for the tests of a file: what it returns is
 * filled before the first of them.
 */
export function useOpenProgram(): OpenProgram {
  const opened = {} as OpenProgram;
  beforeAll(async () => {
    const browser = launchBrowser();
    opened.program = await startDemoProgram();
    opened.browser = await browser;
    opened.people = await signInEveryone(opened.program.address);
  });
  afterAll(async () => {
    await opened.browser?.close();
    await discardProgram(opened.program);
  });
  return opened;
}

/** One person of each role of the demo school; nobody has no sign-in. */
export async function signInEveryone(address: string): Promise<People> {
  const signedIn = ["student", "supervisor", "admin", "super"].map(async (who) => [
    who,
    await signIn(address, `${who}@demo.test`),
  ]);
  return Object.fromEntries(await Promise.all(signedIn));
}

/** A window of its own, signed in as this person. */
export async function openContext(
  browser: Browser,
  options: {
    address: string;
    person: SignedIn | undefined;
    width: number;
    height: number;
    theme?: "light" | "dark";
    hasTouch?: boolean;
  },
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height },
    colorScheme: options.theme ?? "light",
    reducedMotion: "reduce",
    hasTouch: options.hasTouch ?? false,
  });
  const cookies = (options.person?.cookie.split("; ") ?? []).map((pair) => {
    const [name = "", ...value] = pair.split("=");
    const url = name.includes("refresh") ? `${options.address}/api/auth` : options.address;
    return { name, value: value.join("="), url };
  });
  await context.addCookies(cookies);
  return context;
}

/** Opens a page of the program and waits until all of it is there, with the errors that its scripts throw. */
export async function openPage(
  context: BrowserContext,
  address: string,
  path: string,
): Promise<{ page: Page; errors: string[] }> {
  const page = await context.newPage();
  const errors = collectErrors(page);
  await page.goto(`${address}${path}`);
  // The chart that loads late and what is streamed are part of the page.
  await untilSettled(page);
  return { page, errors };
}

/** The errors that the scripts of a page throw from now on. */
export function collectErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  return errors;
}

/** A page of a window of its own, as somebody of the demo school sees it when all of it is there. */
export async function openAs(
  { browser, program, people }: OpenProgram,
  who: Who,
  path: string,
  width: number,
): Promise<Page> {
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person: people[who], width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

/** Does the work for each, a few at a time, since a page waits for its server for much of its time; in their order. */
export async function fewAtOnce<Item, Found>(
  count: number,
  items: readonly Item[],
  work: (item: Item) => Promise<Found>,
): Promise<Found[]> {
  const found: Found[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) found[at] = await work(items[at] as Item);
  };
  await Promise.all(Array.from({ length: count }, lane));
  return found;
}
