import { expect, it } from "vitest";
import { mostOfAccount } from "#src/features/sessions/rules.ts";
import { useDatabase } from "../support/database.ts";
import { password, useVisitors } from "../support/visitor.ts";

const database = useDatabase();
process.env.TRUST_PROXY = "true";
const { visitor, makeMember, signIn, pass, rows } = useVisitors(database.owner);

type Visitor = ReturnType<typeof visitor>;

async function enter(email: string, from: string, given = password, who: Visitor = visitor()): Promise<number> {
  return (await who.post("/api/auth/sign-in", { email, password: given }, { "x-forwarded-for": from })).status;
}

async function guess(email: string, from: string, times: number): Promise<number[]> {
  const statuses: number[] = [];
  for (let n = 0; n < times; n += 1) statuses.push(await enter(email, from, `guess ${n}`));
  return statuses;
}

/** As after so many guesses, few of them from any one network. */
async function guessEverywhere(email: string): Promise<void> {
  const { accountKey } = await import("#src/features/sessions/tokens.ts");
  await guess(email, "198.51.100.1", 1);
  await rows("update sign_in_attempts set failures = $1 where key = $2", [mostOfAccount - 1, accountKey(email)]);
  expect(await guess(email, "198.51.100.2", 2)).toEqual([401, 429]);
}

it("locks the network that guesses come from, and nobody elsewhere", async () => {
  const { email } = await makeMember();
  expect(await guess(email, "198.51.100.7", 6)).toEqual([401, 401, 401, 401, 401, 429]);
  expect(await enter(email, "198.51.100.7")).toBe(429);
  expect(await enter(email, "203.0.113.5")).toBe(200);
  // The owner's sign-in gives the guesser nothing.
  expect(await enter(email, "198.51.100.7")).toBe(429);
});

it("takes the addresses of one network of IPv6 as one", async () => {
  const { email } = await makeMember();
  for (let n = 0; n < 5; n += 1) await guess(email, `2001:db8:1:2::${n}`, 1);
  expect(await enter(email, "2001:db8:1:2::9")).toBe(429);
  expect(await enter(email, "2001:db8:1:3::9")).toBe(200);
});

it("lets the owner in from a browser of theirs, in the network that guesses come from and while guesses come from everywhere", async () => {
  const { email } = await makeMember();
  const own = visitor();
  expect(await enter(email, "203.0.113.5", password, own)).toBe(200);
  await guess(email, "203.0.113.5", 6);
  expect(await enter(email, "203.0.113.5")).toBe(429);
  expect(await enter(email, "203.0.113.5", password, own)).toBe(200);
  await guessEverywhere(email);
  expect(await enter(email, "203.0.113.77")).toBe(429);
  expect(await enter(email, "203.0.113.78", password, own)).toBe(200);
});

it("counts guesses in a browser of theirs too, and takes the browser of somebody else for any", async () => {
  const member = await makeMember();
  const own = visitor();
  await enter(member.email, "203.0.113.5", password, own);
  const statuses: number[] = [];
  for (let n = 0; n < 6; n += 1) statuses.push(await enter(member.email, `203.0.113.${n}`, `guess ${n}`, own));
  expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
  const other = await makeMember();
  for (let n = 0; n < 5; n += 1) await enter(other.email, "198.51.100.9", `guess ${n}`, own);
  expect(await enter(other.email, "198.51.100.9")).toBe(429);
});

it("ends by time alone where guesses come from everywhere, and says how long that is", async () => {
  const { email } = await makeMember();
  await guessEverywhere(email);
  const answer = await visitor().post("/api/auth/sign-in", { email, password }, { "x-forwarded-for": "203.0.113.6" });
  const wait = Number(answer.headers.get("retry-after"));
  expect(wait).toBeGreaterThan(880);
  expect(wait).toBeLessThanOrEqual(900);
  await pass({ minutes: 15.1 });
  expect(await enter(email, "203.0.113.6")).toBe(200);
  // A sign-in that succeeds is not one of the guesses, and forgets none.
  expect(await guess(email, "198.51.100.3", 2)).toEqual([401, 429]);
});

it("keeps no address of anybody", async () => {
  const member = await makeMember();
  await guess(member.email, "198.51.100.250", 1);
  const kept = JSON.stringify(await rows("select * from sign_in_attempts"));
  expect(kept).not.toContain("198.51.100.250");
  expect(kept).not.toContain(member.email);
  expect((await signIn(member)).answer.status).toBe(200);
});
