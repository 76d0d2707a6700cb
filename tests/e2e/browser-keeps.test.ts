import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BrowserContext, Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { getJson, signIn } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

/** What a browser keeps of a person, and what its addresses say: nothing that the next one at the device could read. */
const opened = useOpenProgram();
const dashboard = "/dashboard/clinical-supervisor";
const typed = "Zebras crossed the ward at noon";
const days = 86_400_000;
const contexts: BrowserContext[] = [];
afterEach(async () => {
  for (const context of contexts.splice(0)) {
    // A page that is closed sends what it kept, and the next test would find it as a draft.
    await context.setOffline(true);
    await context.close();
  }
});

/** A sign-in of its own, since it ends. */
async function openSignedIn(path: string, email = "supervisor@demo.test"): Promise<Page> {
  const { browser, program } = opened;
  const person = await signIn(program.address, email);
  const context = await openContext(browser, { address: program.address, person, width: 1440, height: 900 });
  context.setDefaultTimeout(20_000);
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

const eventually = <T>(read: () => T) => expect.poll(read, { timeout: 20_000 });

type Assignments = { items: { competencyId: string; name: string; status: string }[] };

let formsOpened = 0;

/**
 * A form of the student, whose words can reach nobody. Each is of another competency: what a page sends while it is
 * left is not always held up, and the next test would find it as a draft.
 */
async function openForm(): Promise<{ page: Page; secrets: string[] }> {
  const { program, people } = opened;
  const student = people.student?.user;
  if (!people.supervisor || !student) throw new Error("nobody is signed in");
  const path = `/api/competency-assignments?studentId=${student.id}`;
  const { items } = await getJson<Assignments>(program.address, people.supervisor, path);
  const one = items.filter(({ status }) => status !== "COMPLETED")[formsOpened++];
  if (!one) throw new Error("the student has no more assignments");
  const page = await openSignedIn(dashboard);
  await page.context().route("**/api/competency-assessments**", (route) => route.abort());
  await page.context().route("**/api/competency-assessments/**", (route) => route.abort());
  await page.goto(`${program.address}/assessment/new?studentId=${student.id}&competencyId=${one.competencyId}`);
  await untilSettled(page);
  await eventually(() => page.locator("[name=observedAt]").inputValue()).not.toBe("");
  const names = ["Amina", "Okafor"];
  return { page, secrets: [typed, "Zebra", ...names, student.id, one.competencyId, one.name, "overallRating"] };
}

const words = (page: Page) => page.getByRole("textbox", { name: "Went well" });
const statusOf = (page: Page) => page.locator("[data-task-page] header [aria-live]");

/** Everything that pages can store here, as it is on the device. */
const stored = (page: Page) =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const read = (_: string, value: unknown) =>
      value instanceof ArrayBuffer || value instanceof Uint8Array
        ? String.fromCharCode(...new Uint8Array(value instanceof ArrayBuffer ? value : value.buffer))
        : value;
    const plain = [...Object.entries(localStorage), ...Object.entries(sessionStorage)];
    const records: { store: string; text: string }[] = [];
    for (const { name = "" } of await indexedDB.databases()) {
      const database = await done(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const rows = database.transaction(store).objectStore(store);
        const [keys, values] = await Promise.all([done(rows.getAllKeys()), done(rows.getAll())]);
        for (const [index, key] of keys.entries())
          records.push({ store, text: `${key} ${JSON.stringify(values[index], read)}` });
      }
      database.close();
    }
    return { plain, records, caches: await caches.keys() };
  });

async function countOf(page: Page, store: string): Promise<number> {
  return (await stored(page)).records.filter((one) => one.store === store).length;
}

async function expectUnreadable(page: Page, secrets: readonly string[]): Promise<void> {
  const all = JSON.stringify(await stored(page));
  for (const secret of secrets) expect([secret, all.includes(secret)]).toEqual([secret, false]);
}

