import { insertRows } from "#src/features/samples/insert-rows.ts";
import { addDays, dayIn } from "#src/lib/day.ts";
import { placementSupervisors, placements } from "#src/platform/db/tables/placements.ts";
import { rotations } from "#src/platform/db/tables/rotations.ts";
import type { Tx } from "#src/platform/db/transaction.ts";
import { demoSchool, stableUuid } from "./people.ts";

const rotationId = "demo_rotation_skills_lab";
const supervisorIds = ["supervisor@demo.test", "tomas.rivera@demo.test"].map(stableUuid);

/**
 * Seven students of the demo supervisor's ward, of three cohorts. One of them, of another program, has other
 * competencies.
 */
const group = [6, 12, 18, 24, 30, 36, 42];

/**
 * A skills laboratory beside the ward: a group that is assessed in one afternoon, on one screen. It began before the
 * placement on the ward, which stays the one that a student is said to be on.
 */
export async function insertSkillsLab(tx: Tx, students: readonly { id: string; n: number }[], midnight: number) {
  const today = dayIn(new Date(midnight), "UTC");
  const period = { startsOn: addDays(today, -70), endsOn: addDays(today, 28) };
  await insertRows(tx, rotations, [
    {
      id: rotationId,
      schoolId: demoSchool.id,
      name: "Skills Laboratory, group B",
      site: "Riverside School",
      unit: "Room 3",
      ...period,
    },
  ]);
  const placed = students.filter(({ n }) => group.includes(n));
  const idOf = (n: number) => `demo_placement_${n}_lab`;
  await insertRows(
    tx,
    placements,
    placed.map(({ id, n }) => ({ id: idOf(n), schoolId: demoSchool.id, studentId: id, rotationId, ...period })),
  );
  await insertRows(
    tx,
    placementSupervisors,
    placed.flatMap(({ n }) =>
      supervisorIds.map((supervisorId) => ({ placementId: idOf(n), supervisorId, schoolId: demoSchool.id })),
    ),
  );
}
