import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { codeMinutes, maxTries } from "#src/features/notifications/phone/rules.ts";
import { columns, type Params, sqlStatement, sqlWrite, statement } from "#src/platform/db/statement.ts";
import { phoneCodes as c, phoneNumbers as n, notificationChoices } from "#src/platform/db/tables/notifications.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { openField, type Sealed, sealedColumn, sealedFields } from "#src/platform/sealed/field.ts";

type Person = { userId: string };

/** A person's number; `stored` is how it stands in the database, for `markRefused`. */
export async function findNumber(tx: Tx, userId: string) {
  const [row] = await tx.query(selectNumber, { userId });
  if (!row) return undefined;
  const { schoolId, number: stored, verifiedAt, refusal } = row;
  return {
    number: openField(sealedFields.phoneNumber, { schoolId, rowId: userId }, stored),
    stored,
    verifiedAt,
    refusal,
  };
}

const selectNumber = statement("phone_number", (db, p: Params<Person>) =>
  db
    .select({ schoolId: n.schoolId, number: n.number, verifiedAt: n.verifiedAt, refusal: n.refusal })
    .from(n)
    .where(eq(n.userId, p.userId)),
);

const isOpen = sql`${c.isOpen} and ${c.tries} < ${sql.raw(String(maxTries))} and ${c.expiresAt} > now()`;

/** The number that waits for its code. */
export async function findWaiting(tx: Tx, userId: string) {
  const [row] = await tx.query(selectWaiting, { userId });
  if (!row) return undefined;
  const { id: rowId, schoolId, number, expiresAt } = row;
  return { number: openField(sealedFields.phoneOfCode, { schoolId, rowId }, number), expiresAt };
}

const selectWaiting = statement("phone_code_waiting", (db, p: Params<Person>) =>
  db
    .select({ id: c.id, schoolId: c.schoolId, number: c.number, expiresAt: c.expiresAt })
    .from(c)
    .where(and(eq(c.userId, p.userId), isOpen)),
);

export const selectOwner = statement("phone_owner", (db, p: Params<Person>) =>
  db
    .select({ email: users.email, school: schools.name })
    .from(users)
    .innerJoin(schools, eq(schools.id, users.schoolId))
    .where(eq(users.id, p.userId)),
);

/** Others of the school, or who name this number, wait until this transaction is over. */
export const countCodes = sqlStatement(
  "phone_codes_count",
  z.object({
    personHour: z.number(),
    personDay: z.number(),
    numberDay: z.number(),
    schoolHour: z.number(),
    schoolDay: z.number(),
  }),
  (p: Params<{ numberHash: string }>) => sql`
    select person_hour as "personHour", person_day as "personDay", number_day as "numberDay",
      school_hour as "schoolHour", school_day as "schoolDay"
    from app.count_phone_codes(${p.numberHash})`,
);

type NewCode = Person & { id: string; schoolId: string; number: Sealed; numberHash: string; codeHash: string };

export const insertCode = sqlStatement(
  "phone_code_insert",
  z.object({ expiresAt: z.date() }),
  (p: Params<NewCode>) => sql`
    insert into ${c} (${columns(c.id, c.schoolId, c.userId, c.number, c.numberHash, c.codeHash, c.expiresAt)})
    values (${p.id}, ${p.schoolId}, ${p.userId}, ${p.number}, ${p.numberHash}, ${p.codeHash},
      now() + make_interval(mins => ${sql.raw(String(codeMinutes))}))
    returning expires_at as "expiresAt"`,
);

export const closeCodes = statement("phone_codes_close", (db, p: Params<Person>) =>
  db
    .update(c)
    .set({ isOpen: false })
    .where(and(eq(c.userId, p.userId), c.isOpen)),
);

/** Counts a try of the open code. Two at once are counted one after the other, so that none is free. */
export const tryCode = sqlStatement(
  "phone_code_try",
  z.object({ id: z.string(), number: sealedColumn, codeHash: z.string(), tries: z.number() }),
  (p: Params<Person>) => sql`
    update ${c} set tries = tries + 1 where ${c.userId} = ${p.userId} and ${isOpen}
    returning ${c.id}, ${c.number}, ${c.codeHash} as "codeHash", ${c.tries}`,
);

export const upsertNumber = sqlWrite(
  "phone_number_upsert",
  (p: Params<Person & { schoolId: string; number: Sealed }>) => sql`
    insert into ${n} (${columns(n.userId, n.schoolId, n.number)}) values (${p.userId}, ${p.schoolId}, ${p.number})
    on conflict (user_id) do update set number = excluded.number, verified_at = now(), refused_at = null, refusal = null`,
);

export const deleteNumber = statement("phone_number_delete", (db, p: Params<Person>) =>
  db.delete(n).where(eq(n.userId, p.userId)),
);

/** What waits to be sent is then called off as what its person switched off. */
export const switchSmsOff = statement("notification_choices_sms_off", (db, p: Params<Person>) =>
  db
    .update(notificationChoices)
    .set({ isOn: false, updatedAt: sql`now()` })
    .where(
      and(
        eq(notificationChoices.userId, p.userId),
        sql`${notificationChoices.channel} = 'SMS'`,
        notificationChoices.isOn,
      ),
    ),
);

/** Unless its person changed it meanwhile; the number as it is stored. */
export const markRefused = sqlWrite(
  "phone_number_refused",
  (p: Params<Person & { number: Sealed; refusal: "STOPPED" | "INVALID" }>) => sql`
    update ${n} set refused_at = now(), refusal = ${p.refusal}
    where ${n.userId} = ${p.userId} and ${n.number} = ${p.number}`,
);
