import { cache } from "react";
import { type RoundView, roundView } from "#src/features/feedback/schema.ts";
import { feedbackPaths } from "#src/features/feedback/ui/feedback-queries.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isAddressId } from "../dashboard/address-id.ts";

/** A round that the reader takes part in; loaded once for each request, for both the layout and the page. */
export const findRound = cache(
  async (id: string): Promise<RoundView | undefined> =>
    isAddressId(id) ? findFromApi(feedbackPaths.round(id), roundView) : undefined,
);
