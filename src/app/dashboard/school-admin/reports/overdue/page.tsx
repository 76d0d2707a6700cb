import type { Metadata } from "next";
import { strings } from "#src/features/analytics/ui/admin-strings.ts";
import { OverdueBehind } from "#src/features/analytics/ui/overdue-behind.tsx";
import { programsAnswer } from "#src/features/programs/schema.ts";
import { programPaths } from "#src/features/programs/ui/program-queries.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { groupsOf } from "../../groups-of.ts";

export const metadata: Metadata = { title: strings.overdueTitle };

export default async function OverdueBehindPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  return <OverdueBehind {...groupsOf(await serverApi(programPaths.list, programsAnswer))} />;
}
