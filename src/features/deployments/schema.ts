import { z } from "zod";
import {
  actKinds,
  actStatuses,
  deploymentSorts,
  deploymentStatuses,
  deploymentStudentSorts,
  dueFroms,
  dueUnits,
  isRotationDue,
  maxOffset,
  movedSorts,
  studentStates,
  targetTypes,
} from "#src/features/deployments/values.ts";
import { id, instantOrDay, orderQuery, page, pageQuery, text } from "#src/lib/fields.ts";

export const deploymentStatus = z.enum(deploymentStatuses);

/** A bare string is the id of a cohort or a program. */
const targetGroup = z.union([id, z.strictObject({ type: z.enum(targetTypes), id })]);

/** A due date counted from a day of each student; `rotationId` names the rotation of their placement. */
export const dueRule = z
  .strictObject({
    from: z.enum(dueFroms),
    offset: z.number().int().min(-maxOffset).max(maxOffset),
    unit: z.enum(dueUnits),
    rotationId: id.nullable().default(null),
  })
  .refine(({ from, rotationId }) => isRotationDue(from) === (rotationId !== null), {
    path: ["rotationId"],
    message: "names the rotation from whose placement it is counted, and only then",
  })
  .refine(({ from, offset }) => offset >= 0 || isRotationDue(from), {
    path: ["offset"],
    message: "must not be negative here",
  });
export type DueRuleInput = z.input<typeof dueRule>;

const planned = {
  templateId: id,
  targetGroups: z.array(targetGroup).min(1).max(500),
  effectiveDate: instantOrDay.optional(),
  dueDate: instantOrDay.optional(),
  /** Instead of `dueDate`: a date of each student's own. */
  dueRule: dueRule.optional(),
  /** Only these competencies of the framework; all of them when absent. */
  competencyIds: z.array(id).min(1).max(2000).optional(),
  notifications: z.boolean().default(false),
  /** Students who join later get it even if the framework is retired by then. */
  deprecatedToo: z.boolean().default(false),
};
const oneDueDate = {
  path: ["dueRule"],
  message: "stands instead of a due date, not beside one",
};
export const deployBody = z
  .strictObject(planned)
  .refine(({ dueDate, dueRule: rule }) => dueDate === undefined || rule === undefined, oneDueDate);
export type DeployBody = z.infer<typeof deployBody>;

export const deployAnswer = z.object({
  deploymentId: z.string(),
  status: deploymentStatus,
  assignmentsPlanned: z.number().int(),
});
export type DeployAnswer = z.infer<typeof deployAnswer>;

const count = z.number().int();
const target = z.object({ type: z.enum(targetTypes), id: z.string(), name: z.string() });

/** What a deployment would do now. Counts are of students unless they say otherwise. */
export const previewAnswer = z.object({
  students: count,
  competencies: count,
  assignments: z.object({
    made: count,
    /** What students have already: the deployment attaches to it. Of these, how many fall due earlier than before. */
    attached: count,
    dueEarlier: count,
  }),
  /** Who has all of it already, and who has a part. */
  haveAll: count,
  haveSome: count,
  /** Who is in several of the groups, and is given it once. */
  inSeveralGroups: count,
  /** The first and the last day by which it is due, and how many have no due date yet because no day is known. */
  due: z.object({ firstOn: z.string().nullable(), lastOn: z.string().nullable(), without: count, past: count }),
  leftOut: z.array(z.object({ reason: z.enum(["LEFT", "SUSPENDED"]), students: count, names: z.array(z.string()) })),
  groups: z.array(target.extend({ students: count, inOthers: count, leftOut: count, made: count, attached: count })),
});
export type PreviewAnswer = z.infer<typeof previewAnswer>;

export const deploymentParams = z.strictObject({ id });
export const deploymentLine = z.object({
  id: z.string(),
  templateId: z.string(),
  frameworkName: z.string(),
  frameworkStatus: z.enum(["DRAFT", "PUBLISHED", "DEPRECATED"]),
  status: deploymentStatus,
  targets: z.array(target.extend({ isWithdrawn: z.boolean() })),
  effectiveAt: z.string(),
  dueAt: z.string().nullable(),
  /** The same as days of the school. */
  effectiveOn: z.string(),
  dueOn: z.string().nullable(),
  dueRule: z
    .object({
      from: z.enum(dueFroms),
      offset: count,
      unit: z.enum(dueUnits),
      rotationId: z.string().nullable(),
      rotation: z.string().nullable(),
    })
    .nullable(),
  competencies: count,
  notifications: z.boolean(),
  deprecatedToo: z.boolean(),
  assignmentsPlanned: count,
  assignmentsDone: count,
  error: z.string().nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
});
export type DeploymentLine = z.infer<typeof deploymentLine>;

/** With how far its students are: assignments of students who take part, each counted once. */
export const deploymentAnswer = deploymentLine.extend({
  progress: z.object({
    students: count,
    notStarted: count,
    inProgress: count,
    completed: count,
    overdue: count,
    withdrawn: count,
    dueByHand: count,
  }),
  /** Students who are in none of its groups any more and have open work by it. */
  movedStudents: count,
});
export type DeploymentAnswer = z.infer<typeof deploymentAnswer>;

const deploymentFilter = {
  templateId: id.optional(),
  status: deploymentStatus.optional(),
  groupId: id.optional(),
  search: text({ max: 200 }).optional(),
  ...orderQuery(deploymentSorts),
};
export const deploymentsQuery = z.strictObject({ ...deploymentFilter, ...pageQuery });
export const deploymentsExportQuery = z.strictObject(deploymentFilter);
export const deploymentsAnswer = page(deploymentLine);

