import { getTableName } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { listedSteps, statesOf } from "#src/lib/state-table.ts";
import { stateColumns } from "#src/processes/state-columns.ts";
import { useDatabase } from "../../../tests/support/database.ts";
import { inTwoSchools } from "../../../tests/support/two-schools.ts";

const database = useDatabase();
const { asOwner, attempt } = inTwoSchools(database.owner);

/** Inserts a row of each table in a given state. */
const insertIn: Record<string, (state: string) => string> = {
  competency_templates: (state) =>
    `insert into competency_templates (id, school_id, name, status, published_at, created_by)
     values ('thing', 'north', 'F', '${state}', now(), 'admin')`,
  competency_deployments: (state) =>
    `insert into competency_deployments (id, school_id, template_id, status, created_by)
     values ('thing', 'north', 'template_north', '${state}', 'admin')`,
  deployment_acts: (state) =>
    `with made as (
       insert into competency_deployments (id, school_id, template_id, created_by)
       values ('of_the_thing', 'north', 'template_north', 'admin') returning id)
     insert into deployment_acts (id, school_id, deployment_id, kind, status, actor_id)
     select 'thing', 'north', id, 'WITHDRAW', '${state}', 'admin' from made`,
  competency_assignments: (state) =>
    `insert into competency_assignments (id, school_id, user_id, competency_id, status, completion_date)
     values ('thing', 'north', 'amina', 'comp_clinical_001', '${state}', now())`,
  assessments: (state) =>
    `insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at, decline_reason)
     values ('thing', 'north', 'amina', 'comp_clinical_001', 'hansen', '${state}', now(), now(), 'r')`,
  evaluations: (state) =>
    `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, signed_at)
     values ('thing', 'north', 'amina', 'competency_north', 'assessment_amina', 'hansen', '${state}', now())`,
  competency_submissions: (state) =>
    `insert into competency_submissions (id, school_id, student_id, competency_id, submitted_by, status, submitted_at)
     values ('thing', 'north', 'amina', 'competency_north', 'amina', '${state}', now())`,
  time_records: (state) =>
    `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, status, reason)
     values ('thing', 'north', 'amina', 'placement_amina', 'rotation_north', now() - interval '9 hours', now() - interval '8 hours', 60, 'Ward', '${state}', 'r')`,
  feedback_rounds: (state) =>
    `with made as (
       insert into feedback_rounds (id, school_id, student_id, competency_id, started_by, state, observed_at, ended_at)
       values ('thing', 'north', 'amina', 'competency_north', 'hansen', '${state}', now(), case when '${state}' <> 'OPEN' then now() end))
     insert into feedback_asked (round_id, evaluator_id, school_id, student_id, answered_at)
       select 'thing', evaluator, 'north', 'amina', now() from unnest(array['hansen', 'said', 'admin']) evaluator`,
  framework_migrations: (state) =>
    `insert into framework_migrations (id, school_id, from_template_id, to_template_id, status, created_by)
     values ('thing', 'north', 'template_north', 'template_north', '${state}', 'admin')`,
  framework_migration_students: (state) =>
    `with made as (
       insert into framework_migrations (id, school_id, from_template_id, to_template_id, created_by)
       values ('thing', 'north', 'template_north', 'template_north', 'admin'))
     insert into framework_migration_students (migration_id, school_id, student_id, state)
       values ('thing', 'north', 'amina', '${state}')`,
  people_imports: (state) =>
    `insert into people_imports (id, school_id, created_by, file_name, status)
     values ('thing', 'north', 'admin', 'people.csv', '${state}')`,
  prediction_models: (state) =>
    `insert into prediction_models (id, school_id, version, state, fitted_at, students, finished, fit, measures)
     values ('thing', 'north', 1, '${state}', now(), 200, 100, '{}', '{}')`,
  report_runs: (state) =>
    `insert into report_runs (id, school_id, user_id, cache_key, audience, question, state)
     values ('thing', 'north', 'admin', 'key', 'a', '{}', '${state}')`,
  person_exports: (state) =>
    `insert into person_exports (id, school_id, user_id, requested_by, state)
     values ('thing', 'north', 'amina', 'amina', '${state}')`,
  erasures: (state) =>
    `insert into erasures (id, school_id, user_id, requested_by, due_at, state)
     values ('thing', 'north', 'amina', 'amina', now(), '${state}')`,
  notification_queue: (state) =>
    `insert into notification_queue (id, school_id, user_id, type, status, content)
     values ('thing', 'north', 'amina', 'PROGRESS_UPDATE', '${state}', 'c')`,
};

