import type { MigrationLine } from "#src/features/framework-migrations/schema.ts";
import type { LineKind, MigrationStatus, StudentState } from "#src/features/framework-migrations/values.ts";
import {
  changesWhatCounts,
  fieldChanges,
  type Pairs,
  type VersionCompetency,
  type VersionPair,
} from "#src/features/framework-versions/rules.ts";
import type { Recount } from "#src/features/progress/rules.ts";
import { type AssignmentStatus, isCompleted } from "#src/features/progress/values.ts";
import type { StateTable } from "#src/lib/state-table.ts";

export const migrationSteps: StateTable<MigrationStatus, "admin" | "job"> = {
  thing: "move to a new version",
  steps: {
    NEW: { PREVIEWING: ["admin"] },
    PREVIEWING: { READY: ["job"], FAILED: ["job"], DISCARDED: ["admin"] },
    READY: { MOVING: ["admin"], DISCARDED: ["admin"] },
    MOVING: { MOVED: ["job"], FAILED: ["job"] },
    FAILED: { MOVING: ["admin"], DISCARDED: ["admin"] },
    MOVED: {},
    DISCARDED: {},
  },
};

export const studentSteps: StateTable<StudentState, "admin" | "job"> = {
  thing: "student's move",
  steps: {
    NEW: { PLANNED: ["job"] },
    PLANNED: { LEFT_OUT: ["admin", "job"], MOVED: ["job"], SKIPPED: ["job"] },
    MOVED: { UNDOING: ["admin"] },
    UNDOING: { UNDONE: ["job"], MOVED: ["job"] },
    LEFT_OUT: {},
    SKIPPED: {},
    UNDONE: {},
  },
};

/** A live assignment of the student in one of the two versions. */
export type HeldAssignment = {
  id: string;
  competencyId: string;
  status: AssignmentStatus;
  dueDate: Date | null;
  completionDate: Date | null;
  result: number | null;
  observations: number;
  /** Signed assessments of it, of whatever version. */
  evidence: number;
  /** Its deployment, where that gives the whole framework: the student gets what the new version adds. */
  wholeDeploymentId: string | null;
};

export type Move = {
  assignmentId: string;
  from: string;
  to: string;
  /** Counted again, because what is counted changed. */
  isRecounted: boolean;
  /** The student has an assignment of the new competency already, which takes the evidence over. */
  mergesInto: string | null;
};

export type StudentPlan = {
  lines: MigrationLine[];
  moves: Move[];
  /** Assignments of retired competencies. */
  withdrawn: string[];
  added: { competencyId: string; deploymentId: string; dueDate: Date | null }[];
  counts: {
    same: number;
    changed: number;
    added: number;
    retired: number;
    below: number;
    openChanges: number;
    retiredEvidence: number;
    evidence: number;
  };
  completed: { before: number; after: number };
  total: { before: number; after: number };
};

/** Which assignments have to be counted again before it is known what happens to them. */
export function isRecounted(pair: VersionPair, assignment: Pick<HeldAssignment, "status" | "evidence">): boolean {
  return (assignment.evidence > 0 || assignment.status !== "NOT_STARTED") && changesWhatCounts(pair);
}

/**
 * What a move changes for one student. `recounts` holds, by assignment, what counting by the new version comes to, of
 * those that `isRecounted` names.
 */
export function planStudent(given: {
  pairs: Pairs;
  held: readonly HeldAssignment[];
  recounts: ReadonlyMap<string, Recount>;
}): StudentPlan {
  const { pairs, held, recounts } = given;
  const pairOf = new Map(pairs.pairs.map((pair) => [pair.before.id, pair]));
  const retiredOf = new Map(pairs.retired.map((competency) => [competency.id, competency]));
  const heldOf = new Map(held.map((assignment) => [assignment.competencyId, assignment]));
  const plan: StudentPlan = {
    lines: [],
    moves: [],
    withdrawn: [],
    added: [],
    counts: { same: 0, changed: 0, added: 0, retired: 0, below: 0, openChanges: 0, retiredEvidence: 0, evidence: 0 },
    completed: { before: 0, after: 0 },
    total: { before: 0, after: 0 },
  };
  let whole: HeldAssignment | undefined;
  for (const assignment of held) {
    const pair = pairOf.get(assignment.competencyId);
    const retired = retiredOf.get(assignment.competencyId);
    if (!pair && !retired) continue;
    plan.total.before += 1;
    plan.completed.before += isCompleted(assignment.status) ? 1 : 0;
    plan.counts.evidence += assignment.evidence;
    if (assignment.wholeDeploymentId !== null && laterDue(assignment, whole)) whole = assignment;
    if (retired) {
      plan.withdrawn.push(assignment.id);
      plan.counts.retired += 1;
      plan.counts.retiredEvidence += assignment.evidence > 0 ? 1 : 0;
      plan.lines.push(lineOf("RETIRED", retired, assignment, null));
    } else if (pair) {
      planPair(plan, pair, assignment, { recount: recounts.get(assignment.id), other: heldOf.get(pair.after.id) });
    }
  }
  if (whole?.wholeDeploymentId) {
    for (const competency of pairs.added) {
      if (heldOf.has(competency.id)) continue;
      plan.added.push({ competencyId: competency.id, deploymentId: whole.wholeDeploymentId, dueDate: whole.dueDate });
      plan.counts.added += 1;
      plan.total.after += 1;
      plan.lines.push(lineOf("ADDED", competency, null, null));
    }
  }
  plan.lines.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return plan;
}

