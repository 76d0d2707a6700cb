import type { MakeExamples, PageParams, Subject } from "../../../tests/support/example.ts";
import { schoolOf, supervisorOf } from "../../../tests/support/example.ts";

const dayMs = 86_400_000;
const day = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10);

const body = (places: number | null = null) => ({
  name: "Theatre",
  site: "General",
  unit: "Theatre 2",
  startsOn: day(0),
  endsOn: day(30),
  programId: null,
  places,
  requiredMinutes: 6000,
});

export const makeExamples: MakeExamples = (owner) => {
  let made = 0;
  /** A rotation of the subject's school without placements. */
  const makeRotation = async (s: Subject) => {
    made += 1;
    const id = `rotation_${made}_of_${s}`;
    await owner().query(
      `insert into rotations (id, school_id, name, site, unit, starts_on, ends_on)
       values ($1, $2, 'Clinic', 'General', '1', current_date - 30, current_date + 60)`,
      [id, schoolOf[s]],
    );
    return id;
  };
  const makePlacement = async (s: Subject) => {
    const rotationId = await makeRotation(s);
    const id = `placement_in_${rotationId}`;
    await owner().query(
      `insert into placements (id, school_id, student_id, rotation_id, starts_on, ends_on)
       values ($1, $2, $3, $4, current_date, current_date + 30)`,
      [id, schoolOf[s], s, rotationId],
    );
    return id;
  };
  return {
    "GET /api/rotations/export": { about: "self", call: () => ({ path: "/api/rotations/export" }) },
    "GET /api/rotations": { about: "self", call: () => ({ path: "/api/rotations" }) },
    "POST /api/rotations": { about: "self", call: () => ({ path: "/api/rotations", body: body(20) }) },
    "PUT /api/rotations/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/rotations/${await makeRotation(s)}`, body: body() }),
    },
    "DELETE /api/rotations/:id": {
      about: "school",
      call: async (s) => ({ path: `/api/rotations/${await makeRotation(s)}` }),
    },
    "GET /api/rotations/:id/placements/export": {
      about: "school",
      call: async (s) => ({ path: `/api/rotations/${await makeRotation(s)}/placements/export` }),
    },
    "GET /api/rotations/:id/placements": {
      about: "school",
      call: async (s) => ({ path: `/api/rotations/${await makeRotation(s)}/placements` }),
    },
    "POST /api/rotations/:id/placements": {
      about: "school",
      call: async (s) => ({
        path: `/api/rotations/${await makeRotation(s)}/placements`,
        body: { studentIds: [s], supervisorIds: [supervisorOf[s]], startsOn: day(0), endsOn: day(20) },
      }),
    },
    "PUT /api/placements/:id": {
      call: async (s) => ({
        path: `/api/placements/${await makePlacement(s)}`,
        body: { supervisorIds: [supervisorOf[s]], startsOn: day(1), endsOn: day(20) },
      }),
    },
    "POST /api/placements/:id/end": {
      call: async (s) => ({ path: `/api/placements/${await makePlacement(s)}/end` }),
    },
    "GET /api/clinical-supervisors": { about: "self", call: () => ({ path: "/api/clinical-supervisors" }) },
  };
};

export const pageParams: PageParams = {
  rotationId: async ({ get }) => {
    const { items } = await get<{ items: { id: string; placedNow: number }[] }>("admin", "/api/rotations");
    return items.find(({ placedNow }) => placedNow > 0)?.id;
  },
};