/** What a step sets beside the state. */
const setWith: Record<string, (to: string) => string> = {
  feedback_rounds: (to) => `, ended_at = ${to === "OPEN" ? "null" : "now()"}`,
};

/** What names the row, where it has no id of its own. */
const keyIn: Record<string, string> = { framework_migration_students: "migration_id" };

it("hold the steps of all things that have states", () => {
  expect(Object.keys(insertIn)).toHaveLength(17);
  expect(stateColumns.map(({ column }) => getTableName(column.table)).sort()).toEqual(Object.keys(insertIn).sort());
});

describe.each(stateColumns)("$table.thing", ({ column, table }) => {
  const name = getTableName(column.table);
  const states = statesOf(table);
  const insert = insertIn[name];
  if (!insert) throw new Error(`a row of ${name} is not known`);

  it("takes the listed steps and no others [V2.3.1]", async () => {
    const taken: string[] = [];
    for (const from of states) {
      await asOwner("savepoint fresh");
      await asOwner(insert(from));
      for (const to of states.filter((state) => state !== from)) {
        await asOwner("savepoint step");
        const outcome = await attempt(
          `update ${name} set ${column.name} = '${to}'${setWith[name]?.(to) ?? ""} where ${keyIn[name] ?? "id"} = 'thing'`,
        );
        if (outcome === "1 rows") taken.push(`${from}>${to}`);
        else expect(outcome).toBe(`23514 ${name}_step`);
        await asOwner("rollback to savepoint step");
      }
      await asOwner("rollback to savepoint fresh");
    }
    const listed = listedSteps(table).map(({ from, to }) => `${from}>${to}`);
    expect(listed.length).toBeGreaterThan(0);
    expect(taken.sort()).toEqual(listed.sort());
  });

  it("has no other state", async () => {
    expect(await attempt(insert("SOMETHING"))).toMatch(/^23514 /);
  });
});

describe("what cannot change", () => {
  it.each([
    [
      "a signed evaluation",
      "update evaluations set overall_rating = 5 where id = 'evaluation_amina'",
      "evaluations_settled",
    ],
    [
      "its criteria",
      "update evaluation_criteria set score = 1 where evaluation_id = 'evaluation_amina'",
      "evaluations_settled",
    ],
    [
      "its criteria, by removal",
      "delete from evaluation_criteria where evaluation_id = 'evaluation_amina'",
      "evaluations_settled",
    ],
    ["its private note", "update evaluation_private_notes set note = ''", "evaluations_settled"],
    [
      "a published framework",
      "update competency_templates set name = 'Other' where id = 'template_north'",
      "competency_templates_settled",
    ],
    [
      "its competencies",
      "update competencies set target_rating = 3 where id = 'competency_north'",
      "competency_templates_settled",
    ],
    [
      "its rubrics",
      "update competency_rubrics set weight = 9 where id = 'rubric_north'",
      "competency_templates_settled",
    ],
    [
      "a rating scale in use",
      "update rating_scales set max_value = 6 where id = 'scale_entrustment'",
      "rating_scales_settled",
    ],
    ["the school of a person", "update users set school_id = 'south' where id = 'amina'", "users_school_settled"],
  ])("%s does not change", async (_, text, rule) => {
    await asOwner("select 1");
    expect(await attempt(text)).toBe(`23514 ${rule}`);
  });

  it("a published framework gains no competency", async () => {
    expect(
      await attempt(`insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
        values ('late', 'north', 'template_north', 'Late', 'C', 'EXPERT', 'scale_zwisch', 3, 'admin')`),
    ).toBe("23514 competency_templates_settled");
  });

  it("a student's records are removed when the student is erased", async () => {
    expect(await attempt("delete from users where id = 'amina'")).toBe("1 rows");
    const { rows } = await database.owner().query("select id from evaluations where student_id = 'amina'");
    expect(rows).toEqual([]);
  });
});