async function signOut(page: Page): Promise<void> {
  await page
    .getByRole("button", { name: /account/i })
    .last()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

describe("words that could not be sent", () => {
  it("are on the device sealed alone, are there after a reload, and go with a sign-out [V14.3.3]", async () => {
    const { page, secrets } = await openForm();
    await words(page).fill(typed);
    await eventually(() => statusOf(page).textContent()).toContain("kept on this device");
    await eventually(() => countOf(page, "entries")).toBeGreaterThan(0);
    await expectUnreadable(page, secrets);

    await page.reload();
    await eventually(() => words(page).inputValue()).toBe(typed);
    await expectUnreadable(page, secrets);

    const other = await page.context().newPage();
    await other.goto(opened.program.address + dashboard);
    await untilSettled(other);
    await signOut(other);
    const dialog = other.getByRole("alertdialog");
    await dialog.getByText("it is removed from here and lost", { exact: false }).waitFor();
    await dialog.getByRole("button", { name: "Sign out anyway" }).click();
    await Promise.all([other.waitForURL(/\/sign-in$/), page.waitForURL(/\/sign-in/)]);
    const left = await stored(other);
    expect(left.records).toEqual([]);
    expect(left.caches).toEqual([]);
    expect(left.plain.map(([name]) => name).filter((name) => !name?.startsWith("session."))).toEqual([]);
  });

  it("are gone after three days, when their author or anybody comes to the page [V14.3.3]", async () => {
    const { page } = await openForm();
    await words(page).fill(typed);
    await eventually(() => countOf(page, "entries")).toBeGreaterThan(0);
    await page.clock.setSystemTime(Date.now() + 3 * days + 60_000);
    await page.goto(`${opened.program.address}/sign-in`);
    await eventually(() => countOf(page, "entries")).toBe(0);
    await eventually(() => countOf(page, "keys")).toBe(0);
  });

  it("of an older version are shown, sealed, and no longer there as they were [V14.3.3]", async () => {
    const { page, secrets } = await openForm();
    await words(page).fill(typed);
    await eventually(() => countOf(page, "entries")).toBeGreaterThan(0);
    const address = page.url();
    const { searchParams } = new URL(address);
    const own = opened.people.supervisor?.user.id ?? "";
    const values = {
      overallRating: null,
      criteria: [],
      observedAt: "2026-11-24T09:40",
      method: "DIRECT_OBSERVATION",
      rotationId: "",
      strengths: `${typed} before`,
      nextSteps: "",
      feedback: "",
      privateNote: "",
    };
    const subject = `${searchParams.get("studentId")} ${searchParams.get("competencyId")}`;
    await page.goto(`${opened.program.address}/sign-in`);
    await page.evaluate(
      async ([name = "", draft = ""]) => {
        await new Promise((done) => {
          indexedDB.deleteDatabase("sealed").onsuccess = done;
        });
        localStorage.setItem(name, draft);
        sessionStorage.setItem("came-by", '["/assessment/new?studentId=somebody"]');
      },
      [
        `assessment-draft ${own} ${subject} older`,
        JSON.stringify({ values, files: [], origin: { assessmentId: null, version: null } }),
      ],
    );
    await page.goto(address);
    await eventually(() => words(page).inputValue()).toBe(`${typed} before`);
    await expectUnreadable(page, [...secrets, "somebody"]);
    await page.reload();
    await eventually(() => words(page).inputValue()).toBe(`${typed} before`);
  });

  it("are in no storage of a shared device [V14.3.3]", async () => {
    const { browser, program } = opened;
    const { page: source } = await openForm();
    const address = source.url();
    const context = await openContext(browser, {
      address: program.address,
      person: undefined,
      width: 1440,
      height: 900,
    });
    context.setDefaultTimeout(20_000);
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(`${program.address}/sign-in?shared=1`);
    await page.getByLabel("Email", { exact: true }).fill("supervisor@demo.test");
    await page.getByLabel("Password", { exact: true }).fill("demo-Competency-2026");
    await page.getByLabel("Password", { exact: true }).press("Enter");
    await page.waitForURL(`**${dashboard}`);
    await context.route("**/api/competency-assessments**", (route) => route.abort());
    await page.goto(address);
    await untilSettled(page);
    await eventually(() => page.locator("[name=observedAt]").inputValue()).not.toBe("");
    await words(page).fill(typed);
    await eventually(() => statusOf(page).textContent()).toContain("kept in this tab");
    expect((await stored(page)).records).toEqual([]);
    await expectUnreadable(page, ["Zebra"]);
  });
});

describe("the answers of a walk", () => {
  it("are in no cache of the browser [V14.3.2]", async () => {
    const page = await openSignedIn(dashboard);
    const answers: { path: string; status: number }[] = [];
    page.on("response", (response) => {
      const { pathname, search, origin } = new URL(response.url());
      const isAsset = pathname.startsWith("/_next/") || /\.\w+$/.test(pathname) || pathname === "/api/school/logo";
      const isOwn = origin === opened.program.address && !isAsset;
      if (isOwn && response.request().method() === "GET")
        answers.push({ path: pathname + search, status: response.status() });
    });
    await page.reload();
    await untilSettled(page);
    const navigation = page.getByRole("navigation").first();
    for (const name of ["Students", "Dashboard", "Students", "Dashboard"]) {
      await navigation.getByRole("link", { name, exact: true }).first().click();
      await untilSettled(page);
      await page.waitForTimeout(500);
    }
    // The window is looked at again, as by whoever comes back to it.
    await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    await page.waitForTimeout(500);
    expect(answers.length).toBeGreaterThan(3);
    const paths = [...new Set(answers.filter(({ status }) => status === 200).map(({ path }) => path))];
    const kept = await page.evaluate(async (all) => {
      const found: string[] = [];
      for (const path of all) {
        const answer = await fetch(path, { cache: "only-if-cached", mode: "same-origin" }).catch(() => undefined);
        if (answer?.ok) found.push(path);
      }
      return found;
    }, paths);
    expect(kept).toEqual([]);
  });

  it("are shown to nobody after a sign-out, by Back or Forward [V14.3.2]", async () => {
    const page = await openSignedIn(dashboard);
    await page.goto(`${opened.program.address}${dashboard}/students`);
    await untilSettled(page);
    await page.getByText("Amina Okafor").first().waitFor();
    await signOut(page);
    await page.waitForURL(/\/sign-in$/);
    for (const move of ["goBack", "goForward"] as const) {
      await page[move]().catch(() => undefined);
      await page.waitForURL(/\/sign-in/);
      expect(await page.getByText("Amina Okafor").count()).toBe(0);
    }
  });
});

describe("the link of a mail", () => {
  async function linkTo(email: string): Promise<string> {
    const before = mailsTo(email).length;
    await fetch(`${opened.program.address}/api/auth/password/forgot`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: opened.program.address },
      body: JSON.stringify({ email }),
    });
    await eventually(() => mailsTo(email).length).toBeGreaterThan(before);
    return /https?:\/\/\S+\/(reset-password\S+)/.exec(mailsTo(email).at(-1) ?? "")?.[1] ?? "no link";
  }

  function mailsTo(email: string): string[] {
    const outbox = join(opened.program.dir, "outbox");
    return readdirSync(outbox)
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(outbox, name), "utf8")) as { to: string; text: string })
      .filter(({ to, text }) => to === email && text.includes("reset-password"))
      .map(({ text }) => text);
  }

  it.each([["#"], ["?"]])(
    "has its token behind # and the address loses it at once; so does that of an older mail, behind %s [V14.2.1]",
    async (sign) => {
      const { browser, program } = opened;
      const link = await linkTo("super@demo.test");
      const token = /token=([\w-]+)/.exec(link)?.[1] ?? "none";
      const context = await openContext(browser, {
        address: program.address,
        person: undefined,
        width: 390,
        height: 844,
      });
      contexts.push(context);
      const page = await context.newPage();
      const sent: string[] = [];
      page.on(
        "request",
        (request) => void sent.push(`${request.url().split("#")[0]} ${JSON.stringify(request.headers())}`),
      );
      const first = `${program.address}/${link.replace("#", sign)}`;
      await page.goto(first);
      await eventually(() => page.evaluate(() => location.href)).toBe(`${program.address}/reset-password`);
      await page
        .getByLabel("New password", { exact: true })
        .fill(`zebras crossed the ward ${sign === "#" ? "at noon" : "by night"}`);
      await page.getByRole("button", { name: "Save the new password" }).click();
      await page.getByRole("link", { name: "Sign in" }).waitFor();
      const leaks = sent.filter((one) => one.includes(token));
      // The server that was sent an older link is the one that the page's scripts come from.
      expect(leaks.length > 0).toBe(sign === "?");
      expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2);
    },
  );
});
