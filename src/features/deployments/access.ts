import type { Access } from "../../../tests/support/access/table-access.ts";
import { makers, moved, theSchool, twoSchools } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  competency_deployments: {
    rules: {
      author: "created_by",
      read: ["staff", "super"],
      add: ["author & admin", "author & super"],
      change: theSchool,
    },
    rows: `
      insert into competency_deployments (id, school_id, template_id, created_by)
        select 'deployment_' || school_id, school_id, 'template_PUBLISHED_default', 'super' from all_schools;
    `,
    attempts: {
      add: {
        vary: { ...moved, created_by: makers },
        rest: () => ({ id: "new", template_id: "template_PUBLISHED_default" }),
      },
      change: { touch: { error: "e" }, to: moved },
    },
  },
  deployment_targets: {
    rules: { read: ["staff", "super"], add: theSchool, remove: theSchool },
    rows: `
      insert into deployment_targets (deployment_id, school_id, target_type, target_id)
        select 'deployment_' || school_id, school_id, 'cohort', 'cohort_2_' || school_id from all_schools;
    `,
    attempts: {
      add: {
        vary: moved,
        rest: ({ school_id }) => ({
          deployment_id: `deployment_${school_id}`,
          target_type: "program",
          target_id: `program_2_${school_id}`,
        }),
      },
    },
    walls: ["deployment_targets_target_school"],
  },
  assignment_deployments: {
    rules: { read: theSchool, add: theSchool },
    rows: `
      insert into assignment_deployments (assignment_id, deployment_id, school_id)
        select 'assignment_' || id, 'deployment_' || school_id, school_id from pupils;
    `,
    attempts: {
      add: {
        vary: { school_id: twoSchools },
        rest: ({ school_id }) => ({
          deployment_id: `deployment_${school_id}`,
          assignment_id: school_id === "north" ? "assignment_amina_ACHIEVED" : "assignment_carl_ACHIEVED",
        }),
      },
    },
  },
  deployment_acts: {
    rules: { author: "actor_id", read: theSchool, add: ["author & admin", "author & super"] },
    rows: `
      insert into deployment_acts (id, school_id, deployment_id, kind, status, actor_id)
        select 'act_' || school_id, school_id, 'deployment_' || school_id, 'WITHDRAW', 'DONE', 'super' from all_schools;
    `,
    attempts: {
      add: {
        vary: { ...moved, actor_id: makers },
        rest: ({ school_id }) => ({
          id: "new",
          deployment_id: `deployment_${school_id}`,
          kind: "CANCEL",
          status: "DONE",
        }),
      },
    },
  },
  deployment_act_items: {
    rules: { read: theSchool },
    rows: `
      insert into deployment_act_items (act_id, assignment_id, school_id, student_id)
        select 'act_' || school_id, 'assignment_' || id, school_id, id from pupils;
    `,
  },
};
