import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { config } from "#src/config.ts";
import { insertReset } from "#src/features/sessions/resets.ts";
import { hashToken, newToken } from "#src/features/sessions/tokens.ts";
import { now } from "#src/lib/clock.ts";
import { name } from "#src/lib/fields.ts";
import { newId } from "#src/lib/ids.ts";
import { audit } from "#src/platform/audit/audit.ts";
import { closeBus } from "#src/platform/bus/open-bus.ts";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { closePools } from "#src/platform/db/client.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { schools } from "#src/platform/db/tables/schools.ts";
import { users } from "#src/platform/db/tables/users.ts";
import { withActor } from "#src/platform/db/transaction.ts";
import { systemActor } from "#src/policy/actor.ts";
import { openKeysOrEnd } from "#src/processes/open-keys-or-end.ts";
import { provideDatabase } from "#src/processes/start/own-database.mjs";

const root = join(import.meta.dirname, "../..");

const usage = `Usage: npm run school:create -- --school <name> --time-zone <zone> --admin <name> --email <address>
       npm run school:create -- --system --admin <name> --email <address>
Makes a school and its first administrator, or with --system somebody who looks after all schools, and prints the link
with which they choose a password. Who may run it may read the database anyway, so it asks nothing else.
Without DATABASE_URL it works on the database of npm start.
`;

const validHours = 24;

const given = z.object({
  school: name({ max: 120 }).optional(),
  "time-zone": z.string().refine(isTimeZone, "is no time zone such as Europe/London").default("UTC"),
  admin: name({ max: 200 }),
  email: z.email().max(254),
  system: z.boolean().default(false),
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      school: { type: "string" },
      "time-zone": { type: "string" },
      admin: { type: "string" },
      email: { type: "string" },
      system: { type: "boolean" },
    },
  });
  const parsed = given.safeParse(values);
  if (!parsed.success || parsed.data.system === (parsed.data.school !== undefined)) {
    const faults = parsed.error?.issues.map(({ path, message }) => `--${path.join(".")}: ${message}\n`) ?? [];
    process.stderr.write(`${faults.join("")}${usage}`);
    return 2;
  }
  const link = await createSchool(parsed.data);
  process.stdout.write(`Made. Choose a password within ${validHours} hours:\n${link}\n`);
  return 0;
}

/** All or nothing; the address must be new. */
async function createSchool({ school, system, admin, email, ...rest }: z.output<typeof given>): Promise<string> {
  const token = newToken();
  const createdAt = now();
  const actor = systemActor("create a school");
  await withActor(actor, (tx) => {
    const schoolId = system ? "default" : newId();
    const userId = newId();
    if (school) tx.send(insertSchool, { id: schoolId, name: school, timeZone: rest["time-zone"] });
    tx.send(insertAdmin, { id: userId, schoolId, name: admin, email, role: system ? "SUPER_ADMIN" : "SCHOOL_ADMIN" });
    insertReset(tx, {
      id: newId(),
      tokenHash: hashToken(token),
      userId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + validHours * 3_600_000),
    });
    audit(tx, actor, {
      action: system ? "user.create" : "school.create",
      entityType: system ? "user" : "school",
      entityId: system ? userId : schoolId,
      schoolId,
      requestId: newId(),
    });
  });
  return `${config.appUrl}/reset-password#token=${token}`;
}

type NewSchool = { id: string; name: string; timeZone: string };

const insertSchool = statement("create_school", (db, p: Params<NewSchool>) =>
  db.insert(schools).values({ id: p.id, name: p.name, timeZone: p.timeZone }),
);

type NewAdmin = { id: string; schoolId: string; name: string; email: string; role: "SCHOOL_ADMIN" | "SUPER_ADMIN" };

const insertAdmin = statement("create_school_admin", (db, p: Params<NewAdmin>) =>
  db
    .insert(users)
    .values({ id: p.id, schoolId: p.schoolId, name: p.name, email: p.email, role: p.role, status: "INVITED" }),
);

function isTimeZone(value: string): boolean {
  return Intl.supportedValuesOf("timeZone").includes(value) || value === "UTC";
}

const release = await provideDatabase(root);
try {
  await openKeysOrEnd();
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  // The commit tells the other processes what it has changed.
  closeCaches();
  await closeBus();
  await closePools();
  await release();
}
