import pg from "pg";
import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type App, appOf } from "../support/authenticator-app.ts";
import { axeFaults } from "../support/axe.ts";
import { untilSettled } from "../support/browser.ts";
import { signIn } from "../support/http-client.ts";
import { openAs, useOpenProgram, type Who } from "../support/pages.ts";
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

const emailOf = (who: Who) => `${who}@demo.test`;

async function nobodyHere(width: number): Promise<Page> {
  return openAs(opened, "nobody", "/sign-in", width);
}

async function fillPassword(page: Page, who: Who): Promise<void> {
  await page.getByLabel("Email", { exact: true }).fill(emailOf(who));
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByLabel("Password", { exact: true }).press("Enter");
}

/** Sets an authenticator app up on the page that shows one, by keyboard. */
async function setUpApp(page: Page): Promise<App> {
  await page.getByRole("img", { name: "QR code for your authenticator app" }).waitFor();
  const key = await page.getByText(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/).textContent();
  const app = appOf((key ?? "").replaceAll(" ", ""));
  await page.getByLabel("Code that the app shows").fill(app.code());
  await page.getByLabel("Code that the app shows").press("Enter");
  await page
    .getByText(/^[2-9a-z]{5}-[2-9a-z]{5}$/)
    .first()
    .waitFor();
  return app;
}

/** A new sign-in of somebody who has no second factor. */
async function withoutFactors(who: Who): Promise<void> {
  for (const table of ["totp_factors", "recovery_codes", "passkeys", "sign_in_attempts", "known_devices"]) {
    await owner.query(`delete from ${table}`);
  }
  // A refresh token that a page has used is of no use to the next one.
  opened.people[who] = await signIn(opened.program.address, emailOf(who));
}

describe("an authenticator app", () => {
  it.each(widths)("is set up and asked for at the next sign-in, by keyboard alone, at %d px", async (width) => {
    await withoutFactors("student");
    const page = await openAs(opened, "student", "/settings/profile", width);
    const card = page.getByRole("region", { name: "Second step" });
    await card.getByRole("button", { name: "Set up" }).press("Enter");
    const app = await setUpApp(page);
    const dialog = page.getByRole("dialog", { name: "Keep your recovery codes" });
    const codes = await dialog.getByRole("listitem").allInnerTexts();
    expect(codes).toHaveLength(10);
    expect(await axeFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: "I have kept them" }).press("Enter");
    await card.getByText("10 of 10 left").waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.context().close();

    const other = await nobodyHere(width);
    await fillPassword(other, "student");
    await other.getByRole("heading", { name: "Confirm it is you" }).waitFor();
    expect(await axeFaults(other)).toEqual([]);
    await other.getByLabel("Code", { exact: true }).fill("000000");
    await other.getByLabel("Code", { exact: true }).press("Enter");
    await other.getByText("This code is wrong").waitFor();
    await other.getByRole("checkbox").press("Space");
    await other.getByLabel("Code", { exact: true }).fill(app.code(1));
    await other.getByLabel("Code", { exact: true }).press("Enter");
    await other.waitForURL("**/dashboard/student");
    await other.goto(`${opened.program.address}/settings/profile`);
    await untilSettled(other);
    await other.getByRole("region", { name: "Where the second step is not asked for" }).waitFor();
    await other.context().close();
  });

  it("is stood in for by a recovery code", async () => {
    await withoutFactors("student");
    const page = await openAs(opened, "student", "/settings/profile", 1440);
    await page.getByRole("region", { name: "Second step" }).getByRole("button", { name: "Set up" }).click();
    await setUpApp(page);
    const code = await page.getByRole("dialog").getByRole("listitem").first().textContent();
    await page.context().close();
    const other = await nobodyHere(390);
    await fillPassword(other, "student");
    await other.getByRole("button", { name: "Use a recovery code" }).press("Enter");
    await other.getByLabel("Recovery code").fill((code ?? "").toUpperCase());
    await other.getByLabel("Recovery code").press("Enter");
    await other.waitForURL("**/dashboard/student");
    await other.context().close();
  });
});

describe("a passkey", () => {
  it("is added, refuses to be added twice, signs in alone, and is removed", async () => {
    await withoutFactors("supervisor");
    const page = await openAs(opened, "supervisor", "/settings/profile", 1440);
    const { session, authenticatorId } = await addAuthenticator(page);
    await withoutAutofill(page);
    const card = page.getByRole("region", { name: "Passkeys" });
    await addPasskey(page, "Work laptop");
    await page
      .getByRole("dialog", { name: "Keep your recovery codes" })
      .getByRole("button", { name: "I have kept them" })
      .click();
    await card.getByText("Work laptop").waitFor();
    expect(await axeFaults(page)).toEqual([]);

    await addPasskey(page, "Once more");
    await page.getByText("This device has a passkey of yours already.").waitFor();
    await page.keyboard.press("Escape");

    await page.context().clearCookies();
    await page.goto(`${opened.program.address}/sign-in`);
    await untilSettled(page);
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole("button", { name: "Use a passkey" }).press("Enter");
    await page.waitForURL("**/dashboard/clinical-supervisor");

    await page.goto(`${opened.program.address}/settings/profile`);
    await untilSettled(page);
    await page.getByRole("button", { name: "Remove Work laptop" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    await page.getByText("The passkey was removed").waitFor();
    await session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId });
    await page.context().close();
  });

  it("is offered in the field of the address", async () => {
    await withoutFactors("supervisor");
    const page = await openAs(opened, "supervisor", "/settings/profile", 1440);
    await addAuthenticator(page);
    await addPasskey(page, "Work laptop");
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.context().clearCookies();
    await page.goto(`${opened.program.address}/sign-in`);
    await page.waitForURL("**/dashboard/clinical-supervisor");
    await page.context().close();
  });

  it("is asked for after the password", async () => {
    await withoutFactors("supervisor");
    const page = await openAs(opened, "supervisor", "/settings/profile", 390);
    await addAuthenticator(page);
    await withoutAutofill(page);
    await addPasskey(page, "Phone");
    await page.getByRole("button", { name: "I have kept them" }).click();
    await page.context().clearCookies();
    await page.goto(`${opened.program.address}/sign-in`);
    await untilSettled(page);
    await fillPassword(page, "supervisor");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL("**/dashboard/clinical-supervisor");
    await page.context().close();
  });
});

