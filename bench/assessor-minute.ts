import { parseArgs } from "node:util";
import type { Locator, Page } from "playwright-core";
import { launchBrowser, untilSettled } from "../tests/support/browser.ts";
import { signIn } from "../tests/support/http-client.ts";
import { openContext } from "../tests/support/pages.ts";
import { discardProgram } from "../tests/support/program.ts";
import { startBuiltProgram } from "./program.ts";

/**
 * `npm run minute`: the assessor's minute, from the dashboard to a submitted assessment, driven in a real browser on a
 * phone of 390 px. It prints for each path its taps, keystrokes and round trips, and an estimate of the time that a
 * practised person needs by the keystroke-level model (Card, Moran and Newell 1980). It fails where a path of one
 * student takes more than five taps or thirty seconds. `--address` measures a program that runs already.
 */
const model = {
  /** A key on the screen's keyboard, and the touch itself at the end of a tap. */
  keystrokeSeconds: 0.28,
  /** The finger goes to a place that was found. */
  pointSeconds: 1.1,
  /** The hands go to the keyboard on the screen, or back. */
  homeSeconds: 0.4,
  /** Before each decision: what to do next, which level. */
  mentalSeconds: 1.35,
};
const most = { taps: 5, seconds: 30 };
const phone = { width: 390, height: 844, hasTouch: true };
const dashboard = "/dashboard/clinical-supervisor";

type Measured = {
  name: string;
  taps: number;
  keystrokes: number;
  homings: number;
  decisions: number;
  responseMs: number;
  requests: number;
  screens: number;
};

/** A person's steps on one page, counted as they are taken. */
class Hand {
  readonly counts: Omit<Measured, "name"> = {
    taps: 0,
    keystrokes: 0,
    homings: 0,
    decisions: 0,
    responseMs: 0,
    requests: 0,
    screens: 0,
  };
  #page: Page;
  #isTyping = false;

  constructor(page: Page) {
    this.#page = page;
    page.on("request", (request) => {
      // What is asked of the server; files of the build come from its cache on every visit but the first.
      if (!request.url().includes("/_next/static/")) this.counts.requests += 1;
    });
  }

