import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { untilSettled } from "../support/browser.ts";
import { useOpenProgram } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";

const opened = useOpenProgram();
const password = "a password for the first hour";

async function openWindow(path: string, width: number): Promise<Page> {
  const context = await opened.browser.newContext({
    viewport: { width, height: width < 500 ? 844 : 900 },
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(opened.program.address + path);
  await untilSettled(page);
  return page;
}

/** By keyboard alone: the focus is brought there, and a key pressed. */
async function press(target: Locator, key = "Enter"): Promise<void> {
  await target.focus();
  await target.press(key);
}

async function expectNoFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

/** What an operator does on the machine; returns the link that it prints. */
async function createSchool(school: string, email: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["src/processes/create-school.ts", "--school", school, "--admin", "Ada Admin", "--email", email],
    { env: { ...process.env, DATA_DIR: opened.program.dir, DATABASE_URL: ownerUrlOf(opened.program) } },
  );
  return /\/reset-password\?token=[\w-]+/.exec(stdout)?.[0] ?? "no link";
}

async function signInAs(page: Page, email: string): Promise<void> {
  await page.goto(`${opened.program.address}/sign-in`);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await page.waitForURL(/\/dashboard\//);
  await untilSettled(page);
}

/** The link of an invitation, as the person finds it in their mail. */
async function invitationOf(email: string): Promise<string> {
  const outbox = join(opened.program.dir, "outbox");
  let link: string | undefined;
  await expect
    .poll(
      () => {
        const mails = readdirSync(outbox)
          .filter((name) => name.endsWith(".json"))
          .map((name): { to: string; text: string } => JSON.parse(readFileSync(join(outbox, name), "utf8")));
        link = mails
          .filter(({ to }) => to === email)
          .map(({ text }) => /\/invitation\?token=\S+/.exec(text)?.[0])
          .find((found) => found !== undefined);
        return link;
      },
      { timeout: 90_000 },
    )
    .toBeDefined();
  return link ?? "no link";
}

it.each([1440, 390])(
  "a school goes from nothing to its first assessment, by keyboard alone, at %d px",
  { timeout: 600_000 },
  async (width) => {
    const domain = `fresh-${width}.test`;
    const link = await createSchool(`Fresh ${width}`, `ada@${domain}`);
    const page = await openWindow(link, width);
    await page.getByLabel("New password").fill(password);
    await page.getByLabel("New password").press("Enter");
    await page.getByRole("link", { name: "Sign in" }).waitFor();
    await signInAs(page, `ada@${domain}`);
    await page.getByRole("heading", { name: "Set up your school" }).waitFor();
    await expectNoFaults(page);

    await press(page.getByRole("button", { name: "Add them" }));
    await page.getByText("This is needed.").first().waitFor();
    await page.getByLabel("Program").fill("BSc Nursing");
    await page.getByLabel("Cohort").fill("Class of 2027");
    await page.getByLabel("Students").fill(`Amina Okafor, amina@${domain}\nnobody at all`);
    await page.getByLabel("Supervisors").fill(`Maya Hansen, maya@${domain}`);
    await page.getByText(/^Line 2 has no name/).waitFor();
    await page.getByLabel("Students").fill(`Amina Okafor, amina@${domain}\nBen Carter, ben@${domain}`);
    await press(page.getByRole("button", { name: "Add them" }));
    await page.getByText("2 students and 1 supervisor.").waitFor();

    await press(page.getByRole("button", { name: "Use the sample framework" }));
    await page.getByText("1 framework is published.").waitFor();

    await page.getByLabel("Rotation").fill("Acute Medicine");
    await page.getByLabel("Site").fill("Riverside General");
    await page.getByLabel("Unit").fill("Ward 4 East");
    await expectNoFaults(page);
    await press(page.getByRole("button", { name: "Save the placement" }));
    await page.getByText("2 placements.").waitFor();

    await press(page.getByRole("button", { name: "Assign to students" }));
    await page.getByText(/competencies are assigned/).waitFor({ timeout: 60_000 });

    await press(page.getByRole("button", { name: "Send 3 invitations" }));
    await page.getByText("3 people have not joined yet.").waitFor();
    await expectNoFaults(page);

    const supervisor = await openWindow(await invitationOf(`maya@${domain}`), width);
    await supervisor
      .getByLabel(/password/i)
      .first()
      .fill(password);
    await supervisor
      .getByLabel(/password/i)
      .first()
      .press("Enter");
    await supervisor.waitForFunction(() => !document.querySelector("input[type=password]"));
    await signInAs(supervisor, `maya@${domain}`);
    await supervisor.goto(`${opened.program.address}/dashboard/clinical-supervisor/students`);
    await press(supervisor.getByRole("link", { name: "Amina Okafor" }));
    await press(supervisor.getByRole("link", { name: "New assessment" }));
    await untilSettled(supervisor);
    if (!/competencyId=/.test(supervisor.url()))
      await press(supervisor.locator('main a[href*="competencyId="]').first());
    await supervisor.getByRole("radio", { name: /4/ }).first().waitFor();
    await press(supervisor.getByRole("radio", { name: /4/ }).first(), "Space");
    await press(supervisor.getByRole("button", { name: "Submit" }).last());
    await press(supervisor.getByRole("alertdialog").getByRole("button", { name: /Submit/ }));
    await supervisor.context().close();

    // It ticks itself, without a press or a reload.
    await page.getByText("The first assessment was submitted.").waitFor({ timeout: 60_000 });
    await page.getByText("All five steps are done.", { exact: false }).waitFor();
    await page.context().close();
  },
);

it("the first steps are put away and come back", { timeout: 300_000 }, async () => {
  const link = await createSchool("Put away", "ada@away.test");
  const page = await openWindow(link, 1440);
  await page.getByLabel("New password").fill(password);
  await page.getByLabel("New password").press("Enter");
  await page.getByRole("link", { name: "Sign in" }).waitFor();
  await signInAs(page, "ada@away.test");
  await press(page.getByRole("button", { name: "Put away" }));
  await page.getByText("The first steps are put away").waitFor();
  await press(page.getByRole("link", { name: "First steps of your school" }));
  await page.getByRole("heading", { name: "Set up your school" }).waitFor();
  await page.context().close();
});
