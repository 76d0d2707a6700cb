import type { Metadata } from "next";
import { rotationsAnswer } from "#src/features/rotations/schema.ts";
import { rotationKeys, rotationPaths } from "#src/features/rotations/ui/rotation-queries.ts";
import { RotationsList } from "#src/features/rotations/ui/rotations-list.tsx";
import { strings } from "#src/features/rotations/ui/strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.rotations };

export default async function RotationsPage() {
  const user = await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const rotations = await serverApi(rotationPaths.list, rotationsAnswer);
  return (
    <Prefetched data={[[rotationKeys.list(), rotations]]}>
      <RotationsList canPlan={user.role === "SCHOOL_ADMIN"} />
    </Prefetched>
  );
}
