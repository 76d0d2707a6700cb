import { cache } from "react";
import { type PlacementsAnswer, placementsAnswer } from "#src/features/rotations/schema.ts";
import { rotationPaths } from "#src/features/rotations/ui/rotation-queries.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isReadableId } from "./address-id.ts";

/** A rotation with its placements, by id; loaded once for each request, for both the title and the page. */
export const findRotation = cache(async (id: string): Promise<PlacementsAnswer | undefined> => {
  if (!isReadableId(id)) return undefined;
  return findFromApi(rotationPaths.placements(id), placementsAnswer);
});
