import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, untilSettled, untilStill } from "../support/browser.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson } from "../support/http-client.ts";
import { openContext, type People, signInEveryone } from "../support/pages.ts";
import { discardProgram, type Program } from "../support/program.ts";
import { widths } from "../support/widths.ts";

/** The form of an assessment in full: a rubric, phrases, a folded note, what it changes, and the way back. */
let program: Program;
let browser: Browser;
let people: People;
let students: { id: string; name: string }[];

const bedside = "Bedside%20skills";
const skill = "Insert a nasogastric tube";

type Assignments = { items: { name: string; result: number | null; status: string; competencyId: string }[] };

beforeAll(async () => {
  program = await startDemoProgram();
  browser = await launchBrowser();
  people = await signInEveryone(program.address);
  students = await findStudents();
});
afterAll(async () => {
  await browser?.close();
  await discardProgram(program);
});

function ask<T>(path: string): Promise<T> {
  if (!people.supervisor) throw new Error("the supervisor is signed in");
  return getJson<T>(program.address, people.supervisor, path);
}

/** The students of the demo school who were assessed in the framework with a rubric. */
async function findStudents(): Promise<{ id: string; name: string }[]> {
  const { items } = await ask<{ items: { id: string; name: string }[] }>("/api/students?limit=200");
  const found: { id: string; name: string }[] = [];
  for (const one of items) {
    const assigned = await ask<Assignments>(`/api/competency-assignments?studentId=${one.id}&category=${bedside}`);
    if (assigned.items.some(({ name, result }) => name === skill && result !== null)) found.push(one);
  }
  return found;
}

function studentAt(index: number): { id: string; name: string } {
  const student = students[index];
  if (!student) throw new Error("the demo school has two such students");
  return student;
}

async function open(path: string, screen: { width: number; height: number }, script?: () => void): Promise<Page> {
  const context: BrowserContext = await openContext(browser, {
    address: program.address,
    person: people.supervisor,
    ...screen,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  if (script) await page.addInitScript(`${makeRecognition}; (${script})();`);
  await page.goto(`${program.address}${path}`);
  await untilSettled(page);
  await untilStill(page);
  return page;
}

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });
const isFocused = (target: Locator) => target.evaluate((element) => element === document.activeElement);

/** Presses Tab until the target has the focus: it is reached by the keyboard alone. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let steps = 0; steps < 150; steps += 1) {
    if (await isFocused(target.first())) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

/** Goes down a menu to an item, and takes it. */
async function choose(page: Page, item: Locator): Promise<void> {
  await item.waitFor();
  for (let steps = 0; steps < 30; steps += 1) {
    if ((await item.getAttribute("data-highlighted")) !== null) return page.keyboard.press("Enter");
    await page.keyboard.press("ArrowDown");
    await untilStill(page);
  }
  throw new Error(`the arrows do not reach ${item}`);
}

const effect = (page: Page) =>
  page.locator("section", { has: page.getByRole("heading", { name: "What this changes" }) });
const criterion = (page: Page, name: string) => page.getByRole("radiogroup", { name });

