import { features } from "#src/features/list.ts";
import type { StateColumn } from "#src/platform/db/step-trigger.ts";

/** Every column that holds the state of a thing, with the table by which it moves. */
export const stateColumns: readonly StateColumn[] = (
  await Promise.all(features.map((feature) => feature.states()))
).flat();
