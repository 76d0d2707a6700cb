import { z } from "zod";
import { givenRoles, standings } from "#src/features/people/values.ts";
import { overall } from "#src/features/progress/schema.ts";
import { id, name, page, pageQuery, text } from "#src/lib/fields.ts";

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

export const studentsQuery = z.strictObject({
  search: text({ min: 1, max: 200 }).optional(),
  /** Returns the line of one student, for the student's page. */
  studentId: id.optional(),
  cohortId: id.optional(),
  rotationId: id.optional(),
  standing: standing.optional(),
  ...pageQuery,
});
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
export const cohortsAnswer = z.object({ items: z.array(cohortLine) });

/** The signed-in student's current placement, for the sidebar. */
export const meAnswer = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.string(),
  schoolId: z.string(),
  schoolName: z.string(),
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

export const acceptBody = z.strictObject({ token, name: personName, password: text({ min: 12, max: 128 }) });
export type AcceptBody = z.output<typeof acceptBody>;
export const acceptAnswer = z.object({ email: z.string() });