const order: readonly LineKind[] = ["BELOW", "CHANGED", "ADDED", "RETIRED", "SAME"];

function planPair(
  plan: StudentPlan,
  pair: VersionPair,
  assignment: HeldAssignment,
  { recount, other }: { recount: Recount | undefined; other: HeldAssignment | undefined },
): void {
  const statusAfter = other?.status ?? recount?.status ?? assignment.status;
  const fallsBelow = isCompleted(assignment.status) && !isCompleted(statusAfter);
  const isChanged = other !== undefined || fieldChanges(pair).length > 0;
  const kind: LineKind = fallsBelow ? "BELOW" : isChanged ? "CHANGED" : "SAME";
  plan.moves.push({
    assignmentId: assignment.id,
    from: pair.before.id,
    to: pair.after.id,
    isRecounted: recount !== undefined,
    mergesInto: other?.id ?? null,
  });
  // What is there already was counted as part of the new version.
  plan.total.after += other ? 0 : 1;
  plan.completed.after += !other && isCompleted(statusAfter) ? 1 : 0;
  plan.counts.below += kind === "BELOW" ? 1 : 0;
  plan.counts.changed += kind === "CHANGED" ? 1 : 0;
  plan.counts.same += kind === "SAME" ? 1 : 0;
  const progressChanges =
    recount !== undefined && (recount.score.result !== assignment.result || changesWhatCounts(pair));
  plan.counts.openChanges += !isCompleted(assignment.status) && kind === "CHANGED" && progressChanges ? 1 : 0;
  if (kind !== "SAME") plan.lines.push(lineOf(kind, pair.after, assignment, { pair, recount, statusAfter }));
}

function laterDue(assignment: HeldAssignment, than: HeldAssignment | undefined): boolean {
  return than === undefined || (assignment.dueDate?.getTime() ?? 0) > (than.dueDate?.getTime() ?? 0);
}

function lineOf(
  kind: LineKind,
  { id, code, name, targetRating }: VersionCompetency,
  assignment: HeldAssignment | null,
  paired: { pair: VersionPair; recount: Recount | undefined; statusAfter: AssignmentStatus } | null,
): MigrationLine {
  const changes = paired ? fieldChanges(paired.pair) : [];
  return {
    kind,
    competencyId: id,
    code,
    name,
    evidence: assignment?.evidence ?? 0,
    notCounted: paired?.recount?.score.leftOut.filter(({ reason }) => reason === "other_scale").length ?? 0,
    before: assignment && {
      status: assignment.status,
      result: assignment.result,
      target: paired?.pair.before.targetRating ?? targetRating,
      observations: assignment.observations,
      completionDate: assignment.completionDate?.toISOString() ?? null,
    },
    after:
      kind === "RETIRED"
        ? null
        : {
            status: paired?.statusAfter ?? "NOT_STARTED",
            result: paired?.recount ? paired.recount.score.result : (assignment?.result ?? null),
            target: targetRating,
          },
    fields: changes.map(({ field, before, after: is }) => ({
      field,
      before: isLong(before) ? null : before,
      after: isLong(is) ? null : is,
    })),
  };
}

/** Words are told to have changed; the page of changes shows them. */
function isLong(words: string | null): boolean {
  return words !== null && words.length > 60;
}

/** What a move changes, in a sentence to the student. */
export function changeWords({ counts }: Pick<StudentPlan, "counts">): string {
  const parts = [
    part(counts.below, "opens again", "open again"),
    part(counts.changed, "has changed", "have changed"),
    part(counts.added, "is new", "are new"),
    part(counts.retired, "is no longer asked for", "are no longer asked for"),
  ].filter((words) => words !== null);
  return parts.length === 0 ? "Nothing changes for you." : `${parts.join(", ")}.`;
}

function part(count: number, one: string, many: string): string | null {
  return count === 0 ? null : count === 1 ? `1 competency ${one}` : `${count} competencies ${many}`;
}
