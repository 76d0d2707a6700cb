import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Locator, Page } from "playwright-core";
import { expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { useOpenProgram } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";
import { widths } from "../support/widths.ts";

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

type Hands = Record<"press" | "choose", (target: Locator) => Promise<void>> & {
  write: (target: Locator, words: string) => Promise<void>;
};

const mouse: Hands = {
  press: (target) => target.click(),
  choose: (target) => target.check(),
  write: (target, words) => target.fill(words),
};

/** Nothing is focused but by Tab and the arrow keys. */
const keyboard: Hands = {
  press: async (target) => {
    await reach(target);
    await target.page().keyboard.press("Enter");
  },
  choose: async (target) => {
    await reach(target, "ArrowRight");
    await target.page().keyboard.press("Space");
  },
  write: async (target, words) => {
    await reach(target);
    await target.page().keyboard.press("ControlOrMeta+a");
    await target.page().keyboard.insertText(words);
  },
};

const mostKeys = 200;

/** Goes on from where the focus is, by Tab, and within a group of options by another key. */
async function reach(target: Locator, within = "Tab"): Promise<void> {
  await target.waitFor();
  for (let keys = 0; keys < mostKeys; keys += 1) {
    const place = await target.evaluate((element) => {
      if (element === document.activeElement) return "there";
      const group = element.closest("[role=radiogroup], fieldset");
      return group?.contains(document.activeElement) ? "group" : "elsewhere";
    });
    if (place === "there") return;
    await target.page().keyboard.press(place === "group" ? within : "Tab");
  }
  throw new Error(`Tab does not reach ${target}`);
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

/** What an operator does on the machine; returns the link that it prints. */
async function createSchool(school: string, email: string): Promise<string> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["src/processes/create-school.ts", "--school", school, "--admin", "Ada Admin", "--email", email],
    // The run's own secret is not that of the program, which keeps its own in its folder.
    { env: { ...process.env, APP_SECRET: "", DATA_DIR: opened.program.dir, DATABASE_URL: ownerUrlOf(opened.program) } },
  );
  return /\/reset-password#token=[\w-]+/.exec(stdout)?.[0] ?? "no link";
}

/** From the link by which somebody sets a password to their dashboard. */
async function enter(page: Page, email: string, { write }: Hands): Promise<void> {
  await write(page.locator("input[type=password]").first(), password);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector("input[type=password]"));
  await page.goto(`${opened.program.address}/sign-in`);
  await untilSettled(page);
  await write(page.getByLabel("Email"), email);
  await write(page.getByLabel("Password", { exact: true }), password);
  await page.keyboard.press("Enter");
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
          .map(({ text }) => /\/invitation#token=\S+/.exec(text)?.[0])
          .find((found) => found !== undefined);
        return link;
      },
      { timeout: 90_000 },
    )
    .toBeDefined();
  return link ?? "no link";
}

