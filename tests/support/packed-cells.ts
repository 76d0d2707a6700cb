import type pg from "pg";
import { expect } from "vitest";

/** Compares the cells of every student with their assignments, key by key. */
export async function expectPackedCells(owner: pg.Client): Promise<void> {
  const { rows } = await owner.query(`
    with expected as (
      select user_id as student_id, school_id, competency_id, jsonb_build_array(id, status, progress_percentage::float8,
          case when cycle_starts_at is null then extract(epoch from due_date)::float8 end,
          extract(epoch from completion_date)::float8, extract(epoch from cycle_starts_at)::float8, result::float8,
          observations, evaluators, days) as cell
      from competency_assignments where status <> 'WITHDRAWN'),
    packed as (
      select c.student_id, c.school_id, e.key as competency_id, e.value as cell
      from student_cells c, jsonb_each(c.cells) e)
    select coalesce(e.student_id, p.student_id) as student, coalesce(e.competency_id, p.competency_id) as competency,
           e.cell as expected, p.cell as packed
    from expected e full join packed p using (student_id, school_id, competency_id)
    where e.cell is distinct from p.cell`);
  expect(rows).toEqual([]);
}
