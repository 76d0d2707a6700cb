import { cache } from "react";
import { type SubmissionAnswer, submissionAnswer } from "#src/features/submissions/schema.ts";
import { submissionPaths } from "#src/features/submissions/ui/submission-queries.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isAddressId } from "./address-id.ts";

/** A submission that the reader may see; loaded once for each request, for the title, the layout and the page. */
export const findSubmission = cache(
  async (id: string): Promise<SubmissionAnswer | undefined> =>
    isAddressId(id) ? findFromApi(submissionPaths.one(id), submissionAnswer) : undefined,
);
