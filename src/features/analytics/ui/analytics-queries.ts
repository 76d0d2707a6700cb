import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type {
  AccreditationAnswer,
  CapacityAnswer,
  OverdueAnswer,
  OwnAnswer,
  PlacementsAnswer,
  ProgramsAnswer,
  RatingsAnswer,
  StandardAnswer,
  UseAnswer,
} from "#src/features/analytics/school/schema.ts";
import type { OverdueFilters, PlacementFilters, RatingFilters } from "./periods.ts";

const root = "/api/competency-analytics";

export const analyticsKeys = {
  placements: (filters: PlacementFilters) => ["analytics", "placements", filters.rotation, filters.period] as const,
  own: (period: string) => ["analytics", "own", period] as const,
  programs: (period: string) => ["analytics", "programs", period] as const,
  accreditation: (standards: string, period: string) => ["analytics", "accreditation", standards, period] as const,
  standard: (id: string) => ["analytics", "standard", id] as const,
  capacity: () => ["analytics", "capacity"] as const,
  use: (period: string) => ["analytics", "use", period] as const,
  weekOfUse: (from: string) => ["analytics", "use", "week", from] as const,
  overdue: (filters: OverdueFilters) => ["analytics", "overdue", filters] as const,
  ratings: (filters: RatingFilters) => ["analytics", "ratings", filters] as const,
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;
const query = (values: Record<string, string | undefined>) =>
  new URLSearchParams(Object.entries(values).flatMap(([name, value]) => (value ? [[name, value]] : [])));
/** An address can be typed by hand: an id that the API would refuse is left out. */
const known = (value: string) => (id.test(value) ? value : undefined);

export const analyticsPaths = {
  placements: ({ rotation, period }: PlacementFilters, format?: "csv") =>
    `${root}/placements?${query({ rotationId: known(rotation), timeframe: period, format })}` as const,
  own: (period: string) => `${root}/own?${query({ timeframe: period })}` as const,
  programs: (period: string, format?: "csv") => `${root}/programs?${query({ timeframe: period, format })}` as const,
  accreditation: (standards: string, period: string, format?: "csv") =>
    `${root}/accreditation?${query({ standardsId: known(standards), timeframe: period, format })}` as const,
  standard: (standardId: string) => `${root}/accreditation/${encodeURIComponent(standardId)}` as const,
  capacity: (format?: "csv") => `${root}/capacity?${query({ format })}` as const,
  use: (period: string, format?: "csv") => `${root}/use?${query({ timeframe: period, format })}` as const,
  weekOfUse: (from: string, to: string) => `${root}/use?${query({ timeframe: `${from}/${to}`, by: "day" })}` as const,
  overdue: ({ program, cohort }: OverdueFilters, page: { cursor?: string | null; format?: "csv" } = {}) =>
    `${root}/overdue?${query({ programId: known(program), cohortId: known(cohort), cursor: page.cursor ?? undefined, format: page.format })}` as const,
  ratings: (filters: RatingFilters, page: { cursor?: string | null; limit?: string; format?: "csv" } = {}) =>
    `${root}/ratings?${ratingQuery(filters, { limit: "50", ...page })}` as const,
};

function ratingQuery(
  filters: RatingFilters,
  page: { cursor?: string | null; limit?: string; format?: "csv" },
): URLSearchParams {
  const { competencyId, band, ...rest } = filters;
  const values = query({
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? undefined])),
    band: band ?? undefined,
    cursor: page.cursor ?? undefined,
    limit: page.limit,
    format: page.format,
  });
  for (const one of competencyId ?? []) values.append("competencyId", one);
  return values;
}

/** The page of the assessments behind a figure, below the page that shows the figure. */
export function ratingsHref(base: RatingsBase, filters: RatingFilters) {
  const { competencyId, ...rest } = filters;
  const values = query({
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, value ?? undefined])),
    competencyId: competencyId?.join(","),
  });
  return `${base}/assessments?${values}` as const;
}
/** The page of the overdue competencies behind a figure. */
export function overdueHref(filters: Partial<OverdueFilters>) {
  return `/dashboard/school-admin/reports/overdue?${query(filters)}` as const;
}
export type RatingsBase = "/dashboard/clinical-supervisor/analytics" | "/dashboard/school-admin/reports";

export function placementsQuery(filters: PlacementFilters) {
  return queryOptions({
    queryKey: analyticsKeys.placements(filters),
    queryFn: ({ signal }) => api<PlacementsAnswer>(analyticsPaths.placements(filters), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function ownQuery(period: string) {
  return queryOptions({
    queryKey: analyticsKeys.own(period),
    queryFn: ({ signal }) => api<OwnAnswer>(analyticsPaths.own(period), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function programsQuery(period: string) {
  return queryOptions({
    queryKey: analyticsKeys.programs(period),
    queryFn: ({ signal }) => api<ProgramsAnswer>(analyticsPaths.programs(period), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function accreditationQuery(standards: string, period: string) {
  return queryOptions({
    queryKey: analyticsKeys.accreditation(standards, period),
    queryFn: ({ signal }) => api<AccreditationAnswer>(analyticsPaths.accreditation(standards, period), { signal }),
    placeholderData: keepPreviousData,
  });
}

export function standardQuery(standardId: string) {
  return queryOptions({
    queryKey: analyticsKeys.standard(standardId),
    queryFn: ({ signal }) => api<StandardAnswer>(analyticsPaths.standard(standardId), { signal }),
  });
}

export function capacityQuery() {
  return queryOptions({
    queryKey: analyticsKeys.capacity(),
    queryFn: ({ signal }) => api<CapacityAnswer>(analyticsPaths.capacity(), { signal }),
  });
}

export function useOfProgramQuery(period: string) {
  return queryOptions({
    queryKey: analyticsKeys.use(period),
    queryFn: ({ signal }) => api<UseAnswer>(analyticsPaths.use(period), { signal }),
    placeholderData: keepPreviousData,
  });
}

/** The days of a week, once it is opened. */
export function weekQuery({ from, to }: { from: string; to: string }, isOpen: boolean) {
  return queryOptions({
    queryKey: analyticsKeys.weekOfUse(from),
    queryFn: ({ signal }) => api<UseAnswer>(analyticsPaths.weekOfUse(from, to), { signal }),
    enabled: isOpen,
  });
}

export function overdueQuery(filters: OverdueFilters) {
  return infiniteQueryOptions({
    queryKey: analyticsKeys.overdue(filters),
    queryFn: ({ signal, pageParam }) =>
      api<OverdueAnswer>(analyticsPaths.overdue(filters, { cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}

export function ratingsQuery(filters: RatingFilters, limit = "50") {
  return infiniteQueryOptions({
    queryKey: [...analyticsKeys.ratings(filters), limit] as const,
    queryFn: ({ signal, pageParam }) =>
      api<RatingsAnswer>(analyticsPaths.ratings(filters, { cursor: pageParam, limit }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
}
