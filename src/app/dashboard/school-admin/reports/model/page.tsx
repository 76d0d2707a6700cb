import type { Metadata } from "next";
import { strings as pageStrings } from "#src/features/analytics/ui/admin-strings.ts";
import { modelAnswer } from "#src/features/predictions/schema.ts";
import { ModelCard } from "#src/features/predictions/ui/model-card.tsx";
import { predictionKeys, predictionPaths } from "#src/features/predictions/ui/prediction-queries.ts";
import { strings } from "#src/features/predictions/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.howWorkedOut };

export default async function SchoolModelPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const model = await serverApi(predictionPaths.model, modelAnswer);
  return (
    <Prefetched data={[[predictionKeys.model(), model]]}>
      <ModelCard back={{ href: "/dashboard/school-admin/reports", label: pageStrings.title }} canSwitch />
    </Prefetched>
  );
}