describe.each(widths.map((width, index) => ({ index, width, height: width < 500 ? 844 : 900 })))(
  "at $width px, by the keyboard alone",
  ({ index, ...screen }) => {
    const record = () => `/dashboard/clinical-supervisor/students/${studentAt(index).id}`;
    const own = `Kept at ${screen.width} px: warm, and in no hurry.`;
    let page: Page;

    it("the choice of a competency leads with what is open and recent, and opens the form", async () => {
      page = await open(record(), screen);
      await tabTo(page, page.getByRole("link", { name: /^(New assessment|Assess)$/ }));
      await page.keyboard.press("Enter");
      const first = page.getByRole("region", { name: "Open and recent" });
      await tabTo(page, first.getByRole("link", { name: skill }));
      await page.keyboard.press("Enter");
      await page.getByRole("heading", { name: skill }).waitFor();
      await eventually(() => page.locator("[name=observedAt]").inputValue()).not.toBe("");
    });

    it("the criteria decide: one is not observed, one that must be passed is failed, and it says what that changes", async () => {
      await eventually(() => effect(page).textContent()).toContain("Choose a level or score the criteria");
      for (const name of ["Consent and preparation", "Measures and inserts"]) {
        await tabTo(page, criterion(page, name).getByRole("radio").first());
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("ArrowDown");
        await eventually(() => criterion(page, name).getByRole("radio", { name: "Safe alone" }).isChecked()).toBe(true);
      }
      const must = criterion(page, "Confirms where it lies");
      expect(await must.getByText("Must be passed: With prompts or above").count()).toBe(1);
      expect(await must.getByText("Counts 3 times").count()).toBe(1);
      await tabTo(page, must.getByRole("radio").first());
      await page.keyboard.press("Space");
      await must.getByText("Below what must be passed").waitFor();
      const secures = criterion(page, "Secures and documents");
      await tabTo(page, secures.getByRole("radio").first());
      await page.keyboard.press("ArrowUp");
      await eventually(() => secures.getByRole("radio", { name: "Not observed" }).isChecked()).toBe(true);
      // (3/3 + 3/3 + 3 * 1/3) / 5 of 5 levels is 3, which is where the student stands.
      await eventually(() => effect(page).textContent()).toContain("The level stays at 3 · Prompted.");
      // What is not failed any more lifts the cap: (1 + 1 + 3) / 5 is 5.
      // A group that nothing is chosen in has one stop, and its arrows choose.
      await tabTo(page, page.locator('[data-field="overallRating"] input').first());
      for (let level = 2; level <= 4; level += 1) await page.keyboard.press("ArrowDown");
      await eventually(() => effect(page).textContent()).toContain(
        "The level moves from 3 · Prompted to 4 · Just in case.",
      );
      await eventually(() => effect(page).textContent()).toContain(
        "The criteria amount to 3 · Prompted, below the target",
      );
    });

    it("a phrase is inserted, and what is typed is kept as one", async () => {
      const strengths = page.getByRole("textbox", { name: "Went well" });
      const menu = page.getByRole("button", { name: "Phrases for Went well" });
      await tabTo(page, menu);
      await page.keyboard.press("Enter");
      await choose(page, page.getByRole("menuitem", { name: "Hand hygiene at every moment." }));
      await eventually(() => strengths.inputValue()).toBe("Hand hygiene at every moment.");
      await eventually(() => isFocused(strengths)).toBe(true);

      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(own);
      await tabTo(page, menu);
      await page.keyboard.press("Enter");
      await choose(page, page.getByRole("menuitem", { name: /^Keep this phrase/ }));
      const kept = () => ask<{ own: { words: string; kind: string }[] }>("/api/quick-phrases");
      await eventually(async () => (await kept()).own).toContainEqual(
        expect.objectContaining({ words: own, kind: "STRENGTH" }),
      );
      // Escape leaves the menu where it was opened.
      await page.getByRole("menuitem").first().waitFor({ state: "detached" });
      await tabTo(page, menu);
      await page.keyboard.press("Enter");
      await page.getByRole("menuitem", { name: own, exact: true }).waitFor();
      await page.keyboard.press("Escape");
      await eventually(() => isFocused(menu)).toBe(true);
    });

    it("the private note and the evidence are folded, open and fold again", async () => {
      const note = page.getByRole("textbox", { name: "Private note" });
      const fold = page.locator("summary", { hasText: "Private note" });
      expect(await note.isVisible()).toBe(false);
      expect(await page.getByText("Photos, documents, video or audio").isVisible()).toBe(false);
      await tabTo(page, fold);
      await page.keyboard.press("Enter");
      await tabTo(page, note);
      await page.keyboard.type("Ask Tomás how the last one went.");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Enter");
      await eventually(() => note.isVisible()).toBe(false);
    });

    it("Submit repeats what it changes, signs it, and returns to where the student was", async () => {
      await tabTo(page, page.getByRole("button", { name: /^Submit/ }));
      await page.keyboard.press("Enter");
      const dialog = page.getByRole("alertdialog");
      await eventually(() => dialog.textContent()).toContain("The level moves from 3 · Prompted to 4 · Just in case.");
      await tabTo(page, dialog.getByRole("button", { name: "Submit", exact: true }));
      await page.keyboard.press("Enter");
      const student = studentAt(index);
      await page.getByText(new RegExp(`^Submitted: ${student.name}`)).waitFor();
      await eventually(() => new URL(page.url()).pathname).toBe(record());
      const { items } = await ask<Assignments>(
        `/api/competency-assignments?studentId=${student.id}&category=${bedside}`,
      );
      expect(items.find(({ name }) => name === skill)?.result).toBe(4);
      const list = await ask<{ items: { id: string; competencyName: string }[] }>(
        `/api/competency-assessments?studentId=${student.id}`,
      );
      const view = await ask<{ id: string; evaluations: Record<string, unknown>[] }>(
        `/api/competency-assessments/${list.items.find(({ competencyName }) => competencyName === skill)?.id}`,
      );
      expect(view.evaluations[0]).toMatchObject({
        ...{ overallRating: 4, rubricResult: 3, strengths: own, privateNote: "Ask Tomás how the last one went." },
      });
      await page.context().close();
    });
  },
);

