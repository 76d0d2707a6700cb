import { eq } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { sealHours, sealHoursReason } from "#src/features/time-records/sealed-words.ts";
import { timerActivity } from "#src/features/time-records/values.ts";
import { addDays, dayIn, instantOf } from "#src/lib/day.ts";
import { type Params, statement } from "#src/platform/db/statement.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations as rotationsTable } from "#src/platform/db/tables/rotations.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, rotations, stableUuid, supervisors } from "./people.ts";

type InsertRows = <Table extends PgTable>(table: Table, rows: readonly Table["$inferInsert"][]) => Promise<void>;
type Placed = { id: string; n: number };
/** As it is written; words are sealed when it is inserted. */
type Entry = Omit<typeof timeRecords.$inferInsert, "activity" | "note" | "place" | "reason" | "answer"> & {
  activity: string;
  note: string | null;
  place: string | null;
  reason: string | null;
};

const requiredMinutes = 240 * 60;

/** Numbers of places, of which one rotation has none left. */
const placesOf = {
  acute: 14,
  emergency: 10,
  paediatrics: 12,
  surgery: 16,
  community: 12,
  mental: 12,
  skills: 20,
  elderly: 12,
};

/** A rotation that is over and one to come, beside those that run. */
const more = [
  {
    key: "skills",
    name: "Skills Laboratory",
    site: "Riverside School",
    unit: "Room 3",
    from: -240,
    to: -190,
  },
  {
    key: "elderly",
    name: "Care of Older People",
    site: "Oakfield House",
    unit: "Garden Wing",
    from: 29,
    to: 92,
  },
] as const;

/**
 * Hours in every state. Each student has approved hours of the placement before and of this one, and some that wait; the
 * students of the demo supervisor also have what is asked about, refused, remarkable and adjusted. `midnight` is the day
 * of the load.
 */
export async function insertHours(
  tx: Tx,
  insertRows: InsertRows,
  { students, midnight }: { students: readonly Placed[]; midnight: number },
): Promise<void> {
  const today = dayIn(new Date(midnight), "UTC");
  await insertRows(
    rotationsTable,
    more.map(({ key, name, site, unit, from, to }) => ({
      id: `demo_rotation_${key}`,
      schoolId: demoSchool.id,
      name,
      site,
      unit,
      startsOn: addDays(today, from),
      endsOn: addDays(today, to),
    })),
  );
  for (const [key, places] of Object.entries(placesOf)) {
    await tx.query(setRoom, { id: `demo_rotation_${key}`, places, requiredMinutes });
  }
  await placeLater(insertRows, students, today);
  await insertRows(
    timeRecords,
    students
      .flatMap((student) => entriesOf(student, today))
      .map((entry) => ({ ...sealHours(entry, entry), reason: sealHoursReason(entry, entry.reason) })),
  );
}

/** The first students of each cohort go to the rotation to come. */
async function placeLater(insertRows: InsertRows, students: readonly Placed[], today: string): Promise<void> {
  const later = students.filter(({ n }) => n % 20 < 3);
  const idOf = ({ n }: Placed) => `demo_placement_${n}_3`;
  await insertRows(
    placements,
    later.map((student) => ({
      id: idOf(student),
      schoolId: demoSchool.id,
      studentId: student.id,
      rotationId: "demo_rotation_elderly",
      startsOn: addDays(today, 29),
      endsOn: addDays(today, 92),
    })),
  );
  await insertRows(
    placementSupervisors,
    later.map((student) => ({
      placementId: idOf(student),
      supervisorId: supervisorId(0),
      schoolId: demoSchool.id,
    })),
  );
}

/** Two long shifts a week in the placement before, then one or two in this one; the demo student works every third day. */
function entriesOf(student: Placed, today: string): Entry[] {
  const { n } = student;
  const earlier = daysBack(66 + (n % 5), 180, 7).map((back) => makeEntry(student, today, { back, placement: 1 }));
  const current = daysBack(n === 0 ? 5 : 6 + (n % 3), 60, n === 0 ? 3 : 5).map((back) =>
    makeEntry(student, today, { back, placement: 2 }),
  );
  const isOfDemoSupervisor = n % rotations.length === 0;
  return [
    ...earlier,
    ...current,
    ...(leftToSchool.has(n) ? [69, 72].map((back) => leftOver(student, today, back + (n % 5))) : []),
    ...(isOfDemoSupervisor ? openEntries(student, today) : [waitingOn(student, today, 2)]),
  ];
}

