import type { StateColumn } from "#src/platform/db/step-trigger.ts";
import type { EventDefinition } from "#src/platform/events/event.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import type { Job } from "#src/platform/jobs/job.ts";
import type { Role } from "#src/policy/actor.ts";
import type { Permission } from "#src/policy/permission.ts";

type Events = Record<string, EventDefinition>;

/** Everything that a feature brings to the program. Every list elsewhere is derived from these. */
export type Feature<E extends Events = Events> = {
  /** The name of its folder. */
  name: string;
  permissions: Record<string, Permission>;
  /** Loaded when the API is made, so that whoever only wants the rest does not load the database with it. */
  endpoints(): Promise<readonly Endpoint[]>;
  /** Loaded by the worker alone. */
  jobs(): Promise<readonly Job[]>;
  /** Columns that hold the state of a thing; loaded for what holds the database to their tables. */
  states(): Promise<readonly StateColumn[]>;
  events: E;
  /** In the order in which they stand in the sidebar, after the dashboard of the role. */
  navigation: readonly NavigationEntry[];
  pages: Pages;
};

export type NavigationEntry = {
  roles: readonly Role[];
  href: string;
  label: string;
  icon: NavigationIcon;
  /** One of the four on a phone's bottom bar. */
  phone?: boolean;
};

/** Names of icons; `src/app/dashboard/navigation.tsx` has their drawings, since the server loads no JSX. */
export type NavigationIcon = "competencies" | "frameworks" | "students";

/**
 * Addresses of its pages with a role that may see them, for the tests that look at every page. What differs from record
 * to record is written as `:name`; the feature's `examples.ts` finds one in the demo school.
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

/** What a feature does not have may be left out. */
export function defineFeature<const E extends Events = Record<never, EventDefinition>>(
  feature: Pick<Feature<E>, "name"> & Partial<Feature<E>>,
): Feature<E> {
  // Without events of its own, E is the empty record.
  return { ...nothing, events: {} as E, ...feature };
}
