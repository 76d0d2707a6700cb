import { migrationSteps, studentSteps } from "#src/features/framework-migrations/rules.ts";
import { type StateColumn, stateColumn } from "#src/platform/db/step-trigger.ts";
import { frameworkMigrationStudents, frameworkMigrations } from "#src/platform/db/tables/framework-migrations.ts";

export const states: readonly StateColumn[] = [
  stateColumn(frameworkMigrations.status, migrationSteps),
  stateColumn(frameworkMigrationStudents.state, studentSteps),
];
