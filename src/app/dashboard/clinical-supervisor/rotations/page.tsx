import type { Metadata } from "next";
import { placementsAnswer, rotationsAnswer } from "#src/features/rotations/schema.ts";
import { rotationPaths } from "#src/features/rotations/ui/rotation-queries.ts";
import { strings } from "#src/features/rotations/ui/strings.ts";
import { SupervisedRotations } from "#src/features/rotations/ui/supervised-rotations.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { PageHeader } from "#src/ui/page-header.tsx";
import { getPageUserWithRole } from "../../../page-user.ts";

export const metadata: Metadata = { title: strings.yourRotations };

export default async function SupervisedRotationsPage() {
  await getPageUserWithRole("CLINICAL_SUPERVISOR");
  const { items } = await serverApi(rotationPaths.list, rotationsAnswer);
  const own = items.filter(({ placedNow, placedLater }) => placedNow + placedLater > 0);
  const rotations = await Promise.all(own.map(({ id }) => serverApi(rotationPaths.placements(id), placementsAnswer)));
  const current = rotations.map(({ rotation, items: placed }) => ({
    rotation,
    items: placed.filter(({ phase }) => phase !== "OVER"),
  }));
  return (
    <>
      <PageHeader description={strings.yourRotationsHelp} title={strings.yourRotations} />
      <SupervisedRotations rotations={current} />
    </>
  );
}
