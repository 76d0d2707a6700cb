import { sql } from "drizzle-orm";
import { z } from "zod";
import { config } from "#src/config.ts";
import { type Check, wholeResult } from "#src/features/health/check.ts";
import { type Finding, type FindingKind, mostFindings } from "#src/features/health/values.ts";
import { sqlStatement } from "#src/platform/db/statement.ts";
import { sentPerson } from "#src/platform/db/tables/identity.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { readAs } from "#src/platform/db/transaction.ts";
import { type AuthAccount, findAccount, listAccounts } from "#src/platform/identity/supabase/accounts.ts";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";

/**
 * Whether the accounts of Supabase Auth are those of the people here, with address, role, school and ban. Of whoever waits to be
 * sent nothing is said; whom the service refused is found.
 */
export const checkAccounts: Check = async ({ actor, signal }) => {
  if (!config.supabaseAuth) return { skipped: "accounts_off" };
  // Before the people are read: whoever is added meanwhile is not taken for somebody unknown.
  const accounts = new Map<string, AuthAccount>();
  for await (const account of listAccounts(signal)) accounts.set(account.id, account);
  const people = await readAs(actor, (tx) => tx.query(selectPeople));
  const findings: Finding[] = [];
  for (const person of people) {
    if (findings.length >= mostFindings) break;
    const { id, schoolId } = person;
    const account = accounts.get(subjectOf(id));
    accounts.delete(subjectOf(id));
    const what = await faultOf(person, account, signal);
    if (what) findings.push({ what, id, schoolId, count: null });
  }
  if (findings.length < mostFindings) {
    for (const id of accounts.keys()) findings.push({ what: "account_unknown", id, schoolId: null, count: null });
  }
  return wholeResult(people.length, findings.slice(0, mostFindings));
};

async function faultOf(
  person: Person,
  listed: AuthAccount | undefined,
  signal: AbortSignal,
): Promise<FindingKind | undefined> {
  if (person.isRefused) return "account_refused";
  if (!person.isSent) return undefined;
  if (person.isAway) return listed && "account_differs";
  // Somebody who was added while the list was read may have moved it.
  const account = listed ?? (await findAccount(subjectOf(person.id), signal));
  if (!account) return "account_missing";
  const isSame =
    account.email === person.email.toLowerCase() &&
    account.role === person.role &&
    account.schoolId === person.schoolId &&
    account.isBanned === !person.mayJoin;
  return isSame ? undefined : "account_differs";
}

const person = z.object({
  id: z.string(),
  schoolId: z.string(),
  email: z.string(),
  role: z.string(),
  mayJoin: z.boolean(),
  isAway: z.boolean(),
  isSent: z.boolean(),
  isRefused: z.boolean(),
});
type Person = z.infer<typeof person>;

const selectPeople = sqlStatement(
  "health_accounts_people",
  person,
  () => sql`
    select ${users.id}, ${users.schoolId} as "schoolId", ${users.email}, ${users.role},
      ${users.status} in ('ACTIVE', 'INVITED') as "mayJoin", ${users.email} like '%.invalid' as "isAway",
      coalesce(${sentPerson.revision} = ${users.revision}, false) as "isSent", ${sentPerson.fault} is not null as "isRefused"
    from ${users} left join ${sentPerson} on ${sentPerson.userId} = ${users.id}
    where ${users.role} <> 'SYSTEM'
    order by ${users.id}`,
);
