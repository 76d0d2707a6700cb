import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { HealthAnswer } from "#src/features/health/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson, type SignedIn } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const consolePath = "/dashboard/super-admin";
const password = "a harbour in the early morning";

async function openAs(person: SignedIn | undefined, path: string, width: number): Promise<Page> {
  const { browser, program } = opened;
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person, width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

/** The link of an invitation, as the person finds it in their mail. */
async function invitationOf(email: string): Promise<string> {
  const outbox = join(opened.program.dir, "outbox");
  const find = () =>
    readdirSync(outbox)
      .filter((name) => name.endsWith(".json"))
      .map((name): { to: string; text: string } => JSON.parse(readFileSync(join(outbox, name), "utf8")))
      .filter(({ to }) => to === email)
      .map(({ text }) => /\/invitation#token=[\w.-]+/.exec(text)?.[0])
      .find((path) => path !== undefined);
  await expect.poll(find, { timeout: 30_000 }).toBeDefined();
  return find() ?? "no link";
}

async function signInBy(page: Page, email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Accepts the invitation and signs in, in a window of its own. */
async function acceptAs(email: string, name: string, width: number): Promise<Page> {
  const page = await openAs(undefined, await invitationOf(email), width);
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("link", { name: "Sign in" }).click();
  await signInBy(page, email);
  await page.waitForURL(/\/dashboard\/school-admin/);
  await untilSettled(page);
  return page;
}

async function inviteStudent(page: Page, email: string): Promise<void> {
  await page.goto(`${opened.program.address}/dashboard/school-admin/users`);
  await untilSettled(page);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Iris Holm");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
}

it.each(widths)(
  "a school is made, limited, suspended and opened again, at %d px",
  {
    timeout: 180_000,
  },
  async (width) => {
    const school = `Harbour School ${width}`;
    const email = `ada@harbour-${width}.test`;
    const page = await openAs(opened.people.super, consolePath, width);

    // How the program works.
    const health = page.getByRole("region", { name: "How the program works" });
    for (const part of ["Database", "Jobs", "Updates", "Email", "Files", "Redis", "Backups"])
      await health.getByText(part, { exact: true }).waitFor();
    await health.getByText(/^Version .+, running for/).waitFor();
    expect(await health.getByText("Failed", { exact: true }).count()).toBe(0);

    await page.getByRole("button", { name: "Add a school" }).click();
    const adding = page.getByRole("dialog", { name: "Add a school" });
    await adding.getByRole("button", { name: "Add and invite" }).click();
    await adding.getByText("This is needed.").first().waitFor();
    await adding.getByLabel("Name", { exact: true }).fill(school);
    await adding.getByLabel("Their name").fill("Ada Admin");
    await adding.getByLabel("Their email").fill(email);
    await adding.getByRole("button", { name: "Add and invite" }).click();
    await page.getByText(`${school} added. Its administrator is invited.`).waitFor();

    // It is there after a reload, found by its name.
    await page.reload();
    await untilSettled(page);
    await page.getByLabel("Find a school").fill(school);
    await expect.poll(() => page.url()).toContain("search=");
    const row = page.getByRole("row").filter({ hasText: school });
    await row.waitFor();
    const act = async (name: string) => {
      await row.getByRole("button", { name: `Actions for ${school}` }).click();
      await page.getByRole("menuitem", { name }).click();
    };
    await act("Administrators");
    const people = page.getByRole("dialog", { name: `Administrators of ${school}` });
    await people.getByRole("listitem").filter({ hasText: email }).getByText("Invited").waitFor();
    await people.getByRole("button", { name: "Close" }).last().click();
    await people.waitFor({ state: "detached" });

    const admin = await acceptAs(email, "Ada Admin", width);

    // A limit holds in the school.
    await act("Change the limits");
    const limits = page.getByRole("dialog", { name: "Change the limits" });
    await limits.getByLabel("Most students").fill("many");
    await limits.getByRole("button", { name: "Save" }).click();
    await limits.getByText("Write a whole number, or leave it empty.").waitFor();
    await limits.getByLabel("Most students").fill("1");
    await limits.getByRole("button", { name: "Save" }).click();
    await limits.waitFor({ state: "detached" });
    await row.getByText("0 of 1", { exact: true }).waitFor();
    await inviteStudent(admin, `iris@harbour-${width}.test`);
    await admin.getByRole("dialog").waitFor({ state: "detached" });
    await inviteStudent(admin, `noor@harbour-${width}.test`);
    await admin
      .getByRole("dialog")
      .getByText(/more students than it may have/)
      .waitFor();
    await page.reload();
    await untilSettled(page);
    await row.getByText("1 of 1", { exact: true }).waitFor();
    await expectNoFaults(page);

    // Suspended: its people are out at once, and the sign-in says why.
    await act("Suspend");
    const asked = page.getByRole("alertdialog");
    await asked.getByRole("button", { name: "Suspend school" }).click();
    await asked.getByText("This is needed.").waitFor();
    await asked.getByLabel("Reason").fill("The contract ended");
    await asked.getByRole("button", { name: "Suspend school" }).click();
    await page.getByText(`${school} is suspended`).waitFor();
    await row.getByText("Suspended").waitFor();
    await admin.goto(`${opened.program.address}/dashboard/school-admin`);
    await admin.waitForURL(/\/sign-in/);
    await untilSettled(admin);
    await signInBy(admin, email);
    await admin.getByText("Your school is suspended, so nobody of it can sign in.").waitFor();

    await page.reload();
    await untilSettled(page);
    await act("Open again");
    await page.getByRole("alertdialog").getByText("It was suspended for: The contract ended").waitFor();
    await page.getByRole("alertdialog").getByRole("button", { name: "Open school" }).click();
    await page.getByText(`${school} is open again`).waitFor();
    await row.getByText("Open", { exact: true }).waitFor();
    await signInBy(admin, email);
    await admin.waitForURL(/\/dashboard\/school-admin/);

    // A second administrator.
    await act("Administrators");
    await people.getByRole("listitem").filter({ hasText: email }).getByText("Active").waitFor();
    await people.getByLabel("Their name").fill("Ben Second");
    await people.getByLabel("Their email").fill(`ben@harbour-${width}.test`);
    await people.getByRole("button", { name: "Invite" }).click();
    await people.getByRole("listitem").filter({ hasText: "Ben Second" }).getByText("Invited").waitFor();
    await admin.context().close();
    await page.context().close();
  },
);

it.each(widths)(
  "a check is made now by the worker, and the page says so by itself, at %d px",
  { timeout: 120_000 },
  async (width) => {
    const page = await openAs(opened.people.super, `${consolePath}/health`, width);
    const card = page.getByRole("region", { name: "Progress" });
    const before = await finishedAt("progress");
    await card.getByRole("button", { name: "Check now: Progress" }).click();
    await page.getByText('The check "Progress" is made now').first().waitFor();
    await expect.poll(() => finishedAt("progress"), { timeout: 30_000 }).not.toBe(before);
    const after = await finishedAt("progress");
    const shown = () => card.locator("time").first().getAttribute("datetime");
    await expect.poll(shown, { timeout: 30_000 }).toBe(after);
    await card.getByText(/[1-9][\d,]* students recounted/).waitFor();
    const database = page.getByRole("region", { name: "Database" });
    await database.getByText("Largest tables").waitFor();
    await database.getByText("What takes longest").waitFor();
    await expectNoFaults(page);
    await page.context().close();
  },
);

async function finishedAt(kind: string): Promise<string | null> {
  const { program, people } = opened;
  if (!people.super) throw new Error("Nobody may ask for it.");
  const { checks } = await getJson<HealthAnswer>(program.address, people.super, "/api/health/checks");
  return checks.find((check) => check.kind === kind)?.finishedAt ?? null;
}
