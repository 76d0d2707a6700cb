import type { Attempts } from "./attempts.ts";

const moved = { school_id: ["north", "south", "default"] };
const makers = ["admin", "foreignAdmin", "super", "hansen"];

/** What schools set up: people and places, frameworks, deployments. */
export const attemptsOfSchools: Record<string, Attempts> = {
  schools: {
    add: { vary: { id: ["east"] }, rest: () => ({ name: "East" }) },
    change: { touch: { name: "Other" }, to: { id: ["east"] } },
  },
  programs: {
    add: { vary: moved, rest: () => ({ id: "new", name: "New", code: "new" }) },
    change: { touch: { name: "Other" }, to: moved },
  },
  cohorts: {
    add: { vary: moved, rest: ({ school_id }) => ({ id: "new", name: "New", program_id: `program_2_${school_id}` }) },
    change: { touch: { name: "Other" }, to: moved },
  },
  rotations: {
    add: {
      vary: moved,
      rest: () => ({ id: "new", name: "New", site: "S", unit: "U", starts_on: "2030-01-01", ends_on: "2030-01-02" }),
    },
    change: { touch: { name: "Other" }, to: moved },
  },
  users: {
    add: {
      vary: { ...moved, role: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN", "SYSTEM"] },
      rest: () => ({ id: "new", name: "New", email: "new@two-schools.test" }),
    },
    change: {
      touch: { name: "Other" },
      to: { id: ["new"], role: ["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"], ...moved },
    },
  },
  placements: {
    add: {
      vary: { school_id: ["north", "south"], student_id: ["amina", "ben", "dora", "carl"] },
      rest: ({ school_id }) => ({
        id: "new",
        rotation_id: `rotation_${school_id}`,
        starts_on: "2030-01-01",
        ends_on: "2030-01-02",
      }),
    },
    change: { touch: { ends_on: "2031-01-01" }, to: { ...moved, student_id: ["amina", "ben", "dora", "carl"] } },
  },
  placement_supervisors: {
    add: {
      vary: { school_id: ["north", "south"], supervisor_id: ["hansen", "said", "foreign"] },
      rest: ({ school_id }) => ({ placement_id: school_id === "north" ? "placement_ben" : "placement_carl" }),
    },
  },

  rating_scales: {
    add: {
      vary: moved,
      rest: () => ({
        id: "new",
        name: "N",
        kind: "ORDINAL",
        min_value: 1,
        max_value: 3,
        default_target: 2,
        question: "?",
        levels: [],
        allow_mean: false,
      }),
    },
    change: { touch: { name: "Other" }, to: moved },
  },
  competencies: {
    add: {
      vary: moved,
      rest: ({ school_id }) => ({
        id: "new",
        template_id: `template_DRAFT_${school_id}`,
        name: "N",
        category: "C",
        level: "EXPERT",
        rating_scale_id: "scale_zwisch",
        target_rating: 3,
        created_by: "system",
      }),
    },
    change: { touch: { name: "Other" }, to: moved },
  },
  competency_template_items: {
    add: {
      vary: moved,
      rest: ({ school_id }) => ({
        id: "new",
        template_id: `template_DRAFT_${school_id}`,
        identifier: "new",
        kind: "CATEGORY",
        statement: "N",
      }),
    },
    change: { touch: { statement: "Other" }, to: moved },
  },
  competency_template_associations: {
    add: {
      vary: moved,
      rest: ({ school_id }) => ({
        id: "new",
        template_id: `template_DRAFT_${school_id}`,
        identifier: "new",
        association_type: "isChildOf",
        origin_identifier: "i",
        destination_identifier: "j",
      }),
    },
    change: { touch: { association_type: "isPartOf" }, to: moved },
  },
  competency_rubrics: {
    add: {
      vary: moved,
      rest: ({ school_id }) => ({
        id: "new",
        competency_id: `part_${school_id}`,
        criterion_name: "N",
        description: "N",
        performance_levels: [],
      }),
    },
    change: { touch: { description: "Other" }, to: moved },
  },
  notification_templates: {
    add: {
      vary: moved,
      rest: () => ({
        id: "new",
        name: "N",
        type: "EMAIL",
        content: "N",
        trigger_event: "e",
        recipient_type: "STUDENT",
        created_by: "system",
      }),
    },
    change: { touch: { name: "Other" }, to: moved },
  },
  competency_templates: {
    add: { vary: moved, rest: () => ({ id: "new", name: "N", created_by: "system" }) },
    change: { touch: { name: "Other" }, to: moved },
  },
  framework_imports: {
    add: {
      vary: { ...moved, created_by: makers },
      rest: () => ({ id: "new", file_name: "f", format: "CSV" }),
    },
    change: { touch: { file_name: "g" }, to: moved },
  },

  competency_deployments: {
    add: {
      vary: { ...moved, created_by: makers },
      rest: () => ({ id: "new", template_id: "template_PUBLISHED_default" }),
    },
    change: { touch: { error: "e" }, to: moved },
  },
  deployment_targets: {
    add: {
      vary: moved,
      rest: ({ school_id }) => ({
        deployment_id: `deployment_${school_id}`,
        target_type: "program",
        target_id: `program_2_${school_id}`,
      }),
    },
  },
  assignment_deployments: {
    add: {
      vary: { school_id: ["north", "south"] },
      rest: ({ school_id }) => ({
        deployment_id: `deployment_${school_id}`,
        assignment_id: school_id === "north" ? "assignment_amina_ACHIEVED" : "assignment_carl_ACHIEVED",
      }),
    },
  },
};
