import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { movedStudentsAnswer } from "#src/features/deployments/schema.ts";
import { loadMovedOrder } from "#src/features/deployments/ui/deployment-filters.ts";
import { deploymentKeys } from "#src/features/deployments/ui/deployment-keys.ts";
import { movedStudentsPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { listStrings } from "#src/features/deployments/ui/list-strings.ts";
import { MovedStudents } from "#src/features/deployments/ui/moved-students.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: listStrings.movedTitle };

export default async function MovedStudentsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const order = await loadMovedOrder(searchParams);
  const moved = await serverApi(movedStudentsPath(order), movedStudentsAnswer);
  return (
    <Prefetched data={[[deploymentKeys.moved(order), { pages: [moved], pageParams: [null] }]]}>
      <MovedStudents />
    </Prefetched>
  );
}
