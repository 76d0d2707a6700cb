import type { Metadata } from "next";
import { strings as pageStrings } from "#src/features/analytics/ui/admin-strings.ts";
import { predictionsAnswer } from "#src/features/predictions/schema.ts";
import { AtRiskTable } from "#src/features/predictions/ui/at-risk-table.tsx";
import { predictionKeys, predictionPaths } from "#src/features/predictions/ui/prediction-queries.ts";
import { strings } from "#src/features/predictions/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.atRiskTitle };

export default async function SchoolAtRiskPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const scope = { flagged: "true", seenTo: "false" } as const;
  const first = await serverApi(predictionPaths.list(scope, null), predictionsAnswer);
  return (
    <Prefetched data={[[predictionKeys.list(scope), { pages: [first], pageParams: [null] }]]}>
      <PageHeader
        back={{ href: "/dashboard/school-admin/reports", label: pageStrings.title }}
        description={strings.atRiskHelp}
        title={strings.atRiskTitle}
      />
      <AtRiskTable
        basePath="/dashboard/school-admin/students"
        modelHref="/dashboard/school-admin/reports/model"
        scope={{}}
      />
    </Prefetched>
  );
}
