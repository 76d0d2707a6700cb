import type { SearchParams } from "nuqs/server";
import { accreditationAnswer, capacityAnswer, useAnswer } from "#src/features/analytics/school/schema.ts";
import { analyticsKeys, analyticsPaths } from "#src/features/analytics/ui/analytics-queries.ts";
import { loadAccreditationFilters } from "#src/features/analytics/ui/periods.ts";
import { findFromApi, serverApi } from "#src/http/server-api.ts";

/** The data of a page's parts, each under the key by which its card looks for it. */
export async function loadAccreditation(searchParams: Promise<SearchParams>, period: string) {
  const { standards } = await loadAccreditationFilters(searchParams);
  const found = await findFromApi(analyticsPaths.accreditation(standards, period), accreditationAnswer);
  return found ? [[analyticsKeys.accreditation(standards, period), found] as const] : [];
}

export async function loadCapacity() {
  return [analyticsKeys.capacity(), await serverApi(analyticsPaths.capacity(), capacityAnswer)] as const;
}

export async function loadUse(period: string) {
  return [analyticsKeys.use(period), await serverApi(analyticsPaths.use(period), useAnswer)] as const;
}
