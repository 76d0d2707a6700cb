import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#src/client/api.ts";
import type { DeployAnswer, DeployBody } from "#src/features/deployments/schema.ts";
import type { FirstHourAnswer, InviteAllAnswer } from "#src/features/first-hour/schema.ts";
import type { frameworksAnswer } from "#src/features/frameworks/schema.ts";
import type { InviteAnswer, StudentsAnswer } from "#src/features/people/schema.ts";
import type { ProgramsAnswer } from "#src/features/programs/schema.ts";
import type { SupervisorsAnswer } from "#src/features/rotations/schema.ts";
import type { PastedPerson } from "./pasted-people.ts";

export const firstHourKeys = {
  all: () => ["first-hour"] as const,
  state: () => ["first-hour", "state"] as const,
  frameworks: () => ["first-hour", "frameworks"] as const,
  programs: () => ["first-hour", "programs"] as const,
  people: () => ["first-hour", "people"] as const,
};

export const firstHourPath = "/api/first-hour";

export function firstHourQuery() {
  return queryOptions({
    queryKey: firstHourKeys.state(),
    queryFn: ({ signal }) => api<FirstHourAnswer>(firstHourPath, { signal }),
  });
}

/** The published frameworks of the school. */
export function frameworksQuery() {
  return queryOptions({
    queryKey: firstHourKeys.frameworks(),
    queryFn: async ({ signal }) => {
      const { items } = await api<z.infer<typeof frameworksAnswer>>("/api/competency-frameworks?limit=200", { signal });
      return items.filter(({ status }) => status === "PUBLISHED");
    },
  });
}

export function programsQuery() {
  return queryOptions({
    queryKey: firstHourKeys.programs(),
    queryFn: ({ signal }) => api<ProgramsAnswer>("/api/programs", { signal }),
  });
}

/** Whom a rotation can be given at the beginning. */
export function peopleQuery() {
  return queryOptions({
    queryKey: firstHourKeys.people(),
    queryFn: async ({ signal }) => {
      const [students, supervisors] = await Promise.all([
        api<StudentsAnswer>("/api/students?limit=200", { signal }),
        api<SupervisorsAnswer>("/api/clinical-supervisors", { signal }),
      ]);
      return { students: students.items, supervisors: supervisors.items };
    },
  });
}

export function refreshFirstHour(queryClient: QueryClient): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: firstHourKeys.all() });
}

type Group = { id: string };

/** Finds the cohort by its names, or makes it and its program, so that a press after a failure makes neither twice. */
export async function provideCohort(program: string, cohort: string): Promise<string> {
  const { items } = await api<ProgramsAnswer>("/api/programs");
  const known = items.find(({ name }) => name === program);
  const found = known?.cohorts.find(({ name }) => name === cohort);
  if (found) return found.id;
  const programId = known?.id ?? (await api<Group>("/api/programs", { method: "POST", body: { name: program } })).id;
  return (await api<Group>("/api/cohorts", { method: "POST", body: { programId, name: cohort } })).id;
}

/** What the server takes at once. */
const invitedAtOnce = 200;

/** Adds them without a word to anybody; those who are there already stay as they are. */
export async function addPeople(
  people: readonly (PastedPerson & ({ role: "STUDENT"; cohortId: string } | { role: "CLINICAL_SUPERVISOR" }))[],
): Promise<InviteAnswer["items"]> {
  const items: InviteAnswer["items"] = [];
  for (let at = 0; at < people.length; at += invitedAtOnce) {
    const body = { people: people.slice(at, at + invitedAtOnce), send: false };
    items.push(...(await api<InviteAnswer>("/api/users/invitations", { method: "POST", body })).items);
  }
  return items;
}

export function addSampleFramework(): Promise<Group> {
  return api<Group>("/api/first-hour/framework", { method: "POST" });
}

export type NewPlacement = {
  rotation: { name: string; site: string; unit: string; startsOn: string; endsOn: string };
  studentIds: string[];
  supervisorIds: string[];
};

/** What the server places at once. */
const placedAtOnce = 100;

export async function placeStudents(given: NewPlacement, rotationId: string | undefined): Promise<string> {
  const { rotation, studentIds, supervisorIds } = given;
  const { startsOn, endsOn } = rotation;
  const id = rotationId ?? (await api<Group>("/api/rotations", { method: "POST", body: rotation })).id;
  for (let at = 0; at < studentIds.length; at += placedAtOnce) {
    const body = { studentIds: studentIds.slice(at, at + placedAtOnce), supervisorIds, startsOn, endsOn };
    await api(`/api/rotations/${id}/placements`, { method: "POST", body });
  }
  return id;
}

export function assign(body: Pick<DeployBody, "templateId" | "targetGroups"> & { dueDate?: string }, key: string) {
  return api<DeployAnswer>("/api/competency-deployments", { method: "POST", body, idempotencyKey: key });
}

export function inviteAll(): Promise<InviteAllAnswer> {
  return api<InviteAllAnswer>("/api/first-hour/invitations", { method: "POST" });
}

export function hideFirstHour(isHidden: boolean): Promise<FirstHourAnswer> {
  return api<FirstHourAnswer>(firstHourPath, { method: "PUT", body: { isHidden } });
}
