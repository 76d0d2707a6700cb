import { people } from "../two-schools.ts";
import type { Row, TableRules } from "./table-access.ts";
import { tableAccess } from "./tables.ts";

export type Reader = { id: string; role: string; schoolId: string };
/** The rows of every table, for following references. */
export type World = ReadonlyMap<string, readonly Row[]>;

/**
 * Who supervises whom, by a running placement; Dora's placement under Hansen has ended. See two-schools.ts, and rows.ts
 * for Eve.
 */
const supervisedBy: Record<string, string[]> = { hansen: ["amina", "eve"], said: ["ben", "eve"], foreign: ["carl"] };
const everSupervisedBy: Record<string, string[]> = { ...supervisedBy, hansen: ["amina", "eve", "dora"] };

type Relation = (me: Reader, row: Row, columns: Required<Columns>, world: World) => boolean;
type Columns = Pick<TableRules, "school" | "person" | "author" | "state">;

const isStaff = ({ role }: Reader) => role === "CLINICAL_SUPERVISOR" || role === "SCHOOL_ADMIN";

const words: Record<string, Relation> = {
  // The person and the school.
  super: (me) => me.role === "SUPER_ADMIN",
  "no student": (me) => me.role !== "STUDENT",
  school: (me, row, columns) => row[columns.school] === me.schoolId,
  shared: (me, row, columns) => me.id !== "" && row[columns.school] === "default",
  staff: (me, row, columns) => isStaff(me) && row[columns.school] === me.schoolId,
  admin: (me, row, columns) => me.role === "SCHOOL_ADMIN" && row[columns.school] === me.schoolId,
  // The person and the one whom the row is about, or who wrote it.
  own: (me, row, columns) => row[columns.person] === me.id,
  author: (me, row, columns) => row[columns.author] === me.id,
  supervised: (me, row, columns) => holds(supervisedBy, me.id, row[columns.person]),
  "own supervisor": (me, row, columns) => holds(everSupervisedBy, row[columns.person], me.id),
  "own placement": (me, row, _, world) => {
    const id = row.placement_id ?? row.id;
    return (
      find(world, "placements", id)?.student_id === me.id ||
      rowsOf(world, "placement_supervisors").some((s) => s.placement_id === id && s.supervisor_id === me.id)
    );
  },
  requester: (me, row) => row.requested_by === me.id,
  // The row alone.
  self: (_, row) => row.is_self === true,
  "nothing completed": (_, row) => row.completed === 0,
  "for all admins": (_, row) => row.user_id === null,
  "nobody's own": (_, row) => row.owner_id === null,
  "about nobody": (_, row) => row.student_id === null,
  "was submitted": (_, row) => typeof row.submitted_at === "string",
  "prior learning": (_, row) => row.kind === "PRIOR_LEARNING",
  numbered: (_, row) => typeof row.seq === "number",
  undone: (_, row) => typeof row.done_at !== "string",
  "is shown": (_, row) => row.is_shown === true,
  unsealed: (_, row) => typeof row.seal_number !== "number",
  // The person and the record that the row belongs to.
  "reads its evaluation": (me, row, _, world) => reads(me, "evaluations", row.evaluation_id, world),
  "writes its evaluation": (me, row, _, world) => {
    const evaluation = find(world, "evaluations", row.evaluation_id);
    return evaluation?.state === "DRAFT" && allows(["author", "admin", "super"], me, "evaluations", evaluation, world);
  },
  "reads its assessment": (me, row, _, world) => reads(me, "assessments", row.assessment_id, world),
  "takes part in its assessment": (me, row, _, world) => {
    const assessment = find(world, "assessments", row.assessment_id);
    return (
      (assessment?.assessor_id === me.id || assessment?.requested_by === me.id) &&
      reads(me, "assessments", row.assessment_id, world)
    );
  },
  "drafts its assessment": (me, row, _, world) => {
    const assessment = find(world, "assessments", row.assessment_id);
    return (
      assessment?.assessor_id === me.id &&
      assessment.status === "DRAFT" &&
      reads(me, "assessments", row.assessment_id, world)
    );
  },
  // The person and a round of feedback, which becomes an assessment of its own id.
  several: (_, row) => row.assessor_id === null && row.method === "MULTI_SOURCE_FEEDBACK",
  anonymous: (_, row) => row.is_anonymous === true,
  "asked in its round": (me, row, _, world) => isAsked(world, roundOf(row), me.id),
  "starts its round": (me, row, _, world) => find(world, "feedback_rounds", roundOf(row))?.started_by === me.id,
  "takes part in its round": (me, row, _, world) =>
    find(world, "feedback_rounds", roundOf(row))?.student_id === row.student_id &&
    find(world, "feedback_rounds", roundOf(row))?.competency_id === row.competency_id &&
    takesPart(world, roundOf(row), me.id),
  "of an open round": (_, row, __, world) => {
    const round = find(world, "feedback_rounds", row.round_id);
    return round?.state === "OPEN" && round.student_id === row.student_id;
  },
  "asks in its open round": (me, row, _, world) => {
    const round = find(world, "feedback_rounds", row.round_id);
    return (
      round?.state === "OPEN" &&
      round.started_by === me.id &&
      round.student_id === row.student_id &&
      row.answered_at === null &&
      holds(supervisedBy, row.evaluator_id, row.student_id)
    );
  },
  "wrote it": (me, row, _, world) =>
    rowsOf(world, "evaluation_authors").some((x) => x.evaluation_id === row.id && x.evaluator_id === me.id),
  "wrote an answer of a round of theirs": (me, row, _, world) => {
    const evaluation = find(world, "evaluations", row.evaluation_id);
    return (
      evaluation?.is_anonymous === true &&
      evaluation.student_id === row.student_id &&
      isAsked(world, evaluation.assessment_id, row.evaluator_id, true) &&
      takesPart(world, evaluation.assessment_id, me.id)
    );
  },
  "reads its submission": (me, row, _, world) => reads(me, "competency_submissions", row.submission_id, world),
  "holds its submission": (me, row, _, world) => {
    const submission = find(world, "competency_submissions", row.submission_id);
    return (
      submission !== undefined && allows(["own & DRAFT RETURNED"], me, "competency_submissions", submission, world)
    );
  },
  "own file": (me, row, _, world) => find(world, "files", row.file_id)?.uploaded_by === me.id,
  "attached to what one reads": (me, row, _, world) =>
    rowsOf(world, "assessment_files").some(
      (a) => a.file_id === row.id && reads(me, "assessments", a.assessment_id, world),
    ) ||
    rowsOf(world, "submission_files").some(
      (s) => s.file_id === row.id && reads(me, "competency_submissions", s.submission_id, world),
    ),
};

