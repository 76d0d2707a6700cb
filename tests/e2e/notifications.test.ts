import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { NotificationsAnswer, SettingsAnswer } from "#src/features/notifications/schema.ts";
import type { Channel, NotificationType } from "#src/features/notifications/values.ts";
import { stableUuid } from "../../db/demo/people.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson } from "../support/http-client.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

async function read<Answer>(who: Who, path: string): Promise<Answer> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<Answer>(opened.program.address, person, path);
}

const settings = (who: Who) => read<SettingsAnswer>(who, "/api/notifications/settings");

async function isOn(who: Who, type: NotificationType, channel: Channel): Promise<boolean | undefined> {
  const { choices } = await settings(who);
  return choices.find((choice) => choice.type === type && choice.channel === channel)?.isOn;
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

/** As the program signs it into an email. */
function unsubscribeToken(who: string, type: string): string {
  const named = Buffer.from(`${type}:${stableUuid(who)}`).toString("base64url");
  const { appSecret } = JSON.parse(readFileSync(join(opened.program.dir, "secrets"), "utf8"));
  return `${named}.${createHmac("sha256", appSecret).update(`unsubscribe:${named}`).digest("base64url")}`;
}

it.each(widths)("a student chooses what reaches them, by keyboard alone, at %d px", async (width) => {
  const page = await openAs("student", "/settings/notifications", width);
  if (width < 500) {
    const fold = page.getByRole("button", { name: /Feedback and answers/ });
    await fold.getByText("In the app").waitFor();
    await fold.press("Enter");
  }
  const email = page.getByLabel("Email for Feedback and answers").locator("visible=true");
  expect(await email.isChecked()).toBe(false);
  await email.press("Space");
  await expect.poll(() => email.isChecked()).toBe(true);
  await page.getByText("Email for Feedback and answers is on").waitFor();
  expect(await isOn("student", "FEEDBACK_AVAILABLE", "EMAIL")).toBe(true);
  await expectNoFaults(page);
  await page.getByRole("button", { name: "Undo" }).press("Enter");
  await expect.poll(() => email.isChecked()).toBe(false);
  await expect.poll(() => isOn("student", "FEEDBACK_AVAILABLE", "EMAIL")).toBe(false);

  const card = page.getByRole("region", { name: "Quiet hours" });
  await card.getByRole("switch").press("Space");
  await expect
    .poll(async () => (await settings("student")).quiet)
    .toEqual({
      from: "22:00",
      to: "07:00",
      days: "EVERY_DAY",
    });
  await card.getByLabel("From").fill("21:30");
  // Both before the page draws the first: neither may take the other back.
  await card.evaluate(async (element) => {
    const days = element.querySelector("select");
    element
      .querySelector("input[type=time]")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    for (let turn = 0; turn < 20; turn += 1) await null;
    if (days) days.value = "WEEKDAYS";
    days?.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await expect
    .poll(async () => (await settings("student")).quiet)
    .toEqual({
      from: "21:30",
      to: "07:00",
      days: "WEEKDAYS",
    });
  await card.getByLabel("To").fill("21:30");
  await card.getByText("Choose another time than they begin.").waitFor();
  await card.getByLabel("To").fill("06:00");
  await card.getByLabel("Days").focus();
  await expect.poll(async () => (await settings("student")).quiet?.to).toBe("06:00");
  await card.getByRole("switch").press("Space");
  await expect.poll(async () => (await settings("student")).quiet).toBe(null);

  await page.getByRole("radio", { name: /One a week/ }).press("Space");
  await page.getByText("Email: one a week").waitFor();
  await page
    .getByText(/^(1 email|no emails)\b/)
    .locator("visible=true")
    .waitFor();
  await expectNoFaults(page);
  await page.getByRole("radio", { name: /One at a time/ }).press("Space");
  await expect.poll(async () => (await settings("student")).emailPace).toBe("EACH");
  await page.context().close();
});

/** The code of the last SMS, which is in a file where no service is set up. */
function codeInOutbox(): string {
  const folder = join(opened.program.dir, "outbox");
  const messages = readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as { channel?: string; text: string });
  const text = messages.findLast(({ channel, text }) => channel === "SMS" && /is your code for/.test(text))?.text ?? "";
  return text.slice(0, 6);
}

it.each(widths)("a supervisor verifies a number, and chooses what comes by SMS, at %d px", async (width) => {
  const page = await openAs("supervisor", "/settings/notifications", width);
  const title = "Assessments you are asked for";
  if (width < 500) await page.getByRole("button", { name: new RegExp(title) }).press("Enter");
  const missing = page.getByLabel(`SMS for ${title}: add a number first`).locator("visible=true");
  expect(await missing.isDisabled()).toBe(true);
  await expectNoFaults(page);

  const card = page.getByRole("region", { name: "Where SMS go" });
  await card.getByRole("button", { name: "Add a number" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Phone number").fill("07700 900456");
  await dialog.getByLabel("Phone number").press("Enter");
  await dialog.getByText("Begin with the country code").waitFor();
  await dialog.getByLabel("Phone number").fill("+44 (0)7700 900-456");
  await expectNoFaults(page);
  await dialog.getByRole("button", { name: "Send the code" }).press("Enter");
  const field = dialog.getByLabel("Code");
  await field.waitFor();
  await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
  const code = codeInOutbox();
  await field.fill(code === "000000" ? "000001" : "000000");
  await field.press("Enter");
  await dialog.getByText("This is not the code that was sent; 4 tries are left.").waitFor();
  await expectNoFaults(page);
  await field.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await field.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await card.getByText("+44 7700900456").waitFor();

  const sms = page.getByLabel(`SMS for ${title}`, { exact: true }).locator("visible=true");
  await sms.press("Space");
  await expect.poll(() => isOn("supervisor", "ASSESSMENT_DUE", "SMS")).toBe(true);
  expect(await sms.isChecked()).toBe(true);
  await expectNoFaults(page);

  await card.getByRole("button", { name: "Remove the number" }).press("Enter");
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).press("Enter");
  await card.getByRole("button", { name: "Add a number" }).waitFor();
  expect(await isOn("supervisor", "ASSESSMENT_DUE", "SMS")).toBe(false);
  expect(await missing.isDisabled()).toBe(true);
  await page.context().close();
});

it("what cannot be saved is as it was before, and the page says so", async () => {
  const page = await openAs("supervisor", "/settings/notifications", 1440);
  const email = page.getByRole("checkbox", { name: "Email for Assessments you are asked for" });
  expect(await email.isChecked()).toBe(true);
  await page.route("**/api/notifications/settings", (route) => route.abort());
  await email.press("Space");
  await page.getByText("It could not be saved, and is as it was.").waitFor();
  await expect.poll(() => email.isChecked()).toBe(true);
  expect(await isOn("supervisor", "ASSESSMENT_DUE", "EMAIL")).toBe(true);
  await page.context().close();
});

it.each(widths)("the link of an email ends its emails signed out, once it is pressed, at %d px", async (width) => {
  const type = width === 390 ? "ALL" : "DEADLINE_REMINDER";
  const token = unsubscribeToken("student@demo.test", type);
  const page = await openAs("nobody", `/unsubscribe?token=${token}`, width);
  await page.getByRole("heading", { name: /^Stop the emails/ }).waitFor();
  await expectNoFaults(page);
  expect(await isOn("student", "SYSTEM_ANNOUNCEMENT", "EMAIL")).toBe(true);
  await page.getByRole("button", { name: "Stop these emails" }).press("Enter");
  await page.getByRole("heading", { name: "These emails have stopped" }).waitFor();
  await expectNoFaults(page);
  expect(await isOn("student", "DEADLINE_REMINDER", "EMAIL")).toBe(false);
  expect(await isOn("student", "SYSTEM_ANNOUNCEMENT", "EMAIL")).toBe(type !== "ALL");
  await page.getByRole("link", { name: "Notification settings" }).press("Enter");
  await page.waitForURL(/\/sign-in/);
  await page.context().close();
});

it("a mail provider's one click needs neither a cookie nor a page; a broken link says nothing", async () => {
  const { address } = opened.program;
  const press = (token: string) =>
    fetch(`${address}/api/notifications/unsubscribe?token=${token}`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: "List-Unsubscribe=One-Click",
    });
  const token = unsubscribeToken("supervisor@demo.test", "FEEDBACK_AVAILABLE");
  expect((await press(token)).status).toBe(200);
  expect(await isOn("supervisor", "FEEDBACK_AVAILABLE", "EMAIL")).toBe(false);
  expect((await press(`${token}x`)).status).toBe(404);
  const opening = await fetch(`${address}/api/notifications/unsubscribe?token=${token}`, { redirect: "manual" });
  expect(opening.headers.get("location")).toBe(`/unsubscribe?token=${token}`);

  const page = await openAs("nobody", `/unsubscribe?token=${token.slice(0, -3)}`, 390);
  await page.getByRole("heading", { name: "This link does not work" }).waitFor();
  await page.context().close();
});

it.each(widths)("all notifications are on a page, from the bell on, and are read there, at %d px", async (width) => {
  const who = width === 390 ? "supervisor" : "student";
  const page = await openAs(who, who === "student" ? "/dashboard/student" : "/dashboard/clinical-supervisor", width);
  await page.getByRole("button", { name: /notification/i }).press("Enter");
  await page.getByRole("dialog").getByRole("link", { name: "Show all" }).press("Enter");
  await page.waitForURL(/\/notifications$/);
  await page.getByRole("heading", { level: 1, name: "Notifications" }).waitFor();
  await untilSettled(page);
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await expectNoFaults(page);

  const before = await read<NotificationsAnswer>(who, "/api/notifications");
  expect(before.unread).toBeGreaterThan(1);
  await page.getByRole("link", { name: /^Unread/ }).press("Enter");
  await page.waitForURL(/view=unread/);
  const lines = page
    .getByRole("main")
    .getByRole("listitem")
    .filter({ has: page.getByRole("img", { name: "Unread" }) });
  await expect.poll(() => lines.count()).toBe(before.unread);
  await lines
    .first()
    .getByRole("button", { name: /^Mark as read/ })
    .press("Enter");
  expect(await page.evaluate(() => document.activeElement?.closest("li") !== null)).toBe(true);
  await expect.poll(() => lines.count()).toBe(before.unread - 1);
  await page.getByRole("button", { name: "Mark all as read" }).press("Enter");
  await page.getByRole("heading", { name: "You have read everything" }).waitFor();
  await page.getByRole("button", { name: "Notifications", exact: true }).waitFor();
  await expect.poll(async () => (await read<NotificationsAnswer>(who, "/api/notifications")).unread).toBe(0);
  await expectNoFaults(page);
  await page.context().close();
});
