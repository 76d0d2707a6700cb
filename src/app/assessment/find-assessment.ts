import { cache } from "react";
import { type StaffAssessmentView, staffAssessmentView } from "#src/features/assessments/schema.ts";
import { assessmentPaths } from "#src/features/assessments/ui/assessment-queries.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isAddressId } from "../dashboard/address-id.ts";

/** An assessment that the reader may see, by id; loaded once for each request, for both the layout and the page. */
export const findAssessment = cache(
  async (id: string): Promise<StaffAssessmentView | undefined> =>
    isAddressId(id) ? findFromApi(assessmentPaths.one(id), staffAssessmentView) : undefined,
);
