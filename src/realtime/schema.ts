import { z } from "zod";
import type { Feature } from "#src/features/define-feature.ts";
import { features } from "#src/features/list.ts";
import { id } from "#src/lib/fields.ts";
import type { EventDefinition } from "#src/platform/events/event.ts";

type DefinitionsOf<F> = F extends Feature<infer Events> ? Events[keyof Events] : never;
type LiveEventOf<Definition> =
  Definition extends EventDefinition<string, infer Data, infer Live>
    ? Live extends string
      ? { id: string; occurredAt: string; type: Live; data: z.output<Data> }
      : never
    : never;

/** An event on `WS /api/realtime/competency-updates`: `{id, type, occurredAt, data}`; `id` increases. */
export type RealtimeEvent = LiveEventOf<DefinitionsOf<(typeof features)[number]>>;
type ResyncEvent = { id: string; occurredAt: string; type: "resync"; data: Record<string, never> };
/** Everything that the socket sends. */
export type RealtimeMessage = RealtimeEvent | ResyncEvent;

type LiveDefinition = EventDefinition<string, z.ZodType<object>, string>;

/** The events that are sent to browsers; others are for jobs only. */
export const liveEvents: readonly LiveDefinition[] = features
  .flatMap((feature): EventDefinition[] => Object.values(feature.events))
  .filter((event): event is LiveDefinition => event.liveName !== undefined);

const base = { id: z.string(), occurredAt: z.string() };
const [first, ...others] = liveEvents.map(({ liveName, data }) =>
  z.object({ ...base, type: z.literal(liveName), data }),
);
if (!first) throw new Error("no feature has an event for browsers");

// Built from the same list as the types, but the compiler cannot follow how.
export const realtimeEvent = z.discriminatedUnion("type", [first, ...others]) as unknown as z.ZodType<RealtimeEvent>;

/**
 * Sent instead of what was missed where that is too much, too old or unknown: the client fetches its state again and
 * continues from this id.
 */
const resyncEvent = z.object({ ...base, type: z.literal("resync"), data: z.object({}) });

export const realtimeMessage = z.discriminatedUnion("type", [
  first,
  ...others,
  resyncEvent,
]) as unknown as z.ZodType<RealtimeMessage>;

const liveTypes = [...liveEvents.map(({ liveName }) => liveName), "resync"];

/** What a client asks for, in the address of a socket or a stream. */
export const followQuery = z.strictObject({
  types: z
    .string()
    .max(500)
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(liveTypes)).min(1))
    .transform((types): ReadonlySet<string> => new Set(types))
    .optional()
    .describe("Only events of these types, with commas between them."),
  studentId: id.optional().describe("Only events of this student."),
  lastEventId: z
    .string()
    .max(100)
    .optional()
    .describe("The id of the last event that the client has seen; it is sent what it missed."),
});
