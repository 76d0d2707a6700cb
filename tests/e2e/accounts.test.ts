import pg from "pg";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { openAs, useOpenProgram } from "../support/pages.ts";
import { ownerUrlOf } from "../support/program.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();
const password = "demo-Competency-2026";

let owner: pg.Client;
beforeAll(async () => {
  owner = new pg.Client({ connectionString: ownerUrlOf(opened.program) });
  await owner.connect();
});
afterAll(async () => {
  await owner?.end();
});

/** Signs a supervisor in by keyboard, on a device that others use too. */
async function signInShared(page: Page): Promise<void> {
  const shared = page.getByLabel("This is a shared device");
  if (!(await shared.isChecked())) await shared.press("Space");
  await page.getByLabel("Email", { exact: true }).fill("supervisor@demo.test");
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password", { exact: true }).press("Enter");
  await page.waitForURL("**/dashboard/clinical-supervisor");
  await page.getByRole("region", { name: "Shared device" }).waitFor();
}

const storedKeys = (page: Page) =>
  page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].sort());

describe("a shared device", () => {
  it.each(widths)("says so on every page and is handed on, keeping nothing, at %d px", async (width) => {
    const page = await openAs(opened, "nobody", "/sign-in", width);
    await signInShared(page);
    await untilSettled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.evaluate(() => localStorage.setItem("assessment-draft of somebody", "words about a patient"));
    const cookies = await page.context().cookies();
    expect(cookies.filter(({ name }) => /access|refresh/.test(name)).map(({ expires }) => expires)).toEqual([-1, -1]);
    expect(cookies.some(({ name }) => name.endsWith("device"))).toBe(false);
    await page.goto(`${opened.program.address}/settings/profile`);
    const here = page.getByRole("listitem").filter({ hasText: "This device" });
    await here.getByText("Shared device").waitFor();
    await here.getByText("This network", { exact: false }).waitFor();
    await page.getByText(/This sign-in ends after 10 minutes without use/).waitFor();

    await page.getByRole("button", { name: "Switch user" }).press("Enter");
    await page.waitForURL("**/sign-in?shared=1");
    await page.getByLabel("Email", { exact: true }).waitFor();
    expect((await storedKeys(page)).filter((key) => !key.startsWith("session."))).toEqual([]);
    expect((await page.context().cookies()).filter(({ name }) => /access|refresh/.test(name))).toEqual([]);
    expect(await page.getByLabel("This is a shared device").isChecked()).toBe(true);
    await untilSettled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });

  it("warns whoever does nothing, lets them stay by a key, and signs them out", async () => {
    const page = await openAs(opened, "nobody", "/sign-in?shared=1", 1440);
    await page.clock.install();
    await page.reload();
    await signInShared(page);
    await untilSettled(page);
    const dialog = page.getByRole("alertdialog", { name: "Are you still there?" });
    await page.clock.fastForward("09:10");
    await dialog.waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Stay signed in" }).press("Enter");
    await dialog.waitFor({ state: "hidden" });
    await page.clock.fastForward("09:10");
    await dialog.waitFor();
    await page.clock.fastForward("01:00");
    await page.waitForURL("**/sign-in?shared=1&ended=idle");
    await page.getByText("Nobody used the page for a few minutes", { exact: false }).waitFor();
    const ended = await owner.query(
      "select revoked_reason from sessions where is_shared order by created_at desc limit 1",
    );
    expect(ended.rows).toEqual([{ revoked_reason: "signed_out" }]);
    await page.context().close();
  });
});

describe("a school", () => {
  it.each(widths)("chooses how long its people stay signed in, by keyboard, at %d px", async (width) => {
    await owner.query("delete from sign_in_rules");
    const page = await openAs(opened, "admin", "/dashboard/school-admin/settings/sign-in", width);
    const idle = page.getByLabel("Without use", { exact: true });
    expect(await idle.locator("option:checked").textContent()).toBe("Usual: 14 days");
    await idle.selectOption({ label: "8 hours" });
    await page.getByText("Saved", { exact: true }).waitFor();
    await page.getByLabel("On a shared device, without use").selectOption({ label: "5 minutes" });
    await expect
      .poll(async () => (await owner.query("select idle_minutes, shared_idle_minutes from sign_in_rules")).rows)
      .toEqual([{ idle_minutes: 480, shared_idle_minutes: 5 }]);
    await untilSettled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.reload();
    expect(await idle.locator("option:checked").textContent()).toBe("8 hours");
    await idle.selectOption({ label: "Usual: 14 days" });
    await expect
      .poll(async () => (await owner.query("select idle_minutes from sign_in_rules")).rows)
      .toEqual([{ idle_minutes: null }]);
    await owner.query("delete from sign_in_rules");
    await page.context().close();
  });
});

describe("a new password", () => {
  it("that leaks have is refused at its field, with what to do", async () => {
    const page = await openAs(opened, "student", "/settings/profile", 390);
    await page.getByRole("button", { name: "Change password" }).press("Enter");
    await page.getByLabel("Current password").fill(password);
    await page.getByLabel("New password").fill("P4ssw0rd2026!");
    await page.getByLabel("New password").press("Enter");
    await page.getByText("is known from leaks", { exact: false }).waitFor();
    await expect
      .poll(() => page.getByLabel("New password").evaluate((field) => field === document.activeElement))
      .toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();
  });
});
