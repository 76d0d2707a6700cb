import type { Metadata } from "next";
import { movedStudentsAnswer } from "#src/features/deployments/schema.ts";
import { deploymentKeys } from "#src/features/deployments/ui/deployment-keys.ts";
import { movedStudentsPath } from "#src/features/deployments/ui/deployment-paths.ts";
import { listStrings } from "#src/features/deployments/ui/list-strings.ts";
import { MovedStudents } from "#src/features/deployments/ui/moved-students.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: listStrings.movedTitle };

export default async function MovedStudentsPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const moved = await serverApi(movedStudentsPath(), movedStudentsAnswer);
  return (
    <Prefetched data={[[deploymentKeys.moved(), { pages: [moved], pageParams: [null] }]]}>
      <MovedStudents />
    </Prefetched>
  );
}
