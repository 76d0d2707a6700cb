"use client";

import { usePlacementFilters } from "#src/features/analytics/ui/supervisor-head.tsx";
import { AtRiskTable } from "#src/features/predictions/ui/at-risk-table.tsx";
import { atRiskScope } from "./at-risk-scope.ts";

/** The students at risk of the rotation that is chosen. */
export function PlacementsAtRisk() {
  const [{ rotation }] = usePlacementFilters();
  return (
    <AtRiskTable
      basePath="/dashboard/clinical-supervisor/students"
      modelHref="/dashboard/clinical-supervisor/analytics/model"
      scope={atRiskScope(rotation)}
    />
  );
}
