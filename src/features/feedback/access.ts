import type { Access } from "../../../tests/support/access/table-access.ts";
import { twoSchools } from "../../../tests/support/access/vocabulary.ts";

const staffOfTheStudent = ["supervised", "admin", "super"] as const;

export const access: Access = {
  feedback_rounds: {
    rules: {
      person: "student_id",
      author: "started_by",
      state: "state",
      read: staffOfTheStudent,
      add: ["author & supervised & school & OPEN"],
      change: ["author & supervised", "asked in its round & supervised"],
    },
    rows: `
      insert into feedback_rounds (id, school_id, student_id, competency_id, started_by, state, observed_at, ended_at)
        select concat_ws('_', 'round', r.student, r.author, r.what), r.school, r.student, 'free_' || r.competency, r.author,
          r.state, now(), case when r.state <> 'OPEN' then now() end
        from (values
          ('amina', 'north', 'hansen', 'OPEN', 'OPEN', 1), ('amina', 'north', 'hansen', 'WAITING', 'OPEN', 2),
          ('amina', 'north', 'hansen', 'ANSWERED', 'OPEN', 3), ('amina', 'north', 'hansen', 'CLOSED', 'CLOSED', 4),
          ('amina', 'north', 'said', 'OPEN', 'OPEN', 5), ('ben', 'north', 'hansen', 'CALLED_OFF', 'CALLED_OFF', 1),
          ('ben', 'north', 'hansen', 'OPEN', 'OPEN', 2), ('dora', 'north', 'hansen', 'OPEN', 'OPEN', 1),
          ('eve', 'north', 'hansen', 'OPEN', 'OPEN', 1), ('amina', 'north', 'said', 'CLOSED', 'CLOSED', 4),
          ('carl', 'south', 'foreign', 'OPEN', 'OPEN', 1)) r (student, school, author, what, state, competency);
    `,
    attempts: {
      add: {
        vary: {
          school_id: twoSchools,
          student_id: ["amina", "ben", "dora"],
          started_by: ["hansen", "said"],
          state: ["OPEN", "CALLED_OFF"],
        },
        rest: ({ state }) => ({
          id: "new",
          competency_id: "free_6",
          observed_at: "2030-01-01",
          ended_at: state === "OPEN" ? null : "2030-01-01",
        }),
      },
      change: {
        touch: { ended_at: "2030-01-01" },
        to: { state: ["CLOSED", "CALLED_OFF"], school_id: twoSchools, started_by: ["said"], student_id: ["ben"] },
      },
    },
    caughtElsewhere: [
      {
        policy: "feedback_rounds_change",
        clause: "with check",
        condition: /./,
        reason: "Only state and ended_at are granted, so that a round stays with its student and who started it.",
        without: "grant update on feedback_rounds to app_command",
      },
    ],
  },
  feedback_asked: {
    rules: {
      person: "student_id",
      author: "evaluator_id",
      read: staffOfTheStudent,
      add: ["asks in its open round & supervised"],
      change: ["author & supervised", "starts its round & supervised"],
    },
    // The admin was a supervisor when Hansen asked.
    rows: `
      insert into feedback_asked (round_id, evaluator_id, school_id, student_id, answered_at)
        select r.id, k.evaluator, r.school_id, r.student_id, case when k.answered then now() end
        from feedback_rounds r join (values
          ('round_amina_hansen_WAITING', 'hansen', false), ('round_amina_hansen_WAITING', 'said', false),
          ('round_amina_hansen_ANSWERED', 'hansen', true), ('round_amina_hansen_CLOSED', 'hansen', true),
          ('round_amina_hansen_CLOSED', 'said', true), ('round_amina_hansen_CLOSED', 'admin', false),
          ('round_amina_said_OPEN', 'said', false), ('round_amina_said_OPEN', 'hansen', false),
          ('round_amina_said_CLOSED', 'said', true), ('round_eve_hansen_OPEN', 'said', false),
          ('round_ben_hansen_CALLED_OFF', 'said', true), ('round_ben_hansen_OPEN', 'said', true),
          ('round_dora_hansen_OPEN', 'hansen', false), ('round_carl_foreign_OPEN', 'foreign', false)
        ) k (round, evaluator, answered) on k.round = r.id;
    `,
    attempts: {
      add: {
        vary: {
          round_id: [
            "round_amina_hansen_OPEN",
            "round_amina_hansen_CLOSED",
            "round_amina_said_OPEN",
            "round_dora_hansen_OPEN",
          ],
          student_id: ["amina", "ben", "dora", "eve"],
          evaluator_id: ["hansen", "said"],
          answered_at: [null, "2030-01-01"],
        },
        rest: () => ({ school_id: "north" }),
      },
      change: {
        touch: { reminded_at: "2030-01-01" },
        to: { answered_at: ["2030-01-01"], student_id: ["ben"], evaluator_id: ["said"] },
      },
    },
    caughtElsewhere: [
      {
        policy: "feedback_asked_change",
        clause: "with check",
        condition: /./,
        reason:
          "Only reminded_at and answered_at are granted, and the trigger feedback_asked_own_answer refuses others.",
        without: `grant update on feedback_asked to app_command;
          drop trigger feedback_asked_own_answer on feedback_asked`,
      },
    ],
    walls: ["feedback_asked_own_answer"],
  },
  feedback_answers: {
    rules: {
      person: "student_id",
      author: "evaluator_id",
      read: ["author"],
      add: ["author & supervised & school & of an open round"],
      change: ["author & supervised"],
      changeTo: ["author & supervised & of an open round"],
    },
    rows: `
      insert into feedback_answers (round_id, evaluator_id, school_id, student_id, content)
        select k.round_id, k.evaluator_id, k.school_id, k.student_id, '{}' from feedback_asked k
        where k.answered_at is not null;
    `,
    attempts: {
      add: {
        vary: {
          round_id: ["round_amina_hansen_WAITING", "round_amina_hansen_CLOSED", "round_dora_hansen_OPEN"],
          evaluator_id: ["hansen", "said", "admin"],
          student_id: ["amina", "dora", "eve"],
          school_id: twoSchools,
        },
        rest: () => ({ content: {} }),
      },
      change: {
        touch: { saved_at: "2030-01-01" },
        to: { evaluator_id: ["said"], student_id: ["ben", "eve"] },
        also: [{ round_id: "round_dora_hansen_OPEN", student_id: "dora" }],
      },
    },
    caughtElsewhere: [
      {
        policy: "feedback_answers_change",
        clause: "with check",
        condition: /^app.supervises/,
        reason: "Only content and saved_at are granted, and only who supervises a student reads the student's rounds.",
        without: `grant update on feedback_answers to app_command;
          alter policy feedback_rounds_read_in_commands on feedback_rounds using (true)`,
      },
      {
        policy: "feedback_answers_change",
        clause: "with check",
        condition: /evaluator_id|r\.student_id/,
        reason: "Only content and saved_at are granted, so that an answer stays with its author and round.",
        without: "grant update on feedback_answers to app_command",
      },
    ],
  },
  evaluation_authors: {
    rules: {
      person: "student_id",
      author: "evaluator_id",
      read: staffOfTheStudent,
      add: ["wrote an answer of a round of theirs & supervised"],
    },
    rowsAfter: ["feedback_asked"],
    // One evaluation of each round loses its author again, to have some that can be added. Hansen is also noted for
    // what Said signed with his name, where it must not count.
    rows: `
      insert into assessments (id, school_id, student_id, competency_id, method, status, observed_at, submitted_at)
        select id, school_id, student_id, competency_id, 'MULTI_SOURCE_FEEDBACK', 'SUBMITTED', now(), now()
        from feedback_rounds where state = 'CLOSED';
      insert into evaluations (id, school_id, student_id, competency_id, assessment_id, is_anonymous, state, signed_at)
        select concat_ws('_', 'unnamed', n.evaluator, n.at), s.school_id, s.student_id, s.competency_id, s.id, true, n.state, now()
        from assessments s join (values
          ('round_amina_hansen_CLOSED', 'hansen', 1, 'SIGNED'), ('round_amina_hansen_CLOSED', 'said', 1, 'SIGNED'),
          ('round_amina_hansen_CLOSED', 'hansen', 2, 'SUPERSEDED'), ('round_amina_said_CLOSED', 'said', 2, 'SUPERSEDED')
        ) n (round, evaluator, at, state) on n.round = s.id;
      insert into evaluations (id, school_id, student_id, competency_id, assessment_id, evaluator_id, state, signed_at)
        select 'named_said', school_id, student_id, competency_id, id, 'said', 'SIGNED', now()
        from assessments where id = 'round_amina_hansen_CLOSED';
      insert into evaluation_authors (evaluation_id, school_id, student_id, evaluator_id)
        select e.id, e.school_id, e.student_id, split_part(e.id, '_', 2) from evaluations e where e.is_anonymous;
      set constraints evaluations_anonymous_author immediate;
      delete from evaluation_authors where evaluation_id in ('unnamed_hansen_2', 'unnamed_said_2');
      insert into evaluation_authors (evaluation_id, school_id, student_id, evaluator_id)
        values ('judgement_amina_said_SIGNED', 'north', 'amina', 'hansen');
    `,
    attempts: {
      add: {
        vary: {
          evaluation_id: ["unnamed_hansen_2", "unnamed_said_2", "named_said", "judgement_amina_hansen_SIGNED"],
          evaluator_id: ["hansen", "said", "admin", "foreign"],
          student_id: ["amina", "ben", "eve"],
        },
        rest: () => ({ school_id: "north" }),
      },
    },
  },
};