it.each([
  ...widths.map((width) => ({ how: "by mouse", hands: mouse, width })),
  { how: "by keyboard alone", hands: keyboard, width: 1440 },
])(
  "a school goes from nothing to its first assessment, $how, at $width px",
  { timeout: 600_000 },
  async ({ how, hands, width }) => {
    const { press, write, choose } = hands;
    const domain = `${how.replaceAll(" ", "-")}-${width}.test`;
    const page = await openWindow(await createSchool(`Fresh ${how} ${width}`, `ada@${domain}`), width);
    await enter(page, `ada@${domain}`, hands);
    await page.getByRole("heading", { name: "Set up your school" }).waitFor();
    await expectNoFaults(page);

    await press(page.getByRole("button", { name: "Add them" }));
    await page.getByText("This is needed.").first().waitFor();
    await write(page.getByLabel("Program"), "BSc Nursing");
    await write(page.getByLabel("Cohort"), "Class of 2027");
    await write(page.getByRole("textbox", { name: "Students" }), `Amina Okafor, amina@${domain}\nnobody at all`);
    await write(page.getByRole("textbox", { name: "Supervisors" }), `Maya Hansen, maya@${domain}`);
    await page.getByText(/^Line 2 has no name/).waitFor();
    await write(
      page.getByRole("textbox", { name: "Students" }),
      `Amina Okafor, amina@${domain}\nBen Carter, ben@${domain}`,
    );
    await press(page.getByRole("button", { name: "Add them" }));
    await page.getByText("2 students and 1 supervisor.").waitFor();

    await press(page.getByRole("button", { name: "Use the sample framework" }));
    await page.getByText("1 framework is published.").waitFor();

    await write(page.getByLabel("Rotation"), "Acute Medicine");
    await write(page.getByLabel("Site"), "Riverside General");
    await write(page.getByLabel("Unit"), "Ward 4 East");
    await expectNoFaults(page);
    await press(page.getByRole("button", { name: "Save the placement" }));
    await page.getByText("2 placements.").waitFor();

    await press(page.getByRole("button", { name: "Assign to students" }));
    await page.getByText(/competencies are assigned/).waitFor({ timeout: 60_000 });

    await press(page.getByRole("button", { name: "Send 3 invitations" }));
    await page.getByText("3 people have not joined yet.").waitFor();
    await expectNoFaults(page);

    const supervisor = await openWindow(await invitationOf(`maya@${domain}`), width);
    await enter(supervisor, `maya@${domain}`, hands);
    await supervisor.goto(`${opened.program.address}/dashboard/clinical-supervisor/students`);
    await untilSettled(supervisor);
    await press(supervisor.getByRole("link", { name: "Amina Okafor" }));
    // The list that is left has a button of the same name, for any student.
    await supervisor.waitForURL(/\/students\/[\w-]+$/);
    await untilSettled(supervisor);
    await press(supervisor.getByRole("link", { name: "New assessment" }));
    await supervisor.waitForURL(/studentId=/);
    await untilSettled(supervisor);
    if (!/competencyId=/.test(supervisor.url()))
      await press(supervisor.locator('main a[href*="competencyId="]').first());
    await choose(supervisor.getByRole("radio", { name: /4/ }).first());
    await press(supervisor.getByRole("button", { name: "Submit" }).last());
    const dialog = supervisor.getByRole("alertdialog");
    await press(dialog.getByRole("button", { name: /Submit/ }));
    // Closed any earlier, the page would not have sent it.
    await dialog.waitFor({ state: "hidden" });
    await untilSettled(supervisor);
    await supervisor.context().close();

    // It ticks itself, without a press or a reload.
    await page.getByText("The first assessment was submitted.").waitFor({ timeout: 60_000 });
    await page.getByText("All five steps are done.", { exact: false }).waitFor();
    await page.context().close();
  },
);

it("the first steps are put away and come back", { timeout: 300_000 }, async () => {
  const page = await openWindow(await createSchool("Put away", "ada@away.test"), 1440);
  await enter(page, "ada@away.test", mouse);
  await mouse.press(page.getByRole("button", { name: "Put away" }));
  await page.getByText("The first steps are put away").waitFor();
  await mouse.press(page.getByRole("link", { name: "First steps of your school" }));
  await page.getByRole("heading", { name: "Set up your school" }).waitFor();
  await page.context().close();
});

it.each(widths)(
  "a sample school is opened, seen as each role, and removed, at %i px",
  { timeout: 300_000 },
  async (width) => {
    const email = `ada@sample-${width}.test`;
    const page = await openWindow(await createSchool(`With a sample ${width}`, email), width);
    await enter(page, email, mouse);
    const banner = page.getByRole("region", { name: "Sample school", exact: true });
    const changed = async (path: RegExp) => {
      await page.waitForURL(path);
      await banner.waitFor();
      await untilSettled(page);
    };
    await mouse.press(page.getByRole("button", { name: "Open the sample" }));
    await page.getByText("All is invented", { exact: false }).waitFor({ timeout: 60_000 });
    await untilSettled(page);
    expect(await page.getByRole("heading", { name: "Set up your school" }).count()).toBe(0);
    await page
      .getByText(/of 60 students|60 students/)
      .first()
      .waitFor();
    await expectNoFaults(page);

    await mouse.press(banner.getByRole("button", { name: "Student" }));
    await changed(/dashboard\/student/);
    await expectNoFaults(page);
    await mouse.press(banner.getByRole("button", { name: "Supervisor" }));
    await changed(/dashboard\/clinical-supervisor/);
    await expectNoFaults(page);

    await mouse.press(banner.getByRole("button", { name: "Back to your school" }));
    await page.getByRole("heading", { name: "Set up your school" }).waitFor();
    await untilSettled(page);
    expect(await banner.count()).toBe(0);
    await mouse.press(page.getByRole("button", { name: "Remove it" }));
    const dialog = page.getByRole("alertdialog");
    await dialog.getByText(/Its 60 students, 12 supervisors and [\d,]+ assessments go/).waitFor();
    await mouse.press(dialog.getByRole("button", { name: "Remove the sample" }));
    await page.getByText("Removed in one press").waitFor();
    await page.context().close();
  },
);
