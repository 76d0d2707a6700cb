import { z } from "zod";
import { id, instantOrDay, page, pageQuery } from "#src/lib/fields.ts";

export const deploymentStatus = z.enum(["SCHEDULED", "ACTIVATING", "ACTIVE", "FAILED", "CANCELLED", "WITHDRAWN"]);

/** A bare string is the id of a cohort or a program. */
const targetGroup = z.union([id, z.strictObject({ type: z.enum(["cohort", "program", "student"]), id })]);

export const deployBody = z.strictObject({
  templateId: id,
  targetGroups: z.array(targetGroup).min(1).max(500),
  effectiveDate: instantOrDay.optional(),
  dueDate: instantOrDay.optional(),
  /** Only these competencies of the framework; all of them when absent. */
  competencyIds: z.array(id).min(1).max(2000).optional(),
  notifications: z.boolean().default(false),
});
export type DeployBody = z.infer<typeof deployBody>;

export const deployAnswer = z.object({
  deploymentId: z.string(),
  status: deploymentStatus,
  assignmentsPlanned: z.number().int(),
});
export type DeployAnswer = z.infer<typeof deployAnswer>;

export const deploymentParams = z.strictObject({ id });
export const deploymentLine = z.object({
  id: z.string(),
  templateId: z.string(),
  frameworkName: z.string(),
  status: deploymentStatus,
  targets: z.array(z.object({ type: z.enum(["cohort", "program", "student"]), id: z.string(), name: z.string() })),
  effectiveAt: z.string(),
  dueAt: z.string().nullable(),
  /** The same as days of the school. */
  effectiveOn: z.string(),
  dueOn: z.string().nullable(),
  assignmentsPlanned: z.number().int(),
  assignmentsDone: z.number().int(),
  error: z.string().nullable(),
  createdAt: z.string(),
});
export type DeploymentLine = z.infer<typeof deploymentLine>;
export const deploymentsQuery = z.strictObject({ templateId: id.optional(), ...pageQuery });
export const deploymentsAnswer = page(deploymentLine);
