import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import type { PeopleAnswer } from "#src/features/people/schema.ts";
import { untilSettled } from "../support/browser.ts";
import { getJson, type SignedIn, signIn } from "../support/http-client.ts";
import { openContext, useOpenProgram } from "../support/pages.ts";

const opened = useOpenProgram();
const list = "/dashboard/school-admin/users";

async function openAs(person: SignedIn | undefined, path: string, width = 1440): Promise<Page> {
  const { browser, program } = opened;
  const height = width < 500 ? 844 : 900;
  const context = await openContext(browser, { address: program.address, person, width, height });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(program.address + path);
  await untilSettled(page);
  return page;
}

function admin(): SignedIn {
  const { admin: person } = opened.people;
  if (!person) throw new Error("the admin is not signed in");
  return person;
}

const found = async (query: string) =>
  (await getJson<PeopleAnswer>(opened.program.address, admin(), `/api/users?${query}`)).items;

function mailTo(email: string): string | undefined {
  const outbox = join(opened.program.dir, "outbox");
  return readdirSync(outbox)
    .filter((name) => name.endsWith(".json"))
    .map((name) => JSON.parse(readFileSync(join(outbox, name), "utf8")) as { to: string; text: string })
    .findLast(({ to }) => to === email)?.text;
}

it("invites somebody, who chooses a password by the mailed link and signs in", async () => {
  const email = "wren.okoye@demo.test";
  const page = await openAs(admin(), list);
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Wren Okoye");
  await dialog.getByLabel("Email").fill(email);
  await dialog.getByRole("button", { name: "Invite", exact: true }).click();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => mailTo(email), { timeout: 30_000 }).toContain("/invitation#token=");
  const path = /\/invitation#token=[\w.-]+/.exec(mailTo(email) ?? "")?.[0] ?? "";

  const own = await openAs(undefined, path);
  await own.getByLabel("Your name").fill("Wren A. Okoye");
  await own.getByLabel("Password", { exact: true }).fill("wren flies over the ward");
  await own.getByRole("button", { name: "Join" }).click();
  await own.getByRole("link", { name: "Sign in" }).click();
  await own.getByLabel("Email").fill(email);
  await own.getByLabel("Password", { exact: true }).fill("wren flies over the ward");
  await own.getByRole("button", { name: "Sign in" }).click();
  await own.waitForURL(/\/dashboard\/student/);
  expect(await found("search=wren")).toMatchObject([{ name: "Wren A. Okoye", status: "ACTIVE" }]);
  const again = await openAs(undefined, path);
  await again.getByText("This link no longer works").waitFor();
});

