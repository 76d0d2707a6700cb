import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { closeCaches } from "#src/platform/cache/caches.ts";
import { systemActor } from "#src/policy/actor.ts";
import { arrangeTwoSchools, recount, useApi } from "../../../tests/support/api.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { jobContext } from "../../../tests/support/jobs.ts";
import type { Person } from "../../../tests/support/two-schools.ts";

/**
 * A student who left, is suspended, or whose placement ended stands in no queue, count, reminder or form of staff whose
 * business ended; the school still reads the record. Every place that shows or counts students is here.
 */
const database = useDatabase();
const api = useApi();
const actor = systemActor("test");

beforeAll(async () => {
  await arrangeTwoSchools(database.owner());
  await run("update users set cohort_id = 'cohort_north', program_id = 'program_north' where id in ('amina', 'ben')");
  await run(`insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
    select 'part_' || n, 'north', 'Part ' || n, 'Parts', 'FUNDAMENTAL', 'scale_entrustment', 4, 'system'
    from generate_series(1, 3) n`);
  await run(`insert into competency_assignments (id, school_id, user_id, competency_id, due_date)
    select 'part_' || n, 'north', 'amina', 'part_' || n, now() + make_interval(days => case n when 1 then 3 else -3 end)
    from generate_series(1, 3) n`);
  await run(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, requested_by, draft) values
    ('asked', 'north', 'amina', 'part_2', 'hansen', 'REQUESTED', 'amina', null)`);
  await recount(["amina"]);
  const { refreshSchool } = await import("#src/features/predictions/refresh-school.ts");
  await refreshSchool(jobContext(actor), "north");
});
afterAll(async () => {
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  await closeBus();
});

async function run(text: string, values: unknown[] = []) {
  const { rows } = await database.owner().query(text, values);
  // What the owner writes goes past the program, so its caches do not know.
  closeCaches();
  return rows;
}

// biome-ignore lint/suspicious/noExplicitAny: the test checks the answers
async function get(person: Person, path: string, query: Record<string, string> = {}): Promise<any> {
  const answer = await api.get(person, path, { query });
  expect(answer.status).toBe(200);
  return answer.body;
}

const sign = (competencyId: string) => ({ studentId: "amina", competencyId, evaluationData: { overallRating: 3 } });
const idsIn = ({ items }: { items: { id: string }[] }) => items.map(({ id }) => id);

type Place = {
  /** What the place shows of Amina; falsy when she is not in it. */
  shows: () => Promise<unknown>;
  /** Ended placements matter to supervisors only, and late forms may be finished for 14 days. */
  of: "supervisor" | "everybody";
  inGrace?: boolean;
};

const places: Record<string, Place> = {
  "the queue: drafts and requests": {
    of: "supervisor",
    inGrace: true,
    shows: async () => {
      const { items, counts } = await get("hansen", "/api/competency-assessments/queue");
      const own = items.filter(({ kind }: { kind: string }) => kind !== "due").length;
      expect(counts.drafts + counts.requests).toBe(own);
      return own;
    },
  },
  "the queue: what is due, and its counts": {
    of: "supervisor",
    shows: async () => {
      const { counts, students } = await get("hansen", "/api/competency-assessments/queue");
      expect(counts.students).toBe(students.length);
      return counts.due;
    },
  },
  "the assessment centre: requested and drafts": {
    of: "supervisor",
    inGrace: true,
    shows: async () => {
      const requested = await get("hansen", "/api/competency-assessments/centre", { tab: "requested" });
      const drafts = await get("hansen", "/api/competency-assessments/centre", { tab: "drafts" });
      expect(requested.counts).toMatchObject({ requested: requested.total, drafts: drafts.total });
      return requested.total + drafts.total;
    },
  },
  "the assessment centre: due": {
    of: "supervisor",
    shows: async () => {
      const { total, counts } = await get("hansen", "/api/competency-assessments/centre", { tab: "due" });
      expect(counts.due).toBe(total);
      return total;
    },
  },
  "the assessment centre: submitted": {
    of: "supervisor",
    inGrace: true,
    shows: async () => (await get("hansen", "/api/competency-assessments/centre", { tab: "submitted" })).total,
  },
  "the supervisor's students": {
    of: "supervisor",
    inGrace: true,
    shows: async () => idsIn(await get("hansen", "/api/students")).includes("amina"),
  },
  "a supervisor's search": {
    of: "supervisor",
    inGrace: true,
    shows: async () => (await get("hansen", "/api/search", { q: "amina" })).students.length,
  },
  "students who need attention, of a supervisor": {
    of: "supervisor",
    shows: async () => idsIn(await get("hansen", "/api/students", { standing: "BEHIND" })).includes("amina"),
  },
  "students who need attention, of the school": {
    of: "everybody",
    shows: async () => idsIn(await get("admin", "/api/students", { standing: "BEHIND" })).includes("amina"),
  },
  "the school's list of students": {
    of: "everybody",
    shows: async () => idsIn(await get("admin", "/api/students", { cohortId: "cohort_north" })).includes("amina"),
  },
  "the counts of cohorts": {
    of: "everybody",
    shows: async () => {
      const { items } = await get("admin", "/api/cohorts");
      return items[0].students - 1;
    },
  },
  "the aggregate of progress, of a supervisor": {
    of: "supervisor",
    shows: async () => (await get("hansen", "/api/competency-progress")).totalCompetencies,
  },
  "the aggregate of progress, of a supervisor, filtered": {
    of: "supervisor",
    shows: async () => {
      const query = { dateRange: "2020-01-01/2090-01-01" };
      const { totalCompetencies, upcomingDeadlines, recentActivities } = await get(
        "hansen",
        "/api/competency-progress",
        query,
      );
      return totalCompetencies + upcomingDeadlines.length + recentActivities.length;
    },
  },
  "the aggregate of progress, of the school": {
    of: "everybody",
    // Ben and Dora have one competency each.
    shows: async () => (await get("admin", "/api/competency-progress")).totalCompetencies - 2,
  },
  "reminders of due dates": {
    of: "everybody",
    shows: async () => {
      const { remindOfDeadlines } = await import("#src/features/progress/remind-of-deadlines.ts");
      await run("delete from processed_events where handler = 'progress.remind'");
      await run("delete from notification_queue");
      await run("delete from events where type = 'deadline.approaching'");
      await remindOfDeadlines(actor, "Europe/London");
      const [row] = await run(`select (select count(*)::int from notification_queue where user_id = 'amina')
        + (select count(*)::int from events where type = 'deadline.approaching' and student_id = 'amina') as n`);
      return row.n;
    },
  },
  "daily snapshots": {
    of: "everybody",
    shows: async () => {
      const { takeSnapshots } = await import("#src/features/progress/take-snapshots.ts");
      await run("delete from progress_snapshots");
      await takeSnapshots(jobContext(actor), "Europe/London");
      return (await run("select from progress_snapshots where user_id = 'amina'")).length;
    },
  },
  "live events of a supervisor": {
    of: "supervisor",
    inGrace: true,
    shows: async () => {
      const { channelsOfSupervisors } = await import("#src/realtime/channels.ts");
      return (await channelsOfSupervisors(["hansen"])).get("hansen")?.includes("student:amina");
    },
  },
  "the form": {
    of: "supervisor",
    inGrace: true,
    shows: async () => {
      const query = { studentId: "amina", competencyId: "part_3" };
      return (await api.get("hansen", "/api/competency-assessments/form", { query })).status === 200;
    },
  },
  "saving a draft": {
    of: "supervisor",
    inGrace: true,
    shows: async () => (await api.post("hansen", "/api/competency-assessments/drafts", sign("part_3"))).status === 201,
  },
  "changing a draft": {
    of: "supervisor",
    inGrace: true,
    shows: async () => {
      const body = { evaluationData: { overallRating: 2 } };
      return (
        (await api.call("hansen", "PUT", "/api/competency-assessments/draft_amina/draft", { body })).status === 200
      );
    },
  },
  "hiding the student": {
    of: "supervisor",
    inGrace: true,
    shows: async () => {
      const path = "/api/competency-assessments/queue/hidden";
      const { status } = await api.post("hansen", path, { studentId: "amina" });
      await run("delete from hidden_students");
      return status === 201;
    },
  },
  "an assessment, signed": {
    of: "supervisor",
    inGrace: true,
    shows: async () => (await api.post("hansen", "/api/competency-assessments", sign("part_1"))).status === 201,
  },
};

const back = async () => {
  await run("update users set status = 'ACTIVE' where id = 'amina'");
  await run(`update placements set ended_at = null, starts_on = current_date - 10, ends_on = current_date + 10
    where id = 'placement_amina'`);
};

const causes = {
  left: { set: "update users set status = 'LEFT' where id = 'amina'", of: "everybody" },
  suspended: { set: "update users set status = 'SUSPENDED' where id = 'amina'", of: "everybody" },
  "placement ended early": {
    set: "update placements set ended_at = now() where id = 'placement_amina'",
    of: "supervisor",
  },
  "placement over for three weeks": {
    set: "update placements set starts_on = current_date - 60, ends_on = current_date - 21 where id = 'placement_amina'",
    of: "supervisor",
  },
} as const;

describe.each(Object.entries(places))("%s", (_, { shows, of, inGrace = false }) => {
  beforeEach(back);

  it("has a student who takes part", async () => {
    expect(await shows()).toBeTruthy();
  });

  it.each(Object.entries(causes).filter(([, cause]) => cause.of === "everybody" || of === "supervisor"))(
    "has nobody: %s",
    async (_, { set }) => {
      await run(set);
      expect(await shows()).toBeFalsy();
    },
  );

  if (of === "supervisor") {
    it(`${inGrace ? "has, for a late form," : "has nobody:"} a student whose placement ended last week`, async () => {
      await run(
        "update placements set starts_on = current_date - 60, ends_on = current_date - 7 where id = 'placement_amina'",
      );
      const shown = await shows();
      if (inGrace) expect(shown).toBeTruthy();
      else expect(shown).toBeFalsy();
    });
  }
});

describe("the record of a student who left or is suspended", () => {
  beforeEach(back);

  it.each(["LEFT", "SUSPENDED"])("stays readable to the school: %s", async (status) => {
    await run("update users set status = $1 where id = 'amina'", [status]);
    expect(idsIn(await get("admin", "/api/students", { studentId: "amina" }))).toEqual(["amina"]);
    expect((await get("admin", "/api/competency-progress", { studentId: "amina" })).totalCompetencies).toBe(4);
    expect((await get("admin", "/api/competency-assignments", { studentId: "amina" })).items).toHaveLength(4);
    expect((await get("admin", "/api/competency-assessments", { studentId: "amina" })).items.length).toBeGreaterThan(0);
    expect((await get("admin", "/api/competency-assessments/assessment_amina")).studentId).toBe("amina");
  });

  it("is found by name while the student is suspended", async () => {
    await run("update users set status = 'SUSPENDED' where id = 'amina'");
    expect(idsIn(await get("admin", "/api/students", { search: "amina" }))).toEqual(["amina"]);
  });
});

describe("a withdrawn assignment", () => {
  beforeEach(async () => {
    await back();
    await run(
      "update competency_assignments set status = 'WITHDRAWN' where id in ('part_2', 'part_3', 'assignment_amina')",
    );
  });

  it("stands in no queue, count or form, and cannot be assessed; its draft and request are left out too", async () => {
    const { items, counts } = await get("hansen", "/api/competency-assessments/queue");
    const named = items.map(({ competencyId }: { competencyId: string }) => competencyId);
    expect(named.filter((id: string) => ["part_2", "part_3", "competency_north"].includes(id))).toEqual([]);
    expect(counts).toMatchObject({ drafts: 0, requests: 0 });
    for (const tab of ["requested", "drafts", "due"]) {
      const centre = await get("hansen", "/api/competency-assessments/centre", { tab });
      expect(centre.items.map(({ competencyId }: { competencyId: string }) => competencyId)).not.toContain("part_3");
      expect(centre.total).toBe(centre.items.length);
    }
    const query = { studentId: "amina", competencyId: "part_3" };
    expect((await api.get("hansen", "/api/competency-assessments/form", { query })).status).toBe(404);
    expect((await api.post("hansen", "/api/competency-assessments/drafts", sign("part_3"))).status).toBe(422);
    expect((await api.post("hansen", "/api/competency-assessments", sign("part_3"))).status).toBe(422);
    const body = { evaluationData: { overallRating: 3 } };
    const draft = await api.call("hansen", "POST", "/api/competency-assessments/draft_amina/submit", { body });
    expect(draft.status).toBe(422);
  });
});
