import type { Locator, Page } from "playwright-core";
import sharp from "sharp";
import { expect, it } from "vitest";
import type { MeAnswer } from "#src/features/people/schema.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson, signIn } from "../support/http-client.ts";
import { openAs as openPageAs, useOpenProgram, type Who } from "../support/pages.ts";
import { widths } from "../support/widths.ts";

const opened = useOpenProgram();

const openAs = (who: Who, path: string, width: number) => openPageAs(opened, who, path, width);

async function press(target: Locator, key = "Enter"): Promise<void> {
  await target.focus();
  await target.press(key);
}

async function me(who: Who): Promise<MeAnswer> {
  const person = opened.people[who];
  if (!person) throw new Error(`${who} is not signed in`);
  return getJson<MeAnswer>(opened.program.address, person, "/api/me");
}

async function expectNoFaults(page: Page): Promise<void> {
  expect(await axeFaults(page)).toEqual([]);
}

it.each(widths)("a person changes their profile from the account menu, by keyboard alone, at %d px", async (width) => {
  const page = await openAs("student", "/dashboard/student", width);
  await press(page.getByRole("button", { name: /account of/ }));
  await press(page.getByRole("menuitem", { name: "Your profile" }));
  await page.getByRole("heading", { name: "Your profile" }).waitFor();
  await untilSettled(page);
  await page.getByLabel("Name").fill(`Amina O. ${width}`);
  await page.getByLabel("Pronouns").fill("she/her");
  await page.getByLabel("Pronouns").press("Enter");
  await page.getByText("Your profile was saved").waitFor();
  await expect.poll(() => me("student")).toMatchObject({ name: `Amina O. ${width}`, pronouns: "she/her" });
  await page.getByRole("button", { name: `account of Amina O. ${width}` }).waitFor();

  await page.getByLabel("Time zone").selectOption("Asia/Tokyo");
  await page.getByText("Time zone saved").waitFor();
  await expect.poll(() => me("student")).toMatchObject({ ownTimeZone: "Asia/Tokyo" });
  await press(page.getByRole("button", { name: "Undo" }));
  await expect.poll(() => me("student")).toMatchObject({ ownTimeZone: null });

  await press(page.getByRole("radio", { name: "Dark" }), "Space");
  await expect.poll(() => page.evaluate(() => document.documentElement.classList.contains("dark"))).toBe(true);
  await expect.poll(() => me("student")).toMatchObject({ theme: "dark" });
  await expectNoFaults(page);
  await page.context().close();

  // A device on which nobody chose takes the theme of the account.
  const other = await openAs("student", "/dashboard/student", width);
  await expect.poll(() => other.evaluate(() => document.documentElement.classList.contains("dark"))).toBe(true);
  await other.context().close();
});

it("a picture is sent, shown where the person is, and removed", async () => {
  const page = await openAs("student", "/settings/profile", 1440);
  const buffer = await sharp({ create: { width: 900, height: 600, channels: 3, background: "#8844cc" } })
    .jpeg()
    .toBuffer();
  await page.locator("input[type=file]").setInputFiles({ name: "me.jpg", mimeType: "image/jpeg", buffer });
  await page.getByText("Your picture was changed").waitFor();
  const picture = page.getByRole("button", { name: /account of/ }).locator("img");
  await picture.waitFor();
  await expect.poll(() => picture.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBe(256);

  const admin = await openAs("admin", "/dashboard/school-admin?search=Amina", 1440);
  await admin.locator("#students img").first().waitFor();
  await admin.context().close();

  await press(page.getByRole("button", { name: "Remove picture" }));
  await page.getByText("Your picture was removed").waitFor();
  await picture.waitFor({ state: "detached" });
  await page.locator("input[type=file]").setInputFiles({
    name: "me.png",
    mimeType: "image/png",
    buffer: Buffer.from("this is no picture"),
  });
  await page.getByText(/not accepted|no picture/).waitFor();
  await page.context().close();
});

it("another device is signed out, and then all others [V7.4.4]", async () => {
  const { address } = opened.program;
  await signIn(address, "supervisor@demo.test");
  await signIn(address, "supervisor@demo.test");
  const page = await openAs("supervisor", "/settings/profile", 390);
  const rows = page.getByRole("region", { name: "Where you are signed in" }).getByRole("listitem");
  await expect.poll(() => rows.count()).toBe(3);
  await rows.first().getByText("This device").waitFor();
  await press(rows.nth(1).getByRole("button", { name: /^Sign out/ }));
  await expect.poll(() => rows.count()).toBe(2);
  await press(page.getByRole("button", { name: "Sign out everywhere else" }));
  const dialog = page.getByRole("alertdialog");
  await dialog.waitFor();
  await press(dialog.getByRole("button", { name: "Sign out everywhere else" }));
  await page.getByText("1 device was signed out").waitFor();
  await page.getByText("You are signed in on this device only.").waitFor();
  await page.context().close();
});

it("the password is changed with the current one", async () => {
  const page = await openAs("admin", "/settings/profile", 1440);
  await press(page.getByRole("button", { name: "Change password" }));
  const current = page.getByLabel("Current password");
  const next = page.getByLabel("New password");
  await expect.poll(() => current.evaluate((field) => field === document.activeElement)).toBe(true);
  await current.fill("not my password");
  await next.fill("short");
  await next.press("Enter");
  await page.getByText("Use at least 12 characters.").waitFor();
  await next.fill("an entirely new password");
  await next.press("Enter");
  await page.getByText("This is not your current password.").waitFor();
  await expectNoFaults(page);
  await current.fill("demo-Competency-2026");
  await current.press("Enter");
  await page.getByText("Your password was changed.", { exact: false }).waitFor();
  await page.context().close();
  await expect(signIn(opened.program.address, "admin@demo.test")).rejects.toThrow("401");
});
