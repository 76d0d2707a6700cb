import { queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { PlacementsAnswer, RotationsAnswer, SupervisorsAnswer } from "#src/features/rotations/schema.ts";

export const rotationKeys = {
  all: () => ["rotations"] as const,
  list: () => ["rotations", "list"] as const,
  placements: (id: string) => ["rotations", "placements", id] as const,
  supervisors: () => ["rotations", "supervisors"] as const,
};

export const rotationPaths = {
  list: "/api/rotations",
  export: (search: string) => {
    const words = search.trim().slice(0, 200);
    return words === "" ? "/api/rotations/export" : `/api/rotations/export?${new URLSearchParams({ search: words })}`;
  },
  one: (id: string) => `/api/rotations/${encodeURIComponent(id)}` as const,
  placementsExport: (id: string) => `/api/rotations/${encodeURIComponent(id)}/placements/export` as const,
  placements: (id: string) => `/api/rotations/${encodeURIComponent(id)}/placements` as const,
  placement: (id: string) => `/api/placements/${encodeURIComponent(id)}` as const,
  supervisors: "/api/clinical-supervisors",
} as const;

/** Addresses of pages, for links. */
export const rotationPages = {
  list: "/dashboard/school-admin/rotations",
  one: (id: string) => `/dashboard/school-admin/rotations/${encodeURIComponent(id)}` as const,
};

export function rotationsQuery() {
  return queryOptions({
    queryKey: rotationKeys.list(),
    queryFn: ({ signal }) => api<RotationsAnswer>(rotationPaths.list, { signal }),
  });
}

export function placementsQuery(id: string) {
  return queryOptions({
    queryKey: rotationKeys.placements(id),
    queryFn: ({ signal }) => api<PlacementsAnswer>(rotationPaths.placements(id), { signal }),
  });
}

export function supervisorsQuery() {
  return queryOptions({
    queryKey: rotationKeys.supervisors(),
    queryFn: ({ signal }) => api<SupervisorsAnswer>(rotationPaths.supervisors, { signal }),
  });
}
