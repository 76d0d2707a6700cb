import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser, untilSettled } from "../support/browser.ts";
import { startDemoProgram } from "../support/demo-program.ts";
import { getJson, signIn as signInOverHttp } from "../support/http-client.ts";
import { discardProgram, type Program } from "../support/program.ts";

const password = "demo-Competency-2026";
const framework = join(import.meta.dirname, "../fixtures/critical-care-nurse.case.json");
const title = "Critical Care Nurse";

describe.each([
  { shape: "by the program's own server, with a worker", flags: [] },
  { shape: "by Next's server, with calls in place of a worker", flags: ["--serverless"] },
])("a school that is served $shape", ({ flags }) => {
  let program: Program;
  let browser: Browser;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    program = await startDemoProgram({ flags });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    for (const context of contexts) await context.close();
    await browser?.close();
    await discardProgram(program);
  });

  async function open(width: number, height: number): Promise<Page> {
    const isPhone = width < 500;
    const context = await browser.newContext({ viewport: { width, height }, isMobile: isPhone, hasTouch: isPhone });
    context.setDefaultTimeout(20_000);
    contexts.push(context);
    return context.newPage();
  }

  async function signIn(page: Page, email: string): Promise<void> {
    await page.goto(`${program.address}/sign-in`);
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.waitForURL(/\/dashboard\//);
  }

  /** Presses again while nothing opens, as people do on a page that has just appeared. */
  async function chooseFile(page: Page, path: string): Promise<void> {
    const button = page.getByRole("button", { name: /Choose a file/ });
    for (;;) {
      const opened = page.waitForEvent("filechooser", { timeout: 1000 }).catch(() => undefined);
      await button.click();
      const chooser = await opened;
      if (chooser) return chooser.setFiles(path);
    }
  }

  /** The figure "32 of 45" of the student's first tile. */
  function completed(page: Page) {
    return page
      .getByText("Completed", { exact: true })
      .first()
      .locator("xpath=ancestor::*[self::section or self::div][2]");
  }

  describe("a fresh demo school", () => {
    it("answers the example of the documentation", async () => {
      const who = await signInOverHttp(program.address, "student@demo.test");
      const progress = await getJson<Record<string, unknown>>(program.address, who, "/api/competency-progress");
      expect(progress).toMatchObject({ totalCompetencies: 45, completedCompetencies: 32, progressPercentage: 71.1 });
      expect(Object.keys(progress).sort()).toEqual([
        "categoryBreakdown",
        "completedCompetencies",
        "progressPercentage",
        "recentActivities",
        "totalCompetencies",
        "upcomingDeadlines",
      ]);
    });

    it("serves pages whose scripts run by a nonce that is new each time", async () => {
      const policies = await Promise.all(
        [1, 2].map(
          async () => (await fetch(`${program.address}/sign-in`)).headers.get("content-security-policy") ?? "",
        ),
      );
      const nonces = policies.map((policy) => /script-src [^;]*'nonce-([^']+)'/.exec(policy)?.[1]);
      expect(nonces[0]).toBeTruthy();
      expect(nonces[0]).not.toBe(nonces[1]);
      expect(policies[0]).not.toMatch(/script-src [^;]*unsafe-inline/);
    });

    it("reports its health, and describes its API", async () => {
      const statuses = await Promise.all(
        ["/healthz", "/readyz", "/api/openapi.json", "/api/docs"].map(
          async (path) => (await fetch(`${program.address}${path}`)).status,
        ),
      );
      expect(statuses).toEqual([200, 200, 200, 200]);
    });
  });

  describe("a sign-in before the page's scripts are loaded", () => {
    it("keeps the password out of the address", async () => {
      const context = await browser.newContext({ javaScriptEnabled: false });
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(`${program.address}/sign-in`);
      await page.getByLabel("Email").fill("student@demo.test");
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForLoadState("load");
      expect(page.url()).toBe(`${program.address}/sign-in`);
    });

    it("keeps what was typed", async () => {
      const page = await open(1440, 900);
      await page.route("**/*.js", async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1000));
        await route.continue();
      });
      await page.goto(`${program.address}/sign-in`, { waitUntil: "commit" });
      await page.getByLabel("Email").fill("student@demo.test");
      await page.getByLabel("Password", { exact: true }).fill(password);
      await page.waitForLoadState("networkidle");
      expect(await page.getByLabel("Email").inputValue()).toBe("student@demo.test");
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.waitForURL(/\/dashboard\/student/);
    });
  });

  describe("an admin, a supervisor and a student at the same time", () => {
    let admin: Page;
    let supervisor: Page;
    let student: Page;
    let taps = 0;

    const tap = async (target: ReturnType<Page["locator"]>) => {
      taps += 1;
      await target.tap();
    };

    it("sign in, each to their own dashboard", async () => {
      [admin, supervisor, student] = await Promise.all([open(1440, 900), open(390, 844), open(1440, 900)]);
      await signIn(admin, "admin@demo.test");
      await signIn(supervisor, "supervisor@demo.test");
      await signIn(student, "student@demo.test");
      expect(new URL(admin.url()).pathname).toBe("/dashboard/school-admin");
      expect(new URL(supervisor.url()).pathname).toBe("/dashboard/clinical-supervisor");
      expect(new URL(student.url()).pathname).toBe("/dashboard/student");
      await expect.poll(() => completed(student).textContent()).toMatch(/32\s*of 45/);
      // This mark would be lost by a reload.
      await student.evaluate(() => Object.assign(window, { isSamePage: true }));
      await expect.poll(() => student.getByText("Up to date", { exact: true }).count()).toBeGreaterThan(0);
    });

    it("the admin imports a published framework, with a preview", async () => {
      await admin.goto(`${program.address}/dashboard/school-admin/frameworks/import`);
      await untilSettled(admin);
      await chooseFile(admin, framework);
      await admin.getByText("Check what was read").waitFor();
      await admin
        .getByText(/\d+ competencies will be made/)
        .first()
        .waitFor();
      await admin.getByRole("button", { name: "Continue to settings" }).click();
      await admin.getByText("How these competencies are assessed").waitFor();
      // Publishing is a choice: nothing is published by going on.
      const publish = admin.getByRole("checkbox", { name: "Publish it now" });
      expect(await publish.isChecked()).toBe(false);
      await publish.check();
      await admin.getByRole("button", { name: /^Import \d+ competencies/ }).click();
      await admin.getByText("The framework is imported").waitFor();
    });

    it("assigns it to a cohort, and the student's page has the new competencies", async () => {
      await admin.getByRole("link", { name: "Assign to students", exact: true }).first().click();
      await admin.getByText("BSc Nursing 2027", { exact: true }).first().click();
      await admin.getByRole("button", { name: "Assign to students", exact: true }).click();
      await admin.getByRole("alertdialog").getByRole("button", { name: "Assign to students", exact: true }).click();
      await admin.getByText("The framework is assigned").waitFor();
      await expect.poll(() => completed(student).textContent(), { timeout: 20_000 }).not.toMatch(/of 45/);
      expect(await student.evaluate(() => "isSamePage" in window)).toBe(true);
    });

    it("the supervisor submits an entrustment rating in at most five taps from the dashboard", async () => {
      await supervisor.goto(`${program.address}/dashboard/clinical-supervisor`);
      await untilSettled(supervisor);
      const before = await completed(student).textContent();
      await supervisor.getByRole("heading", { name: /waiting for you/i, level: 1 }).waitFor();
      const another = supervisor.getByRole("region", { name: "Assess another student" });
      await another.getByPlaceholder("Name or number").fill("Amina");
      await another.getByText("Amina Okafor").waitFor();
      taps = 0;
      const writes: string[] = [];
      supervisor.on("request", (request) => {
        const { pathname } = new URL(request.url());
        const isWrite = request.method() !== "GET" && !pathname.endsWith("/effect");
        if (isWrite && pathname.startsWith("/api/competency-assessments")) {
          writes.push(
            `${request.method()} ${pathname.replace("/api/competency-assessments", "").replace(/[0-9a-f-]{36}/, ":id")}`,
          );
        }
      });
      await tap(another.getByRole("link", { name: "Amina Okafor", exact: true }));
      await tap(supervisor.getByRole("link", { name: /^Evaluate patients/ }).first());
      await tap(supervisor.getByRole("radio", { name: /Unsupervised/ }).first());
      await tap(supervisor.getByRole("button", { name: /^Submit/ }).first());
      await tap(
        supervisor.locator("[role=dialog], [role=alertdialog]").getByRole("button", { name: "Submit", exact: true }),
      );
      await supervisor
        .getByText(/^Submitted: Amina Okafor/)
        .first()
        .waitFor();
      expect(taps).toBeLessThanOrEqual(5);
      // Where these taps took so long that a draft was saved, it is that draft which is submitted.
      expect([["POST "], ["POST /drafts", "POST /:id/submit"]]).toContainEqual(writes);

      // The student sees it without a reload.
      await expect.poll(() => completed(student).textContent(), { timeout: 10_000 }).not.toBe(before);
      await expect.poll(() => completed(student).textContent()).toMatch(/33\s*of/);
      expect(await student.evaluate(() => "isSamePage" in window)).toBe(true);
    });

    it(`shows the admin "${title}" among the frameworks`, async () => {
      await admin.goto(`${program.address}/dashboard/school-admin/frameworks`);
      await admin.getByText(title).first().waitFor();
    });
  });
});
