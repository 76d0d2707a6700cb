import type { Metadata } from "next";
import { ownRatingsAnswer } from "#src/features/own-ratings/schema.ts";
import { OwnRatings } from "#src/features/own-ratings/ui/own-ratings.tsx";
import { ownRatingsKeys, ownRatingsPaths } from "#src/features/own-ratings/ui/own-ratings-queries.ts";
import { strings } from "#src/features/own-ratings/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

/** Private: the API answers only about the reader. */
export default async function OwnRatingsPage() {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const ratings = await serverApi(ownRatingsPaths.all, ownRatingsAnswer);
  return (
    <Prefetched data={[[ownRatingsKeys.all(), ratings]]}>
      <OwnRatings />
    </Prefetched>
  );
}
