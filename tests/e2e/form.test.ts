import pg from "pg";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FormAnswer } from "#src/features/assessments/schema.ts";
import { demoSchool } from "../../db/demo/people.ts";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, signIn } from "../support/http-client.ts";
import { openContext, type People, signInEveryone } from "../support/pages.ts";
import { discardProgram, ownerUrlOf, type Program } from "../support/program.ts";

/** The form for one assessment and what is kept on the device: nothing that was typed is lost or sent unseen. */
let program: Program;
let browser: Browser;
let people: People;
let owner: pg.Client;
const contexts: BrowserContext[] = [];
const phone = { width: 390, height: 844 };
const desk = { width: 1440, height: 900 };
const dashboard = "/dashboard/clinical-supervisor";

beforeAll(async () => {
  program = await startDemoProgram();
  browser = await launchBrowser();
  people = await signInEveryone(program.address);
  owner = new pg.Client({ connectionString: ownerUrlOf(program) });
  await owner.connect();
  await arrangeCompetencies();
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await browser?.close();
  await owner?.end();
  await discardProgram(program);
});
beforeEach(async () => {
  await owner.query(
    "update assessments set status = 'DISCARDED' where status = 'DRAFT' and competency_id like 'form_%'",
  );
});

/** Two competencies of the student: one is rated with levels, one with a number that may have decimals. */
async function arrangeCompetencies(): Promise<void> {
  const values = [demoSchool.id, people.student?.user.id];
  await owner.query(
    `insert into competency_templates (id, school_id, name, created_by) values ('form', $1, 'Form', $2)`,
    values,
  );
  await owner.query(
    `insert into competencies
       (id, school_id, template_id, name, description, category, level, rating_scale_id, target_rating, created_by)
     select 'form_' || kind, $1, 'form', 'Cares for patients with central venous access devices, by ' || kind,
            repeat('Inspects, flushes and documents the device as the ward requires. ', 4),
            'Clinical Skills', 'FUNDAMENTAL', scale, 4, $2
     from (values ('level', 'scale_entrustment'), ('number', 'scale_performance')) as kinds (kind, scale)`,
    values,
  );
  await owner.query(
    `insert into competency_assignments (id, school_id, user_id, competency_id)
     select id, $1, $2, id from unnest(array['form_level', 'form_number']) id`,
    values,
  );
}

async function newContext(screen: { width: number; height: number }): Promise<BrowserContext> {
  const context = await openContext(browser, { address: program.address, person: people.supervisor, ...screen });
  context.setDefaultTimeout(15_000);
  contexts.push(context);
  return context;
}

const addressOf = (competency: string) =>
  `/assessment/new?studentId=${encodeURIComponent(people.student?.user.id ?? "")}&competencyId=${competency}`;

