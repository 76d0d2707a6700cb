import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RotationDetail } from "#src/features/rotations/ui/rotation-detail.tsx";
import { rotationKeys } from "#src/features/rotations/ui/rotation-queries.ts";
import { strings } from "#src/features/rotations/ui/strings.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";
import { findRotation } from "../../../find-rotation.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const found = await findRotation((await params).id);
  return { title: found?.rotation.name ?? strings.rotation };
}

export default async function RotationPage({ params }: Props) {
  const user = await getPageUserWithRole("SCHOOL_ADMIN", "SUPER_ADMIN");
  const { id } = await params;
  const found = await findRotation(id);
  if (!found) notFound();
  return (
    <Prefetched data={[[rotationKeys.placements(id), found]]}>
      <RotationDetail canPlan={user.role === "SCHOOL_ADMIN"} id={id} />
    </Prefetched>
  );
}