/** Whom a change is about: everybody who has it, those of one of its groups, or single students. */
export const scope = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("all") }),
  z.strictObject({ type: z.literal("group"), group: z.strictObject({ type: z.enum(["cohort", "program"]), id }) }),
  z.strictObject({ type: z.literal("students"), studentIds: z.array(id).min(1).max(500) }),
]);
export type Scope = z.infer<typeof scope>;

const reason = text({ min: 1, max: 2000 });

/** A due date for all, a group or some students: a day, a rule, so many days later or earlier, or none (null). */
const dueChange = z
  .strictObject({
    scope: scope.default({ type: "all" }),
    dueDate: instantOrDay.nullable().optional(),
    dueRule: dueRule.optional(),
    moveByDays: z.number().int().min(-maxOffset).max(maxOffset).optional(),
    /** Also where it was set by hand before, for a group or a student. */
    alsoByHand: z.boolean().default(false),
    reason: reason.optional(),
  })
  .refine(
    ({ dueDate, dueRule: rule, moveByDays }) =>
      [dueDate, rule, moveByDays].filter((each) => each !== undefined).length === 1,
    { message: "needs one of dueDate, dueRule and moveByDays" },
  );
export type DueChange = z.infer<typeof dueChange>;

export const changeBody = z
  .strictObject({
    due: dueChange.optional(),
    /** Only before it begins. */
    effectiveDate: instantOrDay.optional(),
    targetGroups: planned.targetGroups.optional(),
    notifications: z.boolean().optional(),
    deprecatedToo: z.boolean().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { message: "changes nothing" });
export type ChangeBody = z.infer<typeof changeBody>;

export const withdrawBody = z.strictObject({
  scope,
  /** Only these competencies; all that the students have by it when absent. */
  competencyIds: z.array(id).min(1).max(2000).optional(),
  /** What is completed stays with the student unless it is to go too; its evidence is kept either way. */
  completedToo: z.boolean().default(false),
  reason,
});
export type WithdrawBody = z.infer<typeof withdrawBody>;

/** `actId` is null where nothing is left to a job. */
export const actAnswer = z.object({ deploymentId: z.string(), status: deploymentStatus, actId: z.string() });
export type ActAnswer = z.infer<typeof actAnswer>;

export const actParams = z.strictObject({ id, actId: id });
export const act = z.object({
  id: z.string(),
  kind: z.enum(actKinds),
  status: z.enum(actStatuses),
  /** Whom it is about, in names; null for all. */
  about: z.object({ type: z.enum(["all", "group", "students"]), names: z.array(z.string()), more: count }),
  competencies: count.nullable(),
  dueOn: z.string().nullable(),
  dueRule: z.object({ from: z.enum(dueFroms), offset: count, unit: z.enum(dueUnits) }).nullable(),
  moveByDays: count.nullable(),
  reason: z.string().nullable(),
  undoesId: z.string().nullable(),
  undoesKind: z.enum(actKinds).nullable(),
  isUndone: z.boolean(),
  canUndo: z.boolean(),
  students: count,
  studentsDone: count,
  changed: count,
  skipped: count,
  actorName: z.string(),
  createdAt: z.string(),
});
export type Act = z.infer<typeof act>;
export const actsAnswer = z.object({ items: z.array(act) });
export type ActsAnswer = z.infer<typeof actsAnswer>;

export const deploymentStudentsQuery = z.strictObject({
  state: z.enum(studentStates).optional(),
  groupId: id.optional(),
  search: text({ max: 200 }).optional(),
  ...orderQuery(deploymentStudentSorts),
  ...pageQuery,
});
export const deploymentStudentsExportQuery = deploymentStudentsQuery.omit({ limit: true, cursor: true });
export const deploymentStudent = z.object({
  studentId: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
  total: count,
  completed: count,
  inProgress: count,
  overdue: count,
  withdrawn: count,
  /** The next open due day, and whether it was set by hand. */
  dueOn: z.string().nullable(),
  isDueByHand: z.boolean(),
  hasMoved: z.boolean(),
});
export type DeploymentStudent = z.infer<typeof deploymentStudent>;
export const deploymentStudentsAnswer = page(deploymentStudent);

export const openDeployment = z.object({
  deploymentId: z.string(),
  frameworkName: z.string(),
  /** The groups that it was given to, in which the student is no more. */
  groups: z.array(z.string()),
  open: count,
  started: count,
  completed: count,
  dueOn: z.string().nullable(),
});
export type OpenDeployment = z.infer<typeof openDeployment>;
export const openDeploymentsAnswer = z.object({ items: z.array(openDeployment) });
export type OpenDeploymentsAnswer = z.infer<typeof openDeploymentsAnswer>;

/** A deployment by which a student has open work, with the next due day of it. */
const studentDeployment = z.object({
  deploymentId: z.string(),
  frameworkName: z.string(),
  effectiveOn: z.string(),
  open: count,
  dueOn: z.string().nullable(),
});
export type StudentDeployment = z.infer<typeof studentDeployment>;
export const studentDeploymentsAnswer = z.object({ items: z.array(studentDeployment) });
export type StudentDeploymentsAnswer = z.infer<typeof studentDeploymentsAnswer>;

export const movedStudent = openDeployment.extend({
  studentId: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  cohort: z.string().nullable(),
});
export type MovedStudent = z.infer<typeof movedStudent>;
export const movedStudentsExportQuery = z.strictObject(orderQuery(movedSorts));
export const movedStudentsQuery = movedStudentsExportQuery.extend(pageQuery);
export const movedStudentsAnswer = page(movedStudent);

export const keepBody = z.strictObject({ studentId: id });