export const readers: Reader[] = Object.values(people);

/** Whether one of the lines allows the person to do this with the row. */
export function allows(lines: readonly string[], me: Reader, table: string, row: Row, world: World): boolean {
  return lines.some((line) => line.split(" & ").every((part) => isTrue(part, me, table, row, world)));
}

function isTrue(part: string, me: Reader, table: string, row: Row, world: World): boolean {
  if (part.startsWith("not ")) return !isTrue(part.slice("not ".length), me, table, row, world);
  const columns = { school: "school_id", person: "", author: "", state: "", ...tableAccess[table]?.rules };
  if (/^[A-Z_ ]+$/.test(part)) return part.split(" ").some((state) => row[columns.state] === state);
  const relation = words[part];
  if (!relation) throw new Error(`No relation is called "${part}".`);
  return relation(me, row, columns, world);
}

function reads(me: Reader, table: string, id: unknown, world: World): boolean {
  const row = find(world, table, id);
  return row !== undefined && allows(tableAccess[table]?.rules.read ?? [], me, table, row, world);
}

function roundOf(row: Row): unknown {
  return row.round_id ?? row.assessment_id ?? row.id;
}

function isAsked(world: World, round: unknown, person: unknown, hasAnswered = false): boolean {
  return rowsOf(world, "feedback_asked").some(
    (k) => k.round_id === round && k.evaluator_id === person && (!hasAnswered || k.answered_at !== null),
  );
}

function takesPart(world: World, round: unknown, person: unknown): boolean {
  return find(world, "feedback_rounds", round)?.started_by === person || isAsked(world, round, person);
}

function rowsOf(world: World, table: string): readonly Row[] {
  return world.get(table) ?? [];
}

function find(world: World, table: string, id: unknown): Row | undefined {
  return rowsOf(world, table).find((row) => row.id === id);
}

function holds(lists: Record<string, string[]>, key: unknown, value: unknown): boolean {
  return typeof key === "string" && typeof value === "string" && (lists[key] ?? []).includes(value);
}
