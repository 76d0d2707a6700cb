import type { StateColumn } from "#src/platform/db/step-trigger.ts";
import type { EventDefinition } from "#src/platform/events/event.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import type { Job } from "#src/platform/jobs/job.ts";
import type { Role } from "#src/policy/actor.ts";
import type { Permission } from "#src/policy/permission.ts";

type Events = Record<string, EventDefinition>;

/** Everything that a feature adds to the program. Every list elsewhere is derived from these. */
export type Feature<E extends Events = Events> = {
  /** The name of the feature's folder. */
  name: string;
  permissions: Record<string, Permission>;
  /** Loaded when the API is created, so that importing a feature for its other parts does not load the database. */
  endpoints(): Promise<readonly Endpoint[]>;
  /** Loaded by the worker only. */
  jobs(): Promise<readonly Job[]>;
  /** The columns that hold a state; loaded by the code that compares the database with their state tables. */
  states(): Promise<readonly StateColumn[]>;
  events: E;
  /** In the order of the sidebar, after the dashboard of the role. */
  navigation: readonly NavigationEntry[];
  pages: Pages;
};

export type NavigationEntry = {
  roles: readonly Role[];
  href: string;
  label: string;
  icon: NavigationIcon;
  /** Whether the entry is one of the four on a phone's bottom bar. */
  phone?: boolean;
};

/** Names of icons. `src/app/dashboard/navigation.tsx` maps them to components, since the server loads no JSX. */
export type NavigationIcon =
  | "approvals"
  | "assessments"
  | "assignments"
  | "audit"
  | "competencies"
  | "evidence"
  | "flags"
  | "frameworks"
  | "health"
  | "hours"
  | "jobs"
  | "keys"
  | "outbox"
  | "privacy"
  | "people"
  | "progress"
  | "renewals"
  | "reports"
  | "phrases"
  | "requests"
  | "rotations"
  | "settings"
  | "students";

/**
 * Addresses of its pages with a role that may see them, for the tests that open every page. A part that differs from
 * record to record is written as `:name`; the feature's `examples.ts` finds a value for it in the demo school.
 */
export type Pages = Partial<Record<Role | "nobody", readonly `/${string}`[]>>;

const nothing = {
  permissions: {},
  endpoints: async () => [],
  jobs: async () => [],
  states: async () => [],
  navigation: [],
  pages: {},
};

/** Completes a feature: parts that it does not have may be left out. */
export function defineFeature<const E extends Events = Record<never, EventDefinition>>(
  feature: Pick<Feature<E>, "name"> & Partial<Feature<E>>,
): Feature<E> {
  // Without events of its own, E is the empty record.
  return { ...nothing, events: {} as E, ...feature };
}