  /** Takes a decision and carries it out with one tap, then waits for what it leads to. */
  async tap(what: Locator, leadsTo: () => Promise<unknown>): Promise<void> {
    await what.waitFor();
    this.counts.decisions += 1;
    this.counts.taps += 1;
    if (this.#isTyping) this.counts.homings += 1;
    this.#isTyping = false;
    await this.#scrollTo(what);
    const tappedAt = performance.now();
    await what.tap();
    await leadsTo();
    this.counts.responseMs += performance.now() - tappedAt;
  }

  async type(text: string, leadsTo: () => Promise<unknown>): Promise<void> {
    this.counts.keystrokes += text.length;
    if (!this.#isTyping) this.counts.homings += 1;
    this.#isTyping = true;
    await this.#page.keyboard.type(text);
    // The pause before a search is the program's, and counts as its answer.
    const typedAt = performance.now();
    await leadsTo();
    this.counts.responseMs += performance.now() - typedAt;
  }

  /** Each screen that has to be scrolled is a flick of the finger: found, and moved to. */
  async #scrollTo(what: Locator): Promise<void> {
    const box = await what.boundingBox();
    if (!box) return;
    const below = Math.max(0, box.y + box.height - phone.height) + Math.max(0, -box.y);
    this.counts.screens += Math.ceil(below / phone.height);
    await what.scrollIntoViewIfNeeded();
  }
}

function secondsOf({ taps, keystrokes, homings, decisions, responseMs, screens }: Omit<Measured, "name">): number {
  return (
    (taps + screens) * model.pointSeconds +
    (taps + keystrokes) * model.keystrokeSeconds +
    homings * model.homeSeconds +
    decisions * model.mentalSeconds +
    responseMs / 1000
  );
}

const { values } = parseArgs({ options: { address: { type: "string" } } });
const program = values.address ? undefined : await startBuiltProgram();
const address = values.address ?? program?.address ?? "";
const browser = await launchBrowser();
const person = await signIn(address, "supervisor@demo.test");

async function measure(name: string, act: (page: Page, hand: Hand) => Promise<void>): Promise<Measured> {
  const context = await openContext(browser, { address, person, ...phone });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(`${address}${dashboard}`);
  await untilSettled(page);
  await page.waitForLoadState("networkidle");
  const hand = new Hand(page);
  await act(page, hand);
  await context.close();
  return { name, ...hand.counts };
}

const untilForm = (page: Page) => async () => {
  await page.waitForURL(/\/assessment\//);
  await page.locator("[data-field=overallRating]").waitFor();
  await page.waitForFunction(() => {
    const observed = document.querySelector<HTMLInputElement>("[name=observedAt]");
    return observed !== null && observed.value !== "";
  });
};

/** The third row of the level: neither the first, which is nearest, nor the last. A number has no rows. */
const levelOf = (page: Page) => page.locator("[data-field=overallRating] label").nth(2);

/** The level, Submit, and the dialog that says the level again. */
async function judge(page: Page, hand: Hand): Promise<void> {
  if ((await levelOf(page).count()) > 0) await hand.tap(levelOf(page), async () => {});
  else {
    await hand.tap(page.locator("[data-field=overallRating] input"), async () => {});
    await hand.type("3.5", async () => {});
  }
  await hand.tap(page.getByRole("button", { name: /^Submit/ }).last(), () => page.getByRole("alertdialog").waitFor());
  await hand.tap(page.getByRole("alertdialog").getByRole("button", { name: "Submit" }), () =>
    page.getByText(/^Submitted:/).waitFor(),
  );
}

const measured: Measured[] = [];
try {
  measured.push(
    await measure("a queued student", async (page, hand) => {
      const assess = page.getByRole("link", { name: /^Assess .+: / }).first();
      await hand.tap(assess, untilForm(page));
      await judge(page, hand);
    }),
  );
  measured.push(
    await measure("any other student, one of what they are to do next", async (page, hand) => {
      await openStudent(page, hand, "dani");
      await hand.tap(page.getByRole("link", { name: /^Assess Daniel / }).first(), untilForm(page));
      await judge(page, hand);
    }),
  );
  measured.push(
    await measure("any other student, any competency", async (page, hand) => {
      await openStudent(page, hand, "dani");
      await hand.tap(page.getByRole("link", { name: /^Daniel / }).first(), async () => {
        await page.waitForURL(/\/assessment\/new\?studentId=/);
        await untilSettled(page);
      });
      await hand.tap(page.locator("a[href*=competencyId]").first(), untilForm(page));
      await judge(page, hand);
    }),
  );
  measured.push(
    await measure("six students of a skills lab, one level each", async (page, hand) => {
      await hand.tap(page.getByRole("link", { name: "Assess several at once" }), () => page.waitForURL(/\/batch$/));
      await hand.tap(page.getByRole("link", { name: "Patient Communication" }), async () => {
        await page.waitForURL(/competencyId=/);
        await page.locator("[data-level-column]").first().waitFor();
      });
      for (let row = 0; row < 6; row += 1) {
        const level = page.locator("[data-batch-row]").nth(row).locator("[data-level-column='2']");
        await hand.tap(level, async () => {});
      }
      await hand.tap(page.getByRole("button", { name: "Submit 6 assessments" }), () =>
        page.getByText("Submitted 6 of 6").first().waitFor(),
      );
    }),
  );
} finally {
  await browser.close();
  if (program) await discardProgram(program);
}

async function openStudent(page: Page, hand: Hand, name: string): Promise<void> {
  const field = page.getByLabel("Find a student");
  await hand.tap(field, async () => {});
  await hand.type(name, () =>
    page
      .getByRole("link", { name: /^Daniel / })
      .first()
      .waitFor(),
  );
}

for (const line of measured) {
  const { name, taps, keystrokes, requests, screens, responseMs, homings, decisions } = line;
  console.log(
    `${name}: ${taps} taps, ${keystrokes} keystrokes, ${screens} screens scrolled, ${requests} requests, ` +
      `${secondsOf(line).toFixed(1)} s (P ${taps + screens}, K ${taps + keystrokes}, H ${homings}, M ${decisions}, R ${(responseMs / 1000).toFixed(1)} s)`,
  );
}
const students = measured.slice(0, 2);
const over = students.filter((line) => line.taps > most.taps || secondsOf(line) > most.seconds);
for (const { name } of over) console.log(`over ${most.taps} taps or ${most.seconds} s: ${name}`);
process.exit(over.length > 0 ? 1 : 0);