/** Students of whose last placement some hours were never decided: its supervisors may not any more. */
const leftToSchool = new Set([5, 9]);

function leftOver(student: Placed, today: string, back: number): Entry {
  return makeEntry(student, today, { back, placement: 1, status: "PENDING" });
}

function waitingOn(student: Placed, today: string, back: number): Entry {
  return makeEntry(student, today, { back, placement: 2, status: "PENDING" });
}

/** What the demo supervisor and the demo student have to look at. */
function openEntries(student: Placed, today: string): Entry[] {
  const { n } = student;
  const open = [waitingOn(student, today, 1), waitingOn(student, today, 2 + (n % 2))];
  if (n === 0) {
    const approved = makeEntry(student, today, { back: 62, placement: 2 });
    return [
      ...open,
      makeEntry(student, today, {
        back: 4,
        placement: 2,
        status: "NEEDS_INFO",
        place: "Day Unit",
        reason: "Who supervised you in the Day Unit?",
      }),
      makeEntry(student, today, {
        back: 7,
        placement: 2,
        start: "16:00",
        end: "18:00",
        breakMinutes: 0,
        status: "NOT_APPROVED",
        reason: "The teaching on that afternoon is no placement time.",
      }),
      makeEntry(student, today, {
        back: 3,
        placement: 2,
        start: "17:00",
        end: "19:00",
        breakMinutes: 0,
        status: "DRAFT",
      }),
      approved,
      {
        ...approved,
        id: stableUuid(`hours:${student.id}:adjustment`),
        adjustsId: approved.id,
        breakMinutes: 0,
        minutes: -30,
        note: "The break was an hour, not half an hour.",
        status: "PENDING",
        decidedBy: null,
        decidedAt: null,
        createdAt: instantAt(addDays(today, -1), "20:00"),
      },
    ];
  }
  if (n % 4 === 0) {
    open.push(
      makeEntry(student, today, {
        back: 4,
        placement: 2,
        start: "06:45",
        end: "20:30",
        breakMinutes: 0,
        status: "PENDING",
      }),
    );
  }
  if (n % 4 === 2) {
    open.push({
      ...makeEntry(student, today, { back: 28, placement: 2, status: "PENDING" }),
      createdAt: instantAt(addDays(today, -1), "21:00"),
    });
  }
  return open;
}

type Shift = {
  /** How many days before today. */
  back: number;
  placement: 1 | 2;
  start?: string;
  end?: string;
  breakMinutes?: number;
  status?: Entry["status"];
  place?: string;
  reason?: string;
};

function makeEntry(student: Placed, today: string, shift: Shift): Entry {
  const { back, placement, start = "07:00", end = "15:30", breakMinutes = 30, status = "APPROVED" } = shift;
  const day = addDays(today, -back);
  const startedAt = instantAt(day, start);
  const endedAt = instantAt(day, end);
  const rotation = (student.n + (placement === 1 ? 2 : 0)) % rotations.length;
  const isDecided = status !== "PENDING" && status !== "DRAFT";
  return {
    id: stableUuid(`hours:${student.id}:${day}:${start}`),
    schoolId: demoSchool.id,
    studentId: student.id,
    placementId: `demo_placement_${student.n}_${placement}`,
    rotationId: `demo_rotation_${rotations[rotation]?.key}`,
    startedAt,
    endedAt,
    breakMinutes,
    minutes: (endedAt.getTime() - startedAt.getTime()) / 60_000 - breakMinutes,
    activity: timerActivity,
    note: null,
    place: shift.place ?? null,
    status,
    reason: shift.reason ?? null,
    adjustsId: null,
    decidedBy: isDecided ? supervisorId(rotation) : null,
    decidedAt: isDecided ? instantAt(addDays(day, 1), "09:00") : null,
    createdAt: instantAt(day, "20:45"),
  };
}

function daysBack(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function supervisorId(rotation: number): string {
  return stableUuid(supervisors[rotation % supervisors.length]?.email ?? "");
}

function instantAt(day: string, time: string): Date {
  const instant = instantOf(day, time, demoSchool.timeZone);
  if (!instant) throw new Error(`${day} has no ${time}`);
  return instant;
}

/** After the placements: two that follow each other hold a place on the same day. */
const setRoom = statement(
  "demo_rotation_room",
  (db, p: Params<{ id: string; places: number; requiredMinutes: number }>) =>
    db
      .update(rotationsTable)
      .set({ places: p.places, requiredMinutes: p.requiredMinutes })
      .where(eq(rotationsTable.id, p.id)),
);
