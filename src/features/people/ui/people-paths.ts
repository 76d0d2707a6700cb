import type { GivenRole, PeopleOrder, PeopleSort, PlacementFilter, UserStatus } from "#src/features/people/values.ts";

export type PeopleFilters = {
  search: string;
  role: GivenRole | null;
  status: UserStatus | null;
  program: string;
  cohort: string;
  placement: PlacementFilter | null;
  seen: "never" | null;
  sort: PeopleSort;
  order: PeopleOrder;
};

const id = /^[A-Za-z0-9_.:-]{1,64}$/;

/** The filter as the API takes it. An address can be typed by hand: what the API would refuse is left out. */
export function filterOfPeople(filters: PeopleFilters): Record<string, string> {
  const search = filters.search.trim().slice(0, 200);
  return {
    ...(search === "" ? {} : { search }),
    ...(filters.role ? { role: filters.role } : {}),
    ...(filters.status ? { status: filters.status } : {}),
    ...(id.test(filters.program) ? { programId: filters.program } : {}),
    ...(id.test(filters.cohort) ? { cohortId: filters.cohort } : {}),
    ...(filters.placement ? { placement: filters.placement } : {}),
    ...(filters.seen ? { seen: filters.seen } : {}),
  };
}

const pageSize = 100;

export function peoplePath(filters: PeopleFilters, cursor: string | null = null): `/api/users?${string}` {
  const query = new URLSearchParams({
    ...filterOfPeople(filters),
    sort: filters.sort,
    order: filters.order,
    limit: String(pageSize),
  });
  if (cursor) query.set("cursor", cursor);
  return `/api/users?${query.toString()}`;
}

export function exportPath(filters: PeopleFilters): string {
  const { sort, order } = filters;
  return `/api/users/export?${new URLSearchParams({ ...filterOfPeople(filters), sort, order })}`;
}

export const peopleApi = {
  counts: "/api/users/counts",
  bulk: "/api/users/bulk",
  invitations: "/api/users/invitations",
  undo: (actId: string) => `/api/users/acts/${actId}/undo`,
  one: (personId: string) => `/api/users/${encodeURIComponent(personId)}` as const,
} as const;