describe("references", () => {
  const competency = (scale: string, target: number, method = "LATEST") =>
    `insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, scoring_method, n_times, created_by)
     values ('new', 'north', 'New', 'C', 'EXPERT', '${scale}', ${target}, '${method}', ${method === "N_TIMES" ? 2 : "null"}, 'admin')`;

  it.each([
    [competency("scale_entrustment", 1), "23514 competencies_target"],
    [competency("scale_entrustment", 6), "23514 competencies_target"],
    [competency("scale_entrustment", 3.5), "23514 competencies_target"],
    [competency("scale_passfail", 0), "23514 competencies_target"],
    [competency("scale_entrustment", 4, "AVERAGE"), "23514 competencies_scoring_method_fits"],
    [competency("scale_passfail", 1, "DECAYING_AVERAGE"), "23514 competencies_scoring_method_fits"],
    [competency("scale_performance", 4.5, "AVERAGE"), "1 rows"],
    [competency("scale_passfail", 1, "N_TIMES"), "1 rows"],
  ])("of a competency to its scale fit: %s gives %s", async (text, outcome) => {
    expect(await attempt(text)).toBe(outcome);
  });

  it("stay in the own school, or go to the shared one", async () => {
    await asOwner(`insert into rating_scales (id, school_id, name, kind, min_value, max_value, default_target, question)
      values ('scale_south', 'south', 'S', 'ORDINAL', 1, 5, 4, 'q')`);
    expect(await attempt(competency("scale_south", 4))).toBe("23503 competencies_shared_school");
    expect(
      await attempt(`insert into competency_assignments (id, school_id, user_id, competency_id)
        values ('x', 'north', 'amina', 'competency_south')`),
    ).toBe("23503 competency_assignments_competency_school");
    expect(
      await attempt(`insert into competency_assignments (id, school_id, user_id, competency_id)
        values ('x', 'north', 'amina', 'comp_patient_care_001')`),
    ).toBe("1 rows");
    expect(
      await attempt(`insert into assessments (id, school_id, student_id, competency_id, assessor_id, status)
        values ('x', 'north', 'amina', 'competency_north', 'foreign', 'DRAFT')`),
    ).toBe("23503 assessments_shared_school");
    expect(
      await attempt(`insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
        values ('x', 'north', 'carl', 'rotation_north', current_date, current_date)`),
    ).toBe("23503 placements_student_fkey");
  });

  it("hold in one statement that inserts an assessment together with its evaluation", async () => {
    const both = (student: string) =>
      `with occasion as (
         insert into assessments (id, school_id, student_id, competency_id, assessor_id, status, observed_at, submitted_at)
         values ('x', 'north', 'amina', 'competency_north', 'hansen', 'SUBMITTED', now(), now()))
       insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, signed_at)
       values ('x', 'north', '${student}', 'competency_north', 'x', 'hansen', 'SIGNED', now())`;
    expect(await attempt(both("ben"))).toBe("23503 evaluations_assessment_agrees");
    expect(await attempt(both("amina"))).toBe("1 rows");
  });

  it("of an evaluation to its evaluator stay in the own school", async () => {
    expect(
      await attempt(`insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state)
        values ('x', 'north', 'amina', 'competency_north', 'assessment_amina', 'foreign', 'DRAFT')`),
    ).toBe("23503 evaluations_shared_school");
  });

  it("of a deployment's target are to something of its school", async () => {
    await asOwner(`insert into competency_deployments (id, school_id, template_id, created_by)
      values ('d', 'north', 'template_north', 'admin')`);
    const target = (type: string, id: string) =>
      `insert into deployment_targets (deployment_id, school_id, target_type, target_id) values ('d', 'north', '${type}', '${id}')`;
    expect(await attempt(target("cohort", "cohort_south"))).toBe("23503 deployment_targets_target_school");
    expect(await attempt(target("student", "hansen"))).toBe("23503 deployment_targets_target_school");
    expect(await attempt(target("cohort", "cohort_north"))).toBe("1 rows");
    expect(await attempt(target("student", "amina"))).toBe("1 rows");
  });

  it("of an evaluation agree with its assessment, in student and competency [V2.2.3]", async () => {
    const evaluation = (id: string, student: string, competency = "competency_north") =>
      `insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, signed_at)
       values ('${id}', 'north', '${student}', '${competency}', 'assessment_amina', 'hansen', 'SIGNED', now())`;
    expect(await attempt(evaluation("x", "ben"))).toBe("23503 evaluations_assessment_agrees");
    expect(await attempt(evaluation("x", "amina", "comp_clinical_001"))).toBe("23503 evaluations_assessment_agrees");
    await asOwner(evaluation("x", "amina"));
    const { rows } = await database.owner().query("select competency_id from evaluations where id = 'x'");
    expect(rows).toEqual([{ competency_id: "competency_north" }]);
    expect(
      await attempt(
        "insert into evaluation_criteria (evaluation_id, rubric_id, school_id) values ('x', 'rubric_south', 'north')",
      ),
    ).toBe("23514 evaluation_criteria_rubric_agrees");
  });
});

