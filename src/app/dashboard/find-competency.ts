import { cache } from "react";
import { type CompetencyAnswer, competencyAnswer } from "#src/features/progress/schema.ts";
import { progressPaths } from "#src/features/progress/ui/progress-queries.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isAddressId } from "./address-id.ts";

/** A student's competency that the reader may see, by the id of its assignment; loaded once for each request. */
export const findCompetency = cache(
  async (assignmentId: string): Promise<CompetencyAnswer | undefined> =>
    isAddressId(assignmentId) ? findFromApi(progressPaths.competency(assignmentId), competencyAnswer) : undefined,
);
