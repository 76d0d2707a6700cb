import { z } from "zod";
import {
  givenRoles,
  misfits,
  mostNamed,
  peopleOrders,
  peopleSorts,
  placementFilters,
  standings,
  studentSorts,
  userStatuses,
} from "#src/features/people/values.ts";
import { overall } from "#src/features/progress/schema.ts";
import { id, name, orderQuery, page, pageQuery, text } from "#src/lib/fields.ts";

export const standing = z.enum(standings);

const studentLine = overall.extend({
  id: z.string(),
  name: z.string(),
  studentNumber: z.string().nullable(),
  cohortId: z.string().nullable(),
  cohort: z.string().nullable(),
  program: z.string().nullable(),
  placement: z.string().nullable(),
  overdue: z.number().int(),
  standing,
  lastAssessedAt: z.string().nullable(),
  pronouns: z.string().nullable(),
  /** The address of their picture. */
  picture: z.string().nullable(),
});
export type StudentLine = z.infer<typeof studentLine>;

const studentFilter = {
  search: text({ min: 1, max: 200 }).optional(),
  programId: id.optional(),
  cohortId: id.optional(),
  rotationId: id.optional(),
  standing: standing.optional(),
  ...orderQuery(studentSorts),
};
export const studentsQuery = z.strictObject({
  ...studentFilter,
  /** Returns the line of one student, for the student's page. */
  studentId: id.optional(),
  ...pageQuery,
});
export const studentsExportQuery = z.strictObject(studentFilter);
export const studentsAnswer = page(studentLine);
export type StudentsAnswer = z.infer<typeof studentsAnswer>;

const cohortLine = z.object({
  id: z.string(),
  name: z.string(),
  programId: z.string(),
  program: z.string(),
  students: z.number().int(),
  onTrack: z.number().int(),
  atRisk: z.number().int(),
  behind: z.number().int(),
  completedCompetencies: z.number().int(),
  totalCompetencies: z.number().int(),
  progressPercentage: z.number().nullable(),
});
export type CohortLine = z.infer<typeof cohortLine>;
export const cohortsAnswer = z.object({
  items: z.array(cohortLine),
  /** Over all students of the school, those without a cohort too. */
  totals: z.object({
    students: z.number().int(),
    onTrack: z.number().int(),
    atRisk: z.number().int(),
    behind: z.number().int(),
    /** At risk, and staff have seen to it; not counted by `atRisk`. */
    seenTo: z.number().int(),
  }),
});

export type CohortsAnswer = z.infer<typeof cohortsAnswer>;

/** The signed-in student's current placement, for the sidebar. */
export const meAnswer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  schoolId: z.string(),
  schoolName: z.string(),
  /** As the school chose it, and the address of its logo. */
  schoolColor: z.string().nullable(),
  schoolLogo: z.string().nullable(),
  /** Whether the school is a sample, in which everybody is invented. */
  isSample: z.boolean(),
  /** Whether their school asks them to agree to something that they have not answered. */
  asksConsent: z.boolean(),
  timeZone: z.string(),
  /** Chosen by the person; null where the device's is used. */
  ownTimeZone: z.string().nullable(),
  pronouns: z.string().nullable(),
  /** Null until one was chosen. */
  theme: z.enum(["light", "dark", "system"]).nullable(),
  /** The address of their picture. */
  picture: z.string().nullable(),
  /** By its days due dates are counted. */
  schoolTimeZone: z.string(),
  cohort: z.string().nullable(),
  program: z.string().nullable(),
  placement: z
    .object({
      rotation: z.string(),
      unit: z.string(),
      number: z.number(),
      of: z.number(),
      week: z.number(),
      weeks: z.number(),
    })
    .nullable(),
});
export type MeAnswer = z.infer<typeof meAnswer>;

/** An address as it is stored and compared. */
const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase());
const studentNumber = name({ max: 40 });
const yearOfStudy = z.number().int().min(1).max(20);
const personName = name({ max: 200 });