describe("rules of single rows", () => {
  it("give a student one live assignment for a competency", async () => {
    const again = `insert into competency_assignments (id, school_id, user_id, competency_id) values ('x', 'north', 'amina', 'competency_north')`;
    expect(await attempt(again)).toBe("23505 competency_assignments_one_live");
    await asOwner("update competency_assignments set status = 'WITHDRAWN' where id = 'assignment_amina'");
    expect(await attempt(again)).toBe("1 rows");
  });

  it("allow one person for each address, whatever its case", async () => {
    expect(
      await attempt(
        "insert into users (id, school_id, name, email, role) values ('x', 'south', 'X', 'AMINA@two-schools.test', 'STUDENT')",
      ),
    ).toBe("23505 users_email_key");
  });

  it("refuse hours that overlap, lie in the future or in the placement of another student", async () => {
    const record = (from: string, to: string, placement = "amina") =>
      `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity)
       values ('x', 'north', 'amina', 'placement_${placement}', 'rotation_north', ${from}, ${to}, 30, 'Ward')`;
    const there = (after: string) =>
      `(select started_at from time_records where id = 'time_amina') + interval '${after}'`;
    const fromNow = (after: string) => `now() + interval '${after}'`;
    expect(await attempt(record(there("30 minutes"), there("90 minutes")))).toBe("23514 time_records_overlap");
    expect(await attempt(record(fromNow("-50 minutes"), fromNow("1 hour")))).toBe("23514 time_records_future");
    expect(await attempt(record(there("2 hours"), there("3 hours"), "ben"))).toBe("23503 time_records_placement_fkey");
    expect(await attempt(record(there("2 hours"), there("3 hours")))).toBe("1 rows");
  });

  it("adjust only approved hours, by no more than there are, and with a reason", async () => {
    const adjust = (minutes: number, reason = "'Longer break'") =>
      `insert into time_records (id, school_id, student_id, placement_id, rotation_id, started_at, ended_at, minutes, activity, adjusts_id, note)
       select 'x' || ${minutes}, school_id, student_id, placement_id, rotation_id, started_at, ended_at, ${minutes}, 'Ward', id, ${reason}
       from time_records where id = 'time_amina'`;
    expect(await attempt(adjust(-30))).toBe("23514 time_records_adjustment_agrees");
    await asOwner("update time_records set status = 'APPROVED' where id = 'time_amina'");
    expect(await attempt(adjust(-30, "null"))).toBe("23514 time_records_adjustment_reason_check");
    expect(await attempt(adjust(-30))).toBe("1 rows");
    expect(await attempt(adjust(-31))).toBe("23514 time_records_adjustment_agrees");
    expect(await attempt(adjust(1411))).toBe("23514 time_records_day");
    expect(await attempt("update time_records set minutes = 90 where id = 'time_amina'")).toBe(
      "23514 time_records_settled",
    );
  });

  it("leave hours that wait as they were sent", async () => {
    expect(await attempt("update time_records set minutes = 30 where id = 'time_amina'")).toBe(
      "23514 time_records_settled",
    );
    expect(
      await attempt("update time_records set status = 'APPROVED', decided_by = 'hansen' where id = 'time_amina'"),
    ).toBe("1 rows");
  });

  it("place nobody twice at the same time in a rotation, nor beyond its places [V2.3.4]", async () => {
    const place = (id: string, student: string, from: number, to: number) =>
      `insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
       values ('${id}', 'north', '${student}', 'rotation_north', current_date + ${from}, current_date + ${to})`;
    expect(await attempt(place("again", "amina", 10, 20))).toBe("23514 placements_student_once");
    expect(await attempt("update rotations set places = 1 where id = 'rotation_north'")).toBe(
      "23514 rotations_places_taken",
    );
    await asOwner("update rotations set places = 2 where id = 'rotation_north'");
    expect(await attempt(place("third", "dora", 0, 5))).toBe("23514 placements_places");
    // When one of the two has ended, a place is free from that day on.
    await asOwner("update placements set ended_at = now() where id = 'placement_ben'");
    expect(await attempt(place("third", "dora", 0, 5))).toBe("1 rows");
    expect(await attempt("update placements set ended_at = null where id = 'placement_ben'")).toBe(
      "23514 placements_places",
    );
    expect(await attempt(place("later", "ben", 11, 20))).toBe("1 rows");
  });

  it("record behaviour only with a consent that is in force", async () => {
    const view =
      "insert into learning_analytics (school_id, user_id, interaction_type) values ('north', 'amina', 'VIEW')";
    expect(await attempt(view)).toBe("23514 learning_analytics_consent");
    await asOwner("insert into consents (user_id, school_id, purpose) values ('amina', 'north', 'learning_analytics')");
    expect(await attempt(view)).toBe("1 rows");
    await asOwner("update consents set withdrawn_at = now()");
    expect(await attempt(view)).toBe("23514 learning_analytics_consent");
  });
});
