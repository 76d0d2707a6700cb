import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { useDatabase } from "../../tests/support/database.ts";

const database = useDatabase();
const today = new Date("2026-11-23T10:00:00Z");

beforeAll(async () => {
  const { loadDemoSchool } = await import("./load.ts");
  await loadDemoSchool(today);
}, 60_000);
afterAll(async () => {
  const { closePools } = await import("#src/platform/db/client.ts");
  const { closeBus } = await import("#src/platform/bus/open-bus.ts");
  await closeBus();
  await closePools();
});

async function rows(text: string) {
  return (await database.owner().query(text)).rows;
}

describe("the demo school", () => {
  it("has the demo student at 32 of 45", async () => {
    const [student] = await rows(`
      select p.total, p.completed from student_progress p join users u on u.id = p.student_id
      where u.email = 'student@demo.test'`);
    expect(student).toEqual({ total: 45, completed: 32 });
  });

  it("does not change when the job keeps the deployments up to date", async () => {
    const { activateDeployment } = await import("#src/features/deployments/activate-deployment.ts");
    const { systemActor } = await import("#src/policy/actor.ts");
    const before = await rows("select count(*)::int as n from competency_assignments");
    for (const { id } of await rows("select id from competency_deployments")) {
      await activateDeployment(systemActor("test"), id);
    }
    expect(await rows("select count(*)::int as n from competency_assignments")).toEqual(before);
  });

  it("has 12 staff, 60 students in 3 cohorts, 6 who join, are away or left, 9 rotations and half a year of history", async () => {
    const [counts] = await rows(`
      select (select count(*)::int from users where role = 'STUDENT' and school_id = 'demo' and status = 'ACTIVE') as students,
             (select count(*)::int from users where role in ('CLINICAL_SUPERVISOR', 'SCHOOL_ADMIN', 'SUPER_ADMIN')
                and school_id in ('demo', 'default') and status = 'ACTIVE') as staff,
             (select count(*)::int from users where school_id = 'demo' and status <> 'ACTIVE') as others,
             (select count(*)::int from cohorts where school_id = 'demo') as cohorts, (select count(*)::int from rotations) as rotations,
             (select (max(observed_at)::date - min(observed_at)::date) > 120 from assessments) as is_long`);
    expect(counts).toEqual({ students: 60, staff: 12, others: 6, cohorts: 3, rotations: 9, is_long: true });
  });

  it("has the use of those who agreed, over ten weeks up to today", async () => {
    const [use] = await rows(`
      select count(distinct a.user_id)::int as people, count(distinct interaction_type)::int as types,
             max(a.timestamp) < '2026-11-24' and max(a.timestamp) > '2026-11-20' as is_recent,
             (select count(*)::int from consents where school_id = 'demo' and purpose = 'learning_analytics') as agreed
      from learning_analytics a where school_id = 'demo'`);
    expect(use).toEqual({ people: 60, types: 4, is_recent: true, agreed: 60 });
  });

  it("has a comparison of a flag that is over, with enough people for an interval", async () => {
    const flags = await rows(`
      select f.key, (f.rules->>'endsAt')::timestamptz < '2026-11-24' as is_over, e.variant, count(*)::int as met
      from feature_flags f join flag_exposures e on e.flag_key = f.key and e.round = f.round group by f.key, e.variant
      order by e.variant`);
    const flag = { key: "student-home.recent-first", is_over: true };
    expect(flags).toEqual([
      { ...flag, variant: "chart-first", met: 30 },
      { ...flag, variant: "recent-first", met: 30 },
    ]);
  });

  it("asks for a consent that all but the demo student have answered, and has an archive on its way", async () => {
    const open = await rows(`
      select u.email from users u where u.school_id = 'demo' and u.status = 'ACTIVE'
        and not exists (select from consents c where c.user_id = u.id and c.purpose = 'research')`);
    expect(open).toEqual([{ email: "student@demo.test" }]);
    expect(await rows("select state from person_exports")).toEqual([{ state: "QUEUED" }]);
  });

  it("has a school beside it, terms, limits and a logo", async () => {
    expect(await rows("select id, max_students as most from schools where id <> 'default' order by id")).toEqual([
      { id: "demo", most: 80 },
      { id: "demo_harbour", most: 4 },
    ]);
    expect(await rows("select school_id from terms")).toHaveLength(4);
    expect(await rows("select school_id from school_logos")).toEqual([{ school_id: "demo" }]);
  });

  it("has evidence files that can be opened, with the demo student's newest assessments", async () => {
    const kept = await rows(`
      select f.storage_key as key, f.school_id as "schoolId", f.size_bytes::int as "sizeBytes", f.sha256, f.media_type as "mediaType"
      from files f join assessment_files l on l.file_id = f.id join assessments a on a.id = l.assessment_id
      join users u on u.id = a.student_id where u.email = 'student@demo.test' order by f.id`);
    expect(new Set(kept.map(({ mediaType }) => mediaType))).toEqual(
      new Set(["application/pdf", "image/jpeg", "image/png"]),
    );
    const { fileStore } = await import("#src/platform/files/open-file-store.ts");
    const { mediaTypeOf } = await import("#src/features/files/intake/media-type.ts");
    const opened = join(process.env.DATA_DIR ?? "", "opened");
    for (const { mediaType, ...stored } of kept) {
      await writeFile(opened, await fileStore().getChecked(stored));
      expect((await stat(opened)).size).toBe(stored.sizeBytes);
      expect(await mediaTypeOf(opened, mediaType)).toBe(mediaType);
    }
  });

  it("foretells of its students from the beginning, by the rule: most not behind, some behind, three at risk", async () => {
    const spread = await rows(`
      select case when r.is_flagged then 'at risk' when p.completed < r.planned then 'behind' else 'not behind' end as standing,
             count(*)::int as n
      from student_progress p join student_predictions r using (student_id) where r.kind = 'RULE' group by 1 order by 1`);
    expect(spread.map(({ standing }) => standing)).toEqual(["at risk", "behind", "not behind"]);
    expect(spread[0]?.n).toBe(3);
    expect(spread[1]?.n).toBeLessThan(spread[2]?.n);
  });

  it("has progress rows and assignments that equal what the rules count from the evaluations", async () => {
    const before = await rows(
      "select student_id, total, completed, category_breakdown, recent_activities from student_progress order by 1",
    );
    const { recount } = await import("../../tests/support/api.ts");
    await recount(before.map(({ student_id }) => student_id));
    expect(
      await rows(
        "select student_id, total, completed, category_breakdown, recent_activities from student_progress order by 1",
      ),
    ).toEqual(before);
    const wrong = await rows(`
      select a.id from competency_assignments a
      where a.status = 'ACHIEVED' and not exists (select 1 from evaluations e where e.student_id = a.user_id
        and e.competency_id = a.competency_id and e.state = 'SIGNED')`);
    expect(wrong).toEqual([]);
  });

  it("has requests in each state, four of which wait for the demo supervisor", async () => {
    const states = await rows("select distinct status from assessments where requested_by is not null order by 1");
    expect(states.map(({ status }) => status)).toEqual([
      "CANCELLED",
      "DECLINED",
      "DISCARDED",
      "DRAFT",
      "EXPIRED",
      "REQUESTED",
      "SUBMITTED",
    ]);
    const waiting = await rows(`
      select a.expires_at > '2026-11-23T10:00:00Z' as open from assessments a join users u on u.id = a.assessor_id
      where u.email = 'supervisor@demo.test' and a.status = 'REQUESTED'`);
    expect(waiting).toEqual([{ open: true }, { open: true }, { open: true }, { open: true }]);
  });

  it("has evidence in each state, prior learning and some that came back among it", async () => {
    const states = await rows("select status, count(*)::int as n from competency_submissions group by 1 order by 1");
    expect(states.map(({ status }) => status)).toEqual([
      "APPROVED",
      "DRAFT",
      "IN_REVIEW",
      "REJECTED",
      "RETURNED",
      "SUBMITTED",
      "WITHDRAWN",
    ]);
    const prior = await rows(
      "select status from competency_submissions where kind = 'PRIOR_LEARNING' and learnt_where is not null order by 1",
    );
    expect(prior.map(({ status }) => status)).toEqual(["IN_REVIEW", "SUBMITTED", "SUBMITTED"]);
    const approved = await rows(`
      select s.method, s.status, e.state from competency_submissions c
      join evaluations e on e.id = c.evaluation_id join assessments s on s.id = e.assessment_id
      where c.status = 'APPROVED' and e.student_id = c.student_id and e.competency_id = c.competency_id`);
    expect(approved).toEqual([{ method: "PORTFOLIO", status: "SUBMITTED", state: "SIGNED" }]);
    expect(await rows("select from submission_acts where act = 'RETURNED' and words is not null")).toHaveLength(2);
  });

  it("has hours in each state, adjusted ones too, and rotations that are over, running, full and to come", async () => {
    const states = await rows("select status, count(*)::int as n from time_records group by 1 order by 1");
    expect(states.map(({ status }) => status)).toEqual(["APPROVED", "DRAFT", "NEEDS_INFO", "NOT_APPROVED", "PENDING"]);
    expect((await rows("select from time_records where adjusts_id is not null")).length).toBe(1);
    const rotations = await rows(`
      select case when ends_on < '2026-11-23' then 'over' when starts_on > '2026-11-23' then 'to come' else 'running' end as phase,
             bool_or(places = app.most_placed_at_once(id, '2026-11-23', 'infinity', null)) as is_full
      from rotations group by 1 order by 1`);
    expect(rotations).toEqual([
      { phase: "over", is_full: false },
      { phase: "running", is_full: true },
      { phase: "to come", is_full: false },
    ]);
  });

  it("has completions renewed twice, renewed after they expired, expired, and expiring soon, the student's own too", async () => {
    const cycles = await rows(`
      select string_agg(c.ended || coalesce(' ' || c.way, ''), ', ' order by c.number) as ended, a.status
      from competency_assignments a left join assignment_cycles c on c.assignment_id = a.id
      join competencies k on k.id = a.competency_id where a.deployment_id = 'demo_deployment_renewals' and k.name = 'Basic Life Support' group by a.id, a.status order by 1, 2`);
    expect(cycles).toEqual([
      { ended: "EXPIRED", status: "ACHIEVED" },
      { ended: "EXPIRED", status: "EXPIRED" },
      { ended: "RENEWED, RENEWED ASSESSMENT", status: "ACHIEVED" },
      { ended: null, status: "ACHIEVED" },
      { ended: null, status: "ACHIEVED" },
    ]);
    const soon = await rows(`
      select completion_date + interval '6 months' < '2026-11-23'::timestamptz + interval '60 days' as soon
      from competency_assignments a join users u on u.id = a.user_id join competencies k on k.id = a.competency_id
      where u.email = 'student@demo.test' and k.validity_months = 6`);
    expect(soon).toEqual([{ soon: true }]);
  });

  it("has a competency on each kind of scale, with rubrics of descriptors, weights and a must-pass, and phrases", async () => {
    const scales = await rows(`
      select distinct c.rating_scale_id as scale from competencies c join competency_templates t on t.id = c.template_id
      where t.name = 'Bedside skills: rubrics and every scale' order by 1`);
    expect(scales.map(({ scale }) => scale)).toEqual([
      "scale_entrustment",
      "scale_minicex",
      "scale_oscore",
      "scale_passfail",
      "scale_performance",
      "scale_zwisch",
    ]);
    const rubrics = await rows(`
      select c.name, max(r.weight)::int as weight, count(r.pass_score)::int as must_pass,
             bool_and(jsonb_array_length(r.performance_levels) > 0) as described
      from competency_rubrics r join competencies c on c.id = r.competency_id
      join competency_templates t on t.id = c.template_id
      where t.name = 'Bedside skills: rubrics and every scale' group by c.name order by c.name`);
    expect(rubrics).toEqual([
      { name: "Assess and describe a wound", weight: 2, must_pass: 1, described: false },
      { name: "Insert a nasogastric tube", weight: 3, must_pass: 1, described: true },
    ]);
    const phrases = await rows(
      "select owner_id is null as of_school, count(*)::int as n from quick_phrases group by 1",
    );
    expect(phrases.map(({ of_school }) => of_school).sort()).toEqual([false, true]);
  });

  it("has a scale of the school's own in a draft, and an item for each competency of a next version", async () => {
    expect(
      await rows(`
        select s.name, jsonb_array_length(s.levels) as grades, t.status from rating_scales s
        join competencies c on c.rating_scale_id = s.id join competency_templates t on t.id = c.template_id
        where s.school_id = 'demo'`),
    ).toEqual([{ name: "Grades of our school", grades: 5, status: "DRAFT" }]);
    expect(
      await rows(`
        select c.name from competencies c join competency_templates t on t.id = c.template_id
        where t.replaces_id is not null
          and not exists (select from competency_template_items i where i.competency_id = c.id)`),
    ).toEqual([]);
  });

  it("has nothing observed or signed after today", async () => {
    expect(await rows("select id from evaluations where signed_at > '2026-11-23T10:00:00Z'")).toEqual([]);
  });

  it("is the same on every load", async () => {
    const look = () =>
      rows(
        "select id, status, result, due_date, completion_date from competency_assignments order by user_id, due_date, progress_percentage, result, completion_date, status",
      );
    const first = (await look()).map(({ id, ...rest }) => rest);
    const { loadDemoSchool, removeDemoSchool } = await import("./load.ts");
    await removeDemoSchool();
    expect(await rows("select id from users where school_id like 'demo%'")).toEqual([]);
    await loadDemoSchool(today);
    expect((await look()).map(({ id, ...rest }) => rest)).toEqual(first);
  }, 60_000);
});
