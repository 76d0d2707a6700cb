import { assessmentSteps, evaluationSteps } from "#src/features/assessments/rules.ts";
import { deploymentSteps } from "#src/features/deployments/rules.ts";
import { frameworkSteps } from "#src/features/frameworks/rules.ts";
import { notificationSteps } from "#src/features/notifications/rules.ts";
import { assignmentSteps } from "#src/features/progress/rules.ts";
import { submissionSteps } from "#src/features/submissions/rules.ts";
import { timeRecordSteps } from "#src/features/time-records/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { assessments } from "#src/platform/db/tables/assessments.ts";
import { competencyAssignments } from "#src/platform/db/tables/competency-assignments.ts";
import { competencyDeployments } from "#src/platform/db/tables/competency-deployments.ts";
import { competencySubmissions } from "#src/platform/db/tables/competency-submissions.ts";
import { competencyTemplates } from "#src/platform/db/tables/competency-templates.ts";
import { evaluations } from "#src/platform/db/tables/evaluations.ts";
import { notificationQueue } from "#src/platform/db/tables/notifications.ts";
import { timeRecords } from "#src/platform/db/tables/time-records.ts";

/** Every column that holds the state of a thing, with the table by which it moves. */
export const stateColumns: readonly StateColumn[] = [
  stateColumn(competencyTemplates.status, frameworkSteps),
  stateColumn(competencyDeployments.status, deploymentSteps),
  stateColumn(competencyAssignments.status, assignmentSteps),
  stateColumn(assessments.status, assessmentSteps),
  stateColumn(evaluations.state, evaluationSteps),
  stateColumn(competencySubmissions.status, submissionSteps),
  stateColumn(timeRecords.status, timeRecordSteps),
  stateColumn(notificationQueue.status, notificationSteps),
];
