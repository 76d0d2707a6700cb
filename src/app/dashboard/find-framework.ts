import { cache } from "react";
import { type FrameworkDetail, frameworkDetail } from "#src/features/frameworks/schema.ts";
import { frameworkPath } from "#src/features/frameworks/ui/framework-paths.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isReadableId } from "./address-id.ts";

/** A framework that the reader may see, by id; loaded once for each request, for both the layout and the page. */
export const findFramework = cache(
  async (id: string): Promise<FrameworkDetail | undefined> =>
    isReadableId(id) ? findFromApi(frameworkPath(id), frameworkDetail) : undefined,
);
