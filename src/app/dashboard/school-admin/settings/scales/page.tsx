import type { Metadata } from "next";
import { ownScalesAnswer } from "#src/features/rating-scales/schema.ts";
import { strings } from "#src/features/rating-scales/ui/admin-strings.ts";
import { scaleKeys, scalePaths } from "#src/features/rating-scales/ui/scale-queries.ts";
import { ScalesSection } from "#src/features/rating-scales/ui/scales-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function ScalesPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const scales = await serverApi(scalePaths.own, ownScalesAnswer);
  return (
    <Prefetched data={[[scaleKeys.own(), scales]]}>
      <ScalesSection />
    </Prefetched>
  );
}