it("finds, filters, acts on several at once and takes it back", async () => {
  const page = await openAs(admin(), list);
  await page.getByLabel("Find a person").fill("kim");
  await expect.poll(() => page.url()).toContain("search=kim");
  const rows = page.getByRole("row").filter({ has: page.getByRole("link") });
  const expected = await found("search=kim");
  await expect.poll(() => rows.count()).toBe(expected.length);
  await page.getByRole("link", { name: /^Deactivated/ }).click();
  await expect.poll(() => page.url()).toContain("status=SUSPENDED");
  await page.getByRole("checkbox", { name: "Select Ana Boateng" }).check();
  await page.getByRole("button", { name: "Let back in" }).click();
  await page.getByText("Let 1 person back in").waitFor();
  expect(await found("search=boateng&role=STUDENT")).toMatchObject([{ status: "ACTIVE" }]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Put back 1 person").waitFor();
  expect(await found("search=boateng&role=STUDENT")).toMatchObject([{ status: "SUSPENDED" }]);
});

it("ends another browser's session within a second of deactivating its person", async () => {
  const person = await signIn(opened.program.address, "omar.said@demo.test");
  const theirs = await openAs(person, "/dashboard/clinical-supervisor");
  const page = await openAs(admin(), `${list}/${person.user.id}`);
  await page.getByRole("button", { name: "Deactivate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Deactivate" }).click();
  await page.getByText("Deactivated 1 person").waitFor();
  const refused = () =>
    fetch(`${opened.program.address}/api/me`, { headers: { authorization: `Bearer ${person.token}` } }).then(
      ({ status }) => status,
    );
  await expect.poll(refused, { timeout: 1_000 }).toBe(401);
  await theirs.reload();
  await theirs.waitForURL(/\/sign-in/);
  await page.getByRole("button", { name: "Let back in" }).click();
  await page.getByText("Let 1 person back in").waitFor();
});

it("merges an entry that was made twice into the one that is kept", async () => {
  const [double] = await found("search=second.address");
  const twins = await found(`search=${encodeURIComponent(double?.name ?? "")}`);
  const kept = twins.find(({ id }) => id !== double?.id);
  const page = await openAs(admin(), `${list}/${kept?.id}`);
  await page.getByRole("button", { name: "Merge into this one" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Merge into this one" }).click();
  await page.getByText(`Merged ${double?.name}`).waitFor();
  expect(await found("search=second.address")).toEqual([]);
});

it("saves a view, by keyboard, which follows the address, is updated, renamed, and deleted with a way back", async () => {
  const page = await openAs(admin(), `${list}?role=STUDENT&sort=seen&order=desc`);
  const views = page.getByRole("navigation", { name: "Saved views" });
  const current = () => views.locator("[aria-current]").textContent();
  await page.getByRole("button", { name: "Save this view" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("Name").fill("Lately seen");
  await page.keyboard.press("Enter");
  await page.getByText("Saved “Lately seen”").waitFor();
  await expect.poll(current).toBe("Lately seen");

  // Another address is another view; the saved one is a link back to its own.
  await views.getByRole("link", { name: /^Administrators/ }).click();
  await expect.poll(current).toContain("Administrators");
  await page.reload();
  await untilSettled(page);
  await views.getByRole("link", { name: "Lately seen" }).click();
  await expect.poll(() => new URL(page.url()).search).toBe("?role=STUDENT&sort=seen&order=desc");
  await expect.poll(current).toBe("Lately seen");

  await page.getByLabel("Find a person").fill("kim");
  await page.getByRole("button", { name: "Update “Lately seen”" }).click();
  await page.getByText("Updated “Lately seen”").waitFor();
  await expect.poll(current).toBe("Lately seen");
  expect(new URL(page.url()).searchParams.get("search")).toBe("kim");

  await page.getByRole("button", { name: "What to do with the view “Lately seen”" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("The Kims");
  await page.getByRole("dialog").getByRole("button", { name: "Rename" }).click();
  await expect.poll(current).toBe("The Kims");

  await page.getByRole("button", { name: "What to do with the view “The Kims”" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByText("Deleted “The Kims”").waitFor();
  await expect.poll(() => views.getByRole("link", { name: "The Kims" }).count()).toBe(0);
  await page
    .getByRole("listitem")
    .filter({ hasText: "Deleted “The Kims”" })
    .getByRole("button", { name: "Undo" })
    .click();
  await expect.poll(current).toBe("The Kims");
});

it("saves under a name that is there by replacing it, on a phone", async () => {
  const page = await openAs(admin(), `${list}?status=INVITED&sort=created&order=desc`, 390);
  const save = async (name: string, act: string) => {
    await page.getByRole("button", { name: "Save this view" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByRole("button", { name: act }).click();
    await dialog.waitFor({ state: "detached" });
  };
  await save("To chase", "Save");
  await page.goto(`${opened.program.address}${list}?seen=never&sort=created`);
  await untilSettled(page);
  await save("to CHASE", "Replace");
  const current = page.getByRole("navigation", { name: "Saved views" }).locator("[aria-current]");
  await expect.poll(() => current.textContent()).toBe("To chase");
  await expect.poll(async () => ((await current.boundingBox())?.x ?? -1) >= 0).toBe(true);
});