describe("dictation", () => {
  const form = async (script: () => void) => {
    const { items } = await ask<Assignments>(
      `/api/competency-assignments?studentId=${studentAt(0).id}&category=${bedside}`,
    );
    const history = items.find(({ name }) => name === "Take a focused history");
    const path = `/assessment/new?studentId=${studentAt(0).id}&competencyId=${history?.competencyId}`;
    return open(path, { width: 390, height: 844 }, script);
  };

  it("appends what was said, says that it listens, stops, and tells what went wrong", async () => {
    const page = await form(() => Object.assign(window, { SpeechRecognition: makeRecognition() }));
    const strengths = page.getByRole("textbox", { name: "Went well" });
    await strengths.fill("Listens.");
    await page.getByRole("button", { name: "Dictate: Went well" }).click();
    const stop = page.getByRole("button", { name: "Stop dictating: Went well" });
    expect(await stop.getAttribute("aria-pressed")).toBe("true");
    await page.getByText("Listening. What you say is written under Went well.").waitFor({ state: "attached" });
    const say = (words: string) =>
      page.evaluate((said) => (window as unknown as { say: (said: string) => void }).say(said), words);
    await say("Asks early.");
    await say("Hands over well.");
    await eventually(() => strengths.inputValue()).toBe("Listens. Asks early. Hands over well.");
    await stop.click();
    await page.getByRole("button", { name: "Dictate: Went well" }).click();
    await page.evaluate(() => (window as unknown as { fail: (error: string) => void }).fail("not-allowed"));
    await page.getByText("The browser may not use the microphone.").waitFor();
    await page.getByRole("button", { name: "Dictate: Went well" }).waitFor();
    await page.context().close();
  });

  it("is not offered where the browser has none", async () => {
    const page = await form(() =>
      Object.assign(window, { SpeechRecognition: undefined, webkitSpeechRecognition: undefined }),
    );
    await page.getByRole("button", { name: "Phrases for Went well" }).click();
    await page.getByRole("menuitem").first().waitFor();
    expect(await page.getByRole("button", { name: /^Dictate/ }).count()).toBe(0);
    await page.context().close();
  });
});

