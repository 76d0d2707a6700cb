import type { Access } from "../../../tests/support/access/table-access.ts";
import { makers, moved, setUpBySchool, staysInItsSchool, theSchool } from "../../../tests/support/access/vocabulary.ts";

export const access: Access = {
  rating_scales: {
    rules: setUpBySchool,
    rows: `
      insert into rating_scales (id, school_id, name, kind, min_value, max_value, default_target, question)
        select 'scale_2_' || school_id, school_id, 'Own', 'ORDINAL', 1, 3, 2, 'How?' from all_schools;
    `,
    attempts: {
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
    caughtElsewhere: [staysInItsSchool("rating_scales")],
  },
  competency_templates: {
    rules: {
      state: "status",
      read: ["school & not DRAFT", "shared & not DRAFT", "admin", "super"],
      add: theSchool,
      change: theSchool,
      remove: theSchool,
    },
    rows: `
      insert into competency_templates (id, school_id, name, status, published_at, created_by)
        select 'template_' || state || '_' || school_id, school_id, state, state, now(), 'system'
        from all_schools, unnest(array['DRAFT', 'PUBLISHED', 'DEPRECATED']) state;
    `,
    attempts: {
      add: { vary: moved, rest: () => ({ id: "new", name: "N", created_by: "system" }) },
      change: { touch: { name: "Other" }, to: moved },
    },
    caughtElsewhere: [staysInItsSchool("competency_templates")],
  },
  competencies: {
    rules: setUpBySchool,
    rows: `
      insert into competencies (id, school_id, template_id, name, category, level, rating_scale_id, target_rating, created_by)
        select 'part_' || school_id, school_id, 'template_DRAFT_' || school_id, 'Part', 'Safety', 'EXPERT', 'scale_zwisch', 3, 'system' from all_schools;
      insert into competencies (id, school_id, name, category, level, rating_scale_id, target_rating, created_by)
        select 'free_' || n, 'default', 'Free ' || n, 'Safety', 'EXPERT', 'scale_zwisch', 3, 'super' from generate_series(1, 6) n;
    `,
    attempts: {
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
    caughtElsewhere: [staysInItsSchool("competencies")],
  },
  competency_template_items: {
    rules: setUpBySchool,
    rows: `
      insert into competency_template_items (id, school_id, template_id, identifier, kind, statement)
        select 'item_' || school_id, school_id, 'template_DRAFT_' || school_id, 'i', 'CATEGORY', 'Part' from all_schools;
    `,
    attempts: {
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
  },
  competency_template_associations: {
    rules: setUpBySchool,
    rows: `
      insert into competency_template_associations (id, school_id, template_id, identifier, association_type, origin_identifier, destination_identifier)
        select 'association_' || school_id, school_id, 'template_DRAFT_' || school_id, 'a', 'isChildOf', 'i', 'j' from all_schools;
    `,
    attempts: {
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
  },
  competency_rubrics: {
    rules: setUpBySchool,
    rows: `
      insert into competency_rubrics (id, school_id, competency_id, criterion_name, description, performance_levels)
        select 'rubric_2_' || school_id, school_id, 'part_' || school_id, 'Technique', 'How it is done', '[]' from all_schools;
    `,
    attempts: {
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
  },
  framework_imports: {
    rules: {
      author: "created_by",
      read: theSchool,
      add: ["author & admin", "author & super"],
      change: theSchool,
    },
    rows: `
      insert into framework_imports (id, school_id, created_by, file_name)
        select 'import_' || school_id, school_id, 'super', 'f.csv' from all_schools;
    `,
    attempts: {
      add: {
        vary: { ...moved, created_by: makers },
        rest: () => ({ id: "new", file_name: "f" }),
      },
      change: { touch: { file_name: "g" }, to: moved },
    },
  },
};