describe("a sensitive act", () => {
  it("asks who one is after ten minutes, once for what follows, and goes on by itself", async () => {
    await withoutFactors("admin");
    const page = await openAs(opened, "admin", "/dashboard/school-admin/settings/sign-in", 1440);
    await makeProofOld(page, "admin");
    const students = page.getByRole("switch", { name: "Clinical supervisors" });
    await students.press("Space");
    const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
    await dialog.waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await dialog.getByLabel("Your password").fill("wrong");
    await dialog.getByLabel("Your password").press("Enter");
    await dialog.getByText("This is not your password.").waitFor();
    await dialog.getByLabel("Your password").fill(password);
    await dialog.getByLabel("Your password").press("Enter");
    await page.getByText("Saved. It holds").waitFor();
    await expect.poll(() => students.isChecked()).toBe(true);
    await students.press("Space");
    await expect.poll(() => students.isChecked()).toBe(false);

    await makeProofOld(page, "admin");
    await page.goto(`${opened.program.address}/dashboard/school-admin/users`);
    await untilSettled(page);
    await page.getByRole("link", { name: /Export/ }).click();
    await dialog.getByLabel("Your password").fill(password);
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: "Confirm" }).click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await page.context().close();
  });

  it("asks for the code of whoever has an app, above the dialog of the act", async () => {
    await withoutFactors("student");
    const page = await openAs(opened, "student", "/settings/profile", 390);
    const card = page.getByRole("region", { name: "Second step" });
    await card.getByRole("button", { name: "Set up" }).click();
    const app = await setUpApp(page);
    await page.getByRole("button", { name: "I have kept them" }).click();
    await makeProofOld(page, "student");
    await card.getByRole("button", { name: "Remove" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
    const dialog = page.getByRole("dialog", { name: "Confirm that it is you" });
    await dialog.getByLabel(/^Code of your/).fill(app.code(1));
    await dialog.getByLabel(/^Code of your/).press("Enter");
    await page.getByText("The authenticator app was removed").waitFor();
    await card.getByText("Off").waitFor();
    await page.context().close();
  });

  it("is stopped by whoever does not confirm it", async () => {
    await withoutFactors("admin");
    const page = await openAs(opened, "admin", "/dashboard/school-admin/settings/sign-in", 390);
    await makeProofOld(page, "admin");
    const students = page.getByRole("switch", { name: "Students" });
    await students.press("Space");
    await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    await page.getByText("It could not be done").waitFor();
    expect(await students.isChecked()).toBe(false);
    await page.context().close();
  });
});

describe("a school that asks for a second step", () => {
  it("leads to setting one up at the next sign-in, on a phone, and then to where one was going", async () => {
    await withoutFactors("supervisor");
    const rules = `insert into sign_in_rules (school_id, factor_roles)
      select school_id, '{CLINICAL_SUPERVISOR}' from users where email = $1
      on conflict (school_id) do update set factor_roles = excluded.factor_roles`;
    await owner.query(rules, [emailOf("supervisor")]);
    try {
      const page = await nobodyHere(390);
      await fillPassword(page, "supervisor");
      await page.getByRole("heading", { name: "Set up a second step" }).waitFor();
      await page.goto(`${opened.program.address}/settings/profile`);
      await page.getByRole("heading", { name: "Set up a second step" }).waitFor();
      expect(await axeFaults(page)).toEqual([]);
      await page.getByRole("button", { name: "Use an authenticator app" }).press("Enter");
      await setUpApp(page);
      expect(await axeFaults(page)).toEqual([]);
      await page.getByRole("button", { name: "I have kept them" }).press("Enter");
      await page.waitForURL("**/settings/profile");
      await page.getByRole("heading", { name: "Your profile" }).waitFor();
      await page.context().close();
    } finally {
      await owner.query("delete from sign_in_rules");
    }
  });
});

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name: "Add a passkey" }).click();
  const dialog = page.getByRole("dialog", { name: "Add a passkey" });
  await dialog.getByLabel("Name", { exact: true }).fill(name);
  await dialog.getByRole("button", { name: "Continue" }).click();
}

/** An authenticator in the browser that verifies its person by itself. */
async function addAuthenticator(page: Page): Promise<{ session: CDPSession; authenticatorId: string }> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return { session, authenticatorId };
}

/** The virtual authenticator answers at once where passkeys are offered in a field, before anything can be pressed. */
async function withoutAutofill(page: Page): Promise<void> {
  await page.addInitScript(() => {
    PublicKeyCredential.isConditionalMediationAvailable = () => Promise.resolve(false);
  });
}

/** As if this session had been started an hour ago. */
async function makeProofOld(page: Page, who: Who): Promise<void> {
  await owner.query(
    `update sessions set proved_at = now() - interval '1 hour'
     where user_id = (select id from users where email = $1)`,
    [emailOf(who)],
  );
  await page.evaluate(() =>
    fetch("/api/auth/refresh", { method: "POST", body: "{}", headers: { "content-type": "application/json" } }),
  );
}