describe("Back returns to where the assessment was opened from", () => {
  const centre = "/dashboard/clinical-supervisor/assessments?tab=due";

  it.each([
    ["the queue", "/dashboard/clinical-supervisor"],
    ["the centre, with its filters", centre],
  ])("%s", async (_, from) => {
    const page = await open(from, { width: 1440, height: 900 });
    await page.locator('main a[href^="/assessment/"]:not([href="/assessment/batch"])').first().click();
    await page.waitForURL(/\/assessment\//);
    await eventually(() => page.getByRole("link", { name: "Back" }).first().getAttribute("href")).toBe(from);
    await page.context().close();
  });

  it("a student’s page, through the palette and the choice of a competency", async () => {
    const student = studentAt(0);
    const page = await open(`/dashboard/clinical-supervisor/students/${student.id}`, { width: 1440, height: 900 });
    await page.keyboard.press("ControlOrMeta+k");
    const palette = page.getByRole("dialog");
    await palette.getByRole("combobox").fill(student.name);
    await palette
      .getByRole("option", { name: new RegExp(`Assess.*${student.name}`) })
      .first()
      .click();
    await page.waitForURL(/\/assessment\/new\?studentId=/);
    await page.getByRole("link", { name: "Take a focused history" }).click();
    await page.waitForURL(/competencyId=/);
    const back = page.getByRole("link", { name: "Back" }).first();
    // The last step was the choice of the competency.
    await eventually(() => back.getAttribute("href")).toBe(`/assessment/new?studentId=${student.id}`);
    await back.click();
    await page.getByRole("heading", { name: "Choose a competency" }).waitFor();
    await eventually(() => page.getByRole("link", { name: "Back" }).first().getAttribute("href")).toBe(
      `/dashboard/clinical-supervisor/students/${student.id}`,
    );
    await page.context().close();
  });
});

it("any other student is rated from the dashboard on a phone in five taps, and it returns there", async () => {
  const student = studentAt(1);
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    reducedMotion: "reduce",
    storageState: await storageOf(),
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(`${program.address}/dashboard/clinical-supervisor`);
  await untilSettled(page);
  let taps = 0;
  const tap = async (target: Locator) => {
    taps += 1;
    await target.tap();
  };
  const another = page.getByRole("region", { name: "Assess another student" });
  await tap(another.getByPlaceholder("Name or number"));
  const typed = student.name.slice(0, 8);
  await page.keyboard.type(typed);
  const first = another
    .getByRole("list", { name: `Open for ${student.name}` })
    .getByRole("link")
    .first();
  await tap(first);
  await tap(page.locator('[data-field="overallRating"] label').last());
  await tap(page.getByRole("button", { name: /^Submit/ }).first());
  await tap(page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }));
  await page.getByText(new RegExp(`^Submitted: ${student.name}`)).waitFor();
  await eventually(() => new URL(page.url()).pathname).toBe("/dashboard/clinical-supervisor");
  console.info(`${taps} taps and ${typed.length} letters; by keystrokes ${estimateSeconds(taps, typed.length)} s`);
  expect(taps).toBeLessThanOrEqual(5);
  expect(estimateSeconds(taps, typed.length)).toBeLessThanOrEqual(30);
  await context.close();
});

/** The keystroke-level model: pointing 1.1 s and a thought of 1.35 s before each tap, 0.28 s for a letter. */
function estimateSeconds(taps: number, letters: number): number {
  return Math.round((taps * (1.1 + 1.35) + letters * 0.28) * 10) / 10;
}

async function storageOf() {
  const context = await openContext(browser, {
    address: program.address,
    person: people.supervisor,
    width: 390,
    height: 844,
  });
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Runs in the page: the browser's recognition with a test in the place of the microphone. */
function makeRecognition() {
  type Handlers = {
    onresult?: (event: object) => void;
    onerror?: (event: object) => void;
    onend?: () => void;
  };
  return class {
    start(this: Handlers) {
      const results: object[] = [];
      Object.assign(window, {
        say: (transcript: string) => {
          results.push(Object.assign([{ transcript }], { isFinal: true }));
          this.onresult?.({ resultIndex: results.length - 1, results });
        },
        fail: (error: string) => {
          this.onerror?.({ error });
          this.onend?.();
        },
      });
    }
    stop(this: Handlers) {
      this.onend?.();
    }
    abort(this: Handlers) {
      this.onend?.();
    }
  };
}