const newPerson = z.strictObject({
  name: personName,
  email,
  role: z.enum(givenRoles),
  programId: id.optional(),
  cohortId: id.optional(),
  studentNumber: studentNumber.optional(),
  yearOfStudy: yearOfStudy.optional(),
});
export type NewPerson = z.output<typeof newPerson>;

/** Without `send` they are added as invited and mailed later, by `POST /api/users/invitations/send`. */
export const inviteBody = z.strictObject({
  people: z.array(newPerson).min(1).max(200),
  send: z.boolean(),
  /** Of a super admin, who belongs to no school. */
  schoolId: id.optional(),
});
export type InviteBody = z.output<typeof inviteBody>;

export const inviteAnswer = z.object({
  items: z.array(
    z.object({
      email: z.string(),
      userId: z.string().nullable(),
      outcome: z.enum(["invited", "already_there", "refused"]),
      detail: z.string().optional(),
    }),
  ),
});
export type InviteAnswer = z.infer<typeof inviteAnswer>;

export const sendBody = z.strictObject({ userIds: z.array(id).min(1).max(5_000) });
export type SendBody = z.output<typeof sendBody>;
/** `notSent` are those who have joined, left, or are not known to the caller. */
export const sendAnswer = z.object({ sent: z.number().int(), notSent: z.number().int() });
export type SendAnswer = z.infer<typeof sendAnswer>;

const token = text({ min: 1, max: 200 });
export const invitationBody = z.strictObject({ token });
export const invitationAnswer = z.object({
  name: z.string(),
  email: z.string(),
  role: z.enum(["STUDENT", "CLINICAL_SUPERVISOR", "SCHOOL_ADMIN", "SUPER_ADMIN"]),
  school: z.string(),
});
export type InvitationAnswer = z.infer<typeof invitationAnswer>;

export const acceptBody = z.strictObject({ token, name: personName, password: text({ min: 8, max: 128 }) });
export type AcceptBody = z.output<typeof acceptBody>;
export const acceptAnswer = z.object({ email: z.string() });

const role = z.enum(givenRoles);
const status = z.enum(userStatuses);
const reason = text({ min: 1, max: 300 }).refine((value) => value.trim() !== "", "must say something");

/** What narrows the people of a school. Without a status, those who left are not among them. */
const peopleFilter = {
  search: text({ min: 1, max: 200 }).optional(),
  role: role.optional(),
  status: status.optional(),
  programId: id.optional(),
  cohortId: id.optional(),
  placement: z.enum(placementFilters).optional(),
  /** Whoever has never signed in. */
  seen: z.literal("never").optional(),
};
const filterObject = z.strictObject(peopleFilter);
export type PeopleFilter = z.output<typeof filterObject>;

export const peopleExportQuery = z.strictObject({
  ...peopleFilter,
  sort: z.enum(peopleSorts).default("name"),
  order: z.enum(peopleOrders).default("asc"),
});
export const peopleQuery = peopleExportQuery.extend(pageQuery);
export type PeopleQuery = z.output<typeof peopleQuery>;

const personLine = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  studentNumber: z.string().nullable(),
  role,
  status,
  programId: z.string().nullable(),
  program: z.string().nullable(),
  cohortId: z.string().nullable(),
  cohort: z.string().nullable(),
  yearOfStudy: z.number().int().nullable(),
  /** The rotation of today's placement; of a supervisor the one with most students, and their number. */
  placement: z.object({ rotation: z.string(), students: z.number().int() }).nullable(),
  lastSeenAt: z.string().nullable(),
  createdAt: z.string(),
  revision: z.number().int(),
});
export type PersonLine = z.infer<typeof personLine>;

/** `total` counts all that fit the filter; it comes with the first page only. */
export const peopleAnswer = page(personLine).extend({ total: z.number().int().nullable() });
export type PeopleAnswer = z.infer<typeof peopleAnswer>;

/** The people of each saved view, exactly. */
export const peopleCountsAnswer = z.object({
  everybody: z.number().int(),
  students: z.number().int(),
  supervisors: z.number().int(),
  admins: z.number().int(),
  withoutPlacement: z.number().int(),
  invited: z.number().int(),
  neverSeen: z.number().int(),
  suspended: z.number().int(),
  left: z.number().int(),
});
export type PeopleCounts = z.infer<typeof peopleCountsAnswer>;