async function open(context: BrowserContext, path: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${program.address}${path}`);
  await untilSettled(page);
  // The form fills in the time once it is interactive; what is typed before has a test of its own.
  if (path.startsWith("/assessment"))
    await eventually(() => page.locator("[name=observedAt]").inputValue()).not.toBe("");
  return page;
}

/** A save waits for a pause in typing, and a loaded machine for everything. */
const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

const strengths = (page: Page) => page.getByRole("textbox", { name: "Went well" });
const status = (page: Page) => page.locator("[data-task-page] header [aria-live]");

async function savedStrengths(): Promise<string | undefined> {
  const { supervisor } = people;
  if (!supervisor) throw new Error("the supervisor has signed in");
  const query = addressOf("form_level").split("?")[1];
  const path = `/api/competency-assessments/form?${query}`;
  return (await getJson<FormAnswer>(program.address, supervisor, path)).draft?.evaluationData.strengths;
}

/** Two tabs with one draft; the second one has saved the longer text. */
async function openTwoTabs() {
  const context = await newContext(phone);
  const first = await open(context, addressOf("form_level"));
  await strengths(first).fill("one");
  await eventually(() => status(first).textContent()).toContain("Draft saved");
  const second = await open(context, addressOf("form_level"));
  await strengths(second).fill("a long careful text of the second tab");
  await eventually(() => savedStrengths()).toBe("a long careful text of the second tab");
  return { context, first, second };
}

describe("two tabs with one draft", () => {
  it("overwrite nothing unseen: the older one shows both texts and saves the one that is chosen", async () => {
    const { first, second } = await openTwoTabs();
    await strengths(first).fill("one!");
    await first.getByText("This draft was changed in another tab or on another device").waitFor();
    expect(await first.getByText("a long careful text of the second tab").count()).toBe(1);
    expect(await savedStrengths()).toBe("a long careful text of the second tab");

    // The notice is at the top, out of sight of whoever types further down.
    const keep = first.getByRole("button", { name: "Keep what is here" });
    await strengths(first).scrollIntoViewIfNeeded();
    await first.evaluate(() => window.scrollTo({ top: document.body.scrollHeight, behavior: "instant" }));
    await status(first).getByRole("link", { name: "Changed elsewhere: choose" }).click();
    await eventually(async () => (await keep.boundingBox())?.y ?? -1).toBeGreaterThan(0);

    await first.getByRole("button", { name: "Keep what is here" }).click();
    await eventually(() => savedStrengths()).toBe("one!");
    await strengths(second).fill("a long careful text, and more");
    await second.getByText("This draft was changed in another tab or on another device").waitFor();
    await second.getByRole("button", { name: "Use the saved one" }).click();
    await eventually(() => strengths(second).inputValue()).toBe("one!");
  });

  it("keep the text that was not saved through a reload", async () => {
    const { context, first, second } = await openTwoTabs();
    await strengths(first).fill("one!");
    await first.getByText("This draft was changed in another tab or on another device").waitFor();
    // The other tab saves again, which must not remove what the first one has on the device.
    await strengths(second).fill("the second tab again");
    await eventually(() => savedStrengths()).toBe("the second tab again");
    await first.reload();
    await first.getByText("This draft was changed in another tab or on another device").waitFor();
    expect(await strengths(first).inputValue()).toBe("one!");
    expect(await first.getByText("the second tab again").count()).toBe(1);
    await context.close();
  });
});

it("restores what was typed offline on a device whose clock is a day behind", async () => {
  const context = await newContext(phone);
  const page = await open(context, addressOf("form_level"));
  await strengths(page).fill("saved");
  await eventually(() => savedStrengths()).toBe("saved");
  await page.clock.setFixedTime(Date.now() - 86_400_000);
  await context.route("**/api/competency-assessments/**", (route) => route.abort());
  await strengths(page).fill("typed where there is no connection");
  await eventually(() => status(page).textContent()).toContain("Not saved");
  await context.unroute("**/api/competency-assessments/**");
  const again = await open(context, addressOf("form_level"));
  expect(await strengths(again).inputValue()).toBe("typed where there is no connection");
  await eventually(() => savedStrengths()).toBe("typed where there is no connection");
  await context.close();
});

it("asks nobody to choose when only the answer of a save was lost", async () => {
  const context = await newContext(phone);
  const page = await open(context, addressOf("form_level"));
  await context.route(
    "**/api/competency-assessments/drafts",
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
  await strengths(page).fill("arrived without an answer");
  await eventually(() => savedStrengths()).toBe("arrived without an answer");
  await strengths(page).fill("arrived without an answer, and more");
  await eventually(() => savedStrengths()).toBe("arrived without an answer, and more");
  expect(await page.getByText("This draft was changed").count()).toBe(0);
  await context.close();
});

describe("a rating that is typed", () => {
  async function typeRating(text: string) {
    const context = await newContext(desk);
    const page = await open(context, addressOf("form_number"));
    const field = page.locator('[data-field="overallRating"] input');
    await field.click();
    // The last save of the test before may have arrived after its drafts were discarded.
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(text);
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Submit assessment" }).click();
    return { context, page, field };
  }

  it.each(["0,5", "0.5"])("of %s is offered for signing as 0.5", async (text) => {
    const { context, page } = await typeRating(text);
    await page.getByRole("alertdialog").getByText("0.5 of 5").first().waitFor();
    await context.close();
  });

  it.each(["1,000", "1.2.3", "5 of"])("of %s is refused with words, and stays in the field", async (text) => {
    const { context, page, field } = await typeRating(text);
    await page.getByText("This is not a number. Write it as 3.5 or 3,5.").first().waitFor();
    expect(await field.inputValue()).toBe(text);
    expect(await page.getByRole("alertdialog").count()).toBe(0);
    await context.close();
  });
});

it("asks about an observation of long ago before it is signed", async () => {
  const context = await newContext(phone);
  const page = await open(context, addressOf("form_level"));
  await page.locator('[data-field="overallRating"] input').nth(2).check({ force: true });
  await page.getByLabel("Observed").fill("1990-01-01T10:00");
  await page
    .getByRole("button", { name: /^Submit/ })
    .first()
    .click();
  await page
    .getByText(/^Observed \d+ days ago, is this right\?$|The earliest/)
    .first()
    .waitFor();
  await context.close();
});

describe("level 5", () => {
  it("is in view on a phone before anything is scrolled", async () => {
    const context = await newContext(phone);
    const page = await open(context, addressOf("form_level"));
    const [row, footer] = await Promise.all([
      page.locator('[data-field="overallRating"] label').last().boundingBox(),
      page.locator("[data-task-page] footer").boundingBox(),
    ]);
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(footer?.y ?? 0);
    await context.close();
  });
});

describe("signing out", () => {
  const account = (page: Page) => page.getByRole("button", { name: /account/i }).last();

  async function signOut(page: Page) {
    await account(page).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
  }

  /** A session of its own, since it ends. */
  async function signedIn(screen: { width: number; height: number }) {
    people = { ...people, supervisor: await signIn(program.address, "supervisor@demo.test") };
    return newContext(screen);
  }

  it("leaves every tab, and Back and the device have nothing of it", async () => {
    const context = await signedIn(desk);
    const [first, second] = [await open(context, dashboard), await open(context, dashboard)];
    await second.goto(`${program.address}${dashboard}/students`);
    await untilSettled(second);
    await second.evaluate(() => {
      localStorage.setItem("recent-people", "Amina");
      sessionStorage.setItem("import", "rows");
    });
    await signOut(first);
    await Promise.all([first.waitForURL(/\/sign-in$/), second.waitForURL(/\/sign-in$/)]);
    const left = await second.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
    expect(left.filter((key) => !key.startsWith("session."))).toEqual([]);
    await second.goBack().catch(() => undefined);
    await second.waitForURL(/\/sign-in/);
    expect(await second.getByText("Amina Okafor").count()).toBe(0);
    await context.close();
  });

  it("ends the push messages in this browser, here and at the program", async () => {
    const context = await signedIn(desk);
    const page = await open(context, dashboard);
    const endpoint = "https://push.test/send/this-browser";
    const ended: string[] = [];
    await page.exposeFunction("tellEnded", (address: string) => void ended.push(address));
    // The browser of the tests has no push service behind it.
    await page.evaluate((address) => {
      const unsubscribe = () => (window as unknown as { tellEnded(one: string): Promise<void> }).tellEnded(address);
      const pushManager = { getSubscription: async () => ({ endpoint: address, unsubscribe }) };
      Object.defineProperty(navigator.serviceWorker, "getRegistration", { value: async () => ({ pushManager }) });
    }, endpoint);
    const sent = page.waitForRequest("**/api/auth/sign-out");
    await signOut(page);
    expect((await sent).postDataJSON()).toEqual({ pushEndpoint: endpoint });
    await page.waitForURL(/\/sign-in$/);
    expect(ended).toEqual([endpoint]);
    await context.close();
  });

  it("says first how many assessments are not sent, and leaves nothing of them", async () => {
    const context = await signedIn(phone);
    const page = await open(context, addressOf("form_level"));
    await page.locator('[data-field="overallRating"] input').nth(2).check({ force: true });
    await context.route("**/api/competency-assessments/**", (route) => route.abort());
    await context.route("**/api/competency-assessments", (route) => route.abort());
    await page
      .getByRole("button", { name: /^Submit/ })
      .first()
      .click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Submit", exact: true }).click();
    await page.getByText("Kept on this device, not sent yet").waitFor();

    const other = await open(context, dashboard);
    await signOut(other);
    const dialog = other.getByRole("alertdialog");
    await dialog.getByText("1 assessment is not sent yet").waitFor();
    expect(await dialog.getByRole("button", { name: "Stay" }).evaluate((one) => one === document.activeElement)).toBe(
      true,
    );
    await dialog.getByRole("button", { name: "Send now" }).click();
    await dialog.getByText(/^Not everything could be sent/).waitFor();
    await dialog.getByRole("button", { name: "Stay" }).click();
    expect(new URL(other.url()).pathname).toBe(dashboard);

    await signOut(other);
    await other.getByRole("alertdialog").getByRole("button", { name: "Sign out anyway" }).click();
    await Promise.all([other.waitForURL(/\/sign-in$/), page.waitForURL(/\/sign-in$/)]);
    const kept = await other.evaluate(async () => {
      const opening = indexedDB.open("sealed");
      await new Promise((done) => {
        opening.onsuccess = done;
      });
      const counts = [...opening.result.objectStoreNames].map((store) => {
        const request = opening.result.transaction(store).objectStore(store).count();
        return new Promise((done) => {
          request.onsuccess = () => done(request.result);
        });
      });
      return Promise.all(counts);
    });
    expect(kept).toEqual([0, 0]);
    await context.close();
  });

  it("sends what waits before, where it is asked to", async () => {
    const context = await signedIn(desk);
    const page = await open(context, addressOf("form_level"));
    await context.route("**/api/competency-assessments/**", (route) => route.abort());
    await strengths(page).fill("typed and not saved");
    await eventually(() => status(page).textContent()).toContain("Not saved");
    await signOut(page);
    await page.getByRole("alertdialog").getByText("1 draft is not saved yet").waitFor();
    await context.unroute("**/api/competency-assessments/**");
    await page.getByRole("alertdialog").getByRole("button", { name: "Send now" }).click();
    await page.waitForURL(/\/sign-in$/);
    // The session of the page has ended.
    people = { ...people, supervisor: await signIn(program.address, "supervisor@demo.test") };
    expect(await savedStrengths()).toBe("typed and not saved");
    await context.close();
  });

  it("in effect, because the session has ended, is said with what is kept, and is no lost connection", async () => {
    const context = await signedIn(phone);
    const page = await open(context, addressOf("form_level"));
    await context.clearCookies();
    await strengths(page).fill("typed after the session had ended");
    await page.waitForURL(/\/sign-in\?next=/);
    await page.getByText("Your session has ended").waitFor();
    await page.getByText(/kept on this device/).waitFor();
    expect(await page.getByText(/no connection/i).count()).toBe(0);
    const next = new URL(page.url()).searchParams.get("next");
    expect(next).toBe(addressOf("form_level"));
    await page.getByLabel("Email").fill("supervisor@demo.test");
    await page.getByLabel("Password", { exact: true }).fill("demo-Competency-2026");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/assessment\/new/);
    await eventually(() => strengths(page).inputValue()).toBe("typed after the session had ended");
    await context.close();
  });
});

describe("the sign-in page", () => {
  it("opens on the email, and Tab goes from there to the password", async () => {
    const page = await browser.newPage();
    await page.goto(`${program.address}/sign-in`);
    await untilSettled(page);
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute("autocomplete"));
    // A browser offers passkeys there, too.
    await eventually(focused).toBe("username webauthn");
    await page.keyboard.press("Tab");
    expect(await focused()).toBe("current-password");
    await page.close();
  });

  it("is asked for without the mark of Next's own requests", async () => {
    const answer = await fetch(`${program.address}/dashboard/student?tab=a&_rsc=1x2`, { redirect: "manual" });
    const sent = answer.headers.get("location") ?? (await answer.text());
    expect(sent).toContain("/sign-in");
    expect(sent).not.toContain("_rsc");
  });
});

it.each(["/sign-in", "/nowhere", "/api/auth/session", "/api/docs"])(
  "lets %s use the camera and the microphone, and not where somebody is",
  async (path) => {
    const answer = await fetch(`${program.address}${path}`);
    const policy = answer.headers.get("permissions-policy")?.split(", ");
    expect(policy).toEqual(
      expect.arrayContaining(["camera=(self)", "microphone=(self)", "geolocation=()", "payment=()"]),
    );
  },
);
