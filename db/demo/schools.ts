import { hash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { insertRows } from "#src/features/samples/insert-rows.ts";
import { drawLogo } from "#src/features/schools/draw-logo.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { cohorts } from "#src/platform/db/tables/cohorts.ts";
import { programs } from "#src/platform/db/tables/programs.ts";
import { schoolLogos, schools } from "#src/platform/db/tables/schools.ts";
import { terms } from "#src/platform/db/tables/terms.ts";
import { users } from "#src/platform/db/tables/users.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, stableUuid } from "./people.ts";

/** A small school beside the demo school, for whoever runs the program to see two. Nobody of it can sign in. */
export const harbour = { id: "demo_harbour", name: "Harbour College of Health", timeZone: "Europe/Dublin" };

const harbourStudents = ["Ciara Nolan", "Declan Roche", "Orla Keane", "Padraig Flynn"];

/** The settings and the logo of the demo school, its terms, and a second school. */
export async function insertSchools(tx: Tx, midnight: number): Promise<void> {
  const logo = await drawLogo(fileURLToPath(new URL("riverside.png", import.meta.url)));
  await tx.query(restoreSchool, {
    ...demoSchool,
    color: "#1d5fa0",
    logoTag: hash("sha256", logo, "base64url").slice(0, 16),
    maxStudents: 80,
    maxStorageBytes: 5_000_000_000,
  });
  await tx.query(insertLogo, { schoolId: demoSchool.id, content: logo });
  await insertRows(tx, terms, termsAround(midnight));
  await tx.query(restoreSchool, { ...harbour, color: null, logoTag: null, maxStudents: 4, maxStorageBytes: null });
  await insertRows(tx, programs, [
    { id: "demo_harbour_midwifery", schoolId: harbour.id, name: "BSc Midwifery", code: "MID" },
  ]);
  await insertRows(tx, cohorts, [
    { id: "demo_harbour_2028", schoolId: harbour.id, programId: "demo_harbour_midwifery", name: "Midwifery 2028" },
  ]);
  const line = (name: string, role: "STUDENT" | "CLINICAL_SUPERVISOR" | "SCHOOL_ADMIN") => {
    const email = `${name.toLowerCase().replaceAll(" ", ".")}@harbour.demo.test`;
    return { id: stableUuid(email), schoolId: harbour.id, name, email, role };
  };
  await insertRows(tx, users, [
    line("Aoife Byrne", "SCHOOL_ADMIN"),
    line("Niall Doyle", "CLINICAL_SUPERVISOR"),
    ...harbourStudents.map((name) => ({
      ...line(name, "STUDENT"),
      programId: "demo_harbour_midwifery",
      cohortId: "demo_harbour_2028",
    })),
  ]);
}

/** The terms of the academic year that this day is in and of the next, so that on every day some are not over. */
function termsAround(midnight: number) {
  const today = new Date(midnight);
  const year = today.getUTCMonth() >= 8 ? today.getUTCFullYear() : today.getUTCFullYear() - 1;
  return [year, year + 1].flatMap((first) => [
    {
      id: `demo_term_autumn_${first}`,
      schoolId: demoSchool.id,
      name: `Autumn ${first}`,
      startsOn: `${first}-09-01`,
      endsOn: `${first}-12-18`,
    },
    {
      id: `demo_term_spring_${first + 1}`,
      schoolId: demoSchool.id,
      name: `Spring ${first + 1}`,
      startsOn: `${first + 1}-01-05`,
      endsOn: `${first + 1}-06-12`,
    },
  ]);
}

type DemoSettings = {
  id: string;
  name: string;
  timeZone: string;
  color: string | null;
  logoTag: string | null;
  maxStudents: number;
  maxStorageBytes: number | null;
};

/** A reset keeps the schools themselves, so that each of their settings is written again. */
const restoreSchool = statement("demo_school_restore", (db, p: Params<DemoSettings>) => {
  const settings = {
    name: p.name,
    timeZone: p.timeZone,
    color: p.color,
    logoTag: p.logoTag,
    maxStudents: p.maxStudents,
    maxStorageBytes: p.maxStorageBytes,
  };
  return db
    .insert(schools)
    .values({ id: p.id, ...settings })
    .onConflictDoUpdate({
      target: schools.id,
      set: {
        ...settings,
        settings: {},
        reassessAfterDays: 14,
        academicYearStarts: "09-01",
        status: "OPEN",
        suspendedAt: null,
        suspendedReason: null,
        firstHourHiddenAt: null,
      },
    });
});

const insertLogo = statement("demo_school_logo", (db, p: Params<{ schoolId: string; content: Uint8Array }>) =>
  db.insert(schoolLogos).values({ schoolId: p.schoolId, content: p.content }),
);