export const personParams = z.strictObject({ id });

const personAnswer = personLine.extend({
  statusReason: z.string().nullable(),
  mergedInto: z.object({ id: z.string(), name: z.string() }).nullable(),
  /** The newest invitation; `sentAt` is null until it is mailed. */
  invitation: z
    .object({ createdAt: z.string(), sentAt: z.string().nullable(), expiresAt: z.string().nullable() })
    .nullable(),
  placements: z.array(
    z.object({
      id: z.string(),
      rotationId: z.string(),
      rotation: z.string(),
      startsOn: z.string(),
      endsOn: z.string(),
    }),
  ),
  sessions: z.array(
    z.object({ id: z.string(), userAgent: z.string().nullable(), createdAt: z.string(), lastUsedAt: z.string() }),
  ),
});
export type PersonAnswer = z.infer<typeof personAnswer>;
export { personAnswer };

/** What is left out stays. A student's own fields go with the role. */
export const personBody = z
  .strictObject({
    name: personName.optional(),
    email: email.optional(),
    role: role.optional(),
    programId: id.nullable().optional(),
    cohortId: id.nullable().optional(),
    studentNumber: studentNumber.nullable().optional(),
    yearOfStudy: yearOfStudy.nullable().optional(),
  })
  .refine((body) => Object.keys(body).length > 0, "must change something");
export type PersonBody = z.output<typeof personBody>;

export const deactivateBody = z.strictObject({ status: z.enum(["SUSPENDED", "LEFT"]), reason: reason.optional() });
export type DeactivateBody = z.output<typeof deactivateBody>;

/** The people whom an act names, or all who fit a filter. */
const who = z.union([
  z.strictObject({ ids: z.array(id).min(1).max(mostNamed) }),
  z.strictObject({ filter: filterObject }),
]);

export const bulkBody = z.discriminatedUnion("act", [
  z.strictObject({
    act: z.literal("deactivate"),
    who,
    status: z.enum(["SUSPENDED", "LEFT"]),
    reason: reason.optional(),
  }),
  z.strictObject({ act: z.literal("reactivate"), who }),
  z.strictObject({ act: z.literal("move"), who, cohortId: id }),
  z.strictObject({ act: z.literal("invite"), who }),
]);
export type BulkBody = z.output<typeof bulkBody>;

/** `undoId` undoes it; null where nothing was changed or it cannot be taken back, as a mail. */
export const bulkAnswer = z.object({
  done: z.number().int(),
  misfits: z.array(z.object({ reason: z.enum(misfits), count: z.number().int() })),
  undoId: z.string().nullable(),
});
export type BulkAnswer = z.infer<typeof bulkAnswer>;

export const actParams = z.strictObject({ id });
/** `notUndone` were changed again in the meantime. */
export const undoAnswer = z.object({ undone: z.number().int(), notUndone: z.number().int() });
export type UndoAnswer = z.infer<typeof undoAnswer>;
export const endedAnswer = z.object({ ended: z.number().int() });

export const mergeQuery = z.strictObject({ keepId: id, mergeId: id });
export const mergeBody = z.strictObject({ keepId: id, mergeId: id });
export type MergeBody = z.output<typeof mergeBody>;

const side = z.object({ id: z.string(), name: z.string(), email: z.string() });
/** `fault` says why they cannot be merged this way; what the second has that would move is counted. */
export const mergePreviewAnswer = z.object({
  keep: side,
  merge: side,
  placements: z.number().int(),
  assignments: z.number().int(),
  fault: z.string().nullable(),
});
export type MergePreview = z.infer<typeof mergePreviewAnswer>;
export const mergeAnswer = z.object({ id: z.string() });
export type MergeAnswer = z.infer<typeof mergeAnswer>;

const twin = side.extend({ studentNumber: z.string().nullable(), because: z.enum(["name", "address", "number"]) });
export type Twin = z.infer<typeof twin>;
export const twinsAnswer = z.object({ items: z.array(twin) });
export type TwinsAnswer = z.infer<typeof twinsAnswer>;
