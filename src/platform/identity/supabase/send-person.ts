import { sql } from "drizzle-orm";
import { z } from "zod";
import { now } from "#src/lib/clock.ts";
import { columns, type Params, sqlStatement, sqlWrite } from "#src/platform/db/statement.ts";
import { account, sentPerson } from "#src/platform/db/tables/identity.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { authHashOf } from "#src/platform/identity/supabase/auth-hash.ts";
import { type AuthAnswer, callAuth } from "#src/platform/identity/supabase/call-auth.ts";
import { subjectOf } from "#src/platform/identity/supabase/subject.ts";

/** A hundred years. */
const forGood = "876000h";

/**
 * Gives Supabase Auth a person as they are in this transaction, unless it has them so: with their address, role and school,
 * banned where they may not sign in, and gone where they were erased. Whoever is new there brings the hash of their password.
 * Again and again has the same effect, and of several at once the last holds. Await it last: it takes up to some seconds.
 * Runs as app_auth or app_system. Throws as `callAuth`.
 *
 * @returns the name of the refusal, which is kept, or undefined
 */
export async function sendPerson(
  tx: Tx,
  userId: string,
  { password }: { password?: string } = {},
): Promise<string | undefined> {
  const [, [person]] = await Promise.all([
    tx.query(holdPerson, { key: `sent person ${userId}` }),
    tx.query(selectPerson, { userId }),
  ]);
  const isDone = !person?.isUnsent && password === undefined;
  if (!person || isDone) return undefined;
  const fault = faultOf(person.isAway ? await remove(person.id) : await put(person, password));
  tx.send(upsertSent, {
    userId,
    revision: fault === undefined ? person.revision : null,
    fault: fault ?? null,
    time: now(),
  });
  return fault;
}

/** Keeps why somebody could not be sent, in a transaction of its own. */
export function noteUnsent(tx: Tx, userId: string, fault: string): void {
  tx.send(upsertSent, { userId, revision: null, fault, time: now() });
}

/** The ids of some whom Supabase Auth does not have as they are. Whoever was refused waits for a while. */
export async function listUnsent(tx: Tx, most: number): Promise<string[]> {
  const again = new Date(now().getTime() - refusedWaitMs);
  return (await tx.query(selectUnsent, { again, most })).map(({ id }) => id);
}

const refusedWaitMs = 10 * 60_000;

async function put(person: Person, password: string | undefined): Promise<AuthAnswer> {
  const fields = {
    email: person.email.toLowerCase(),
    app_metadata: { user_id: person.id, role: person.role, school_id: person.schoolId },
    ban_duration: person.status === "ACTIVE" || person.status === "INVITED" ? "none" : forGood,
    ...(person.status === "ACTIVE" ? { email_confirm: true } : {}),
    ...(password === undefined ? {} : { password: password.normalize("NFKC") }),
  };
  const id = subjectOf(person.id);
  const answer = await callAuth({ method: "PUT", path: `/admin/users/${id}`, body: fields, as: "admin" });
  if (answer.code !== "user_not_found") return answer;
  // A hash is taken for somebody new alone.
  const hash = password === undefined && person.passwordHash ? { password_hash: authHashOf(person.passwordHash) } : {};
  return callAuth({ method: "POST", path: "/admin/users", body: { id, ...fields, ...hash }, as: "admin" });
}

async function remove(userId: string): Promise<AuthAnswer> {
  const answer = await callAuth({ method: "DELETE", path: `/admin/users/${subjectOf(userId)}`, as: "admin" });
  return answer.code === "user_not_found" ? { ...answer, status: 200 } : answer;
}

function faultOf({ status, code }: AuthAnswer): string | undefined {
  return status < 300 ? undefined : (code ?? String(status));
}

const person = z.object({
  id: z.string(),
  schoolId: z.string(),
  email: z.string(),
  role: z.string(),
  status: z.string(),
  revision: z.number(),
  passwordHash: z.string().nullable(),
  isUnsent: z.boolean(),
  isAway: z.boolean(),
});
type Person = z.infer<typeof person>;

const s = sentPerson;
/** An address of nobody (RFC 2606): of somebody who was erased, or of a sample school, who is sent only to be taken away. */
const isAway = sql`${users.email} like '%.invalid'`;
const isUnsent = sql`(${s.revision} is distinct from ${users.revision} and (not ${isAway} or ${s.userId} is not null))`;

const holdPerson = sqlStatement(
  "sent_person_hold",
  z.object({ held: z.unknown() }),
  (p: Params<{ key: string }>) => sql`select pg_advisory_xact_lock(hashtextextended(${p.key}, 0)) as held`,
);

const selectPerson = sqlStatement(
  "sent_person_of",
  person,
  (p: Params<{ userId: string }>) => sql`
    select ${users.id}, ${users.schoolId} as "schoolId", ${users.email}, ${users.role}, ${users.status}, ${users.revision},
           ${account.password} as "passwordHash", ${isUnsent} as "isUnsent", ${isAway} as "isAway"
    from ${users}
    left join ${s} on ${s.userId} = ${users.id}
    left join ${account} on ${account.providerId} = 'credential' and ${account.accountId} = ${users.id}
    where ${users.id} = ${p.userId} and ${users.role} <> 'SYSTEM'`,
);

const selectUnsent = sqlStatement(
  "sent_people_due",
  z.object({ id: z.string() }),
  (p: Params<{ again: Date; most: number }>) => sql`
    select ${users.id} from ${users} left join ${s} on ${s.userId} = ${users.id}
    where ${users.role} <> 'SYSTEM' and ${isUnsent}
      and (${s.fault} is null or ${s.updatedAt} < ${p.again}::timestamptz)
    order by ${users.id} limit ${p.most}::integer`,
);

/** What was sent before stays known where this attempt failed. */
const upsertSent = sqlWrite(
  "sent_person_save",
  (p: Params<{ userId: string; revision: number | null; fault: string | null; time: Date }>) => sql`
    insert into ${s} (${columns(s.userId, s.revision, s.fault, s.updatedAt)})
    values (${p.userId}, ${p.revision}::integer, ${p.fault}, ${p.time}::timestamptz)
    on conflict (${columns(s.userId)}) do update
    set ${columns(s.revision)} = coalesce(excluded.revision, ${s.revision}), ${columns(s.fault)} = excluded.fault,
        ${columns(s.updatedAt)} = excluded.updated_at`,
);
