import type { z } from "zod";

/** Whose event it is: a student's, which names the student, or a school's. */
export type EventOwner = "student" | "school";

/** An event to be written; created by its definition's `of`, which has the type of the data. */
export type NewEvent = { type: string; schoolId: string; studentId: string | null; data: object };

export type EventDefinition<
  Type extends string = string,
  Data extends z.ZodType<object> = z.ZodType<object>,
  Live extends string | undefined = string | undefined,
  Owner extends EventOwner = EventOwner,
> = {
  /** noun.past-tense, as stored in the table `events`. */
  type: Type;
  /** Its name on the sockets; an event without one is not sent to browsers. */
  liveName: Live;
  /**
   * Who may see it there: a student's event is seen by the student, the supervisors of their placements and their
   * school, a school's event by the school alone.
   */
  owner: Owner;
  data: Data;
  of(event: NewEventOf<Data, Owner>): NewEvent;
};

type NewEventOf<Data extends z.ZodType, Owner extends EventOwner> = {
  schoolId: string;
  data: z.output<Data>;
} & (Owner extends "student" ? { studentId: string } : unknown);

type AnyNewEvent = { schoolId: string; studentId?: string; data: object };

/** Defines something that can happen and that other parts, or open pages, react to. */
export function defineEvent<
  const Type extends string,
  Data extends z.ZodType<object>,
  const Owner extends EventOwner,
  const Live extends string | undefined = undefined,
>(definition: { type: Type; owner: Owner; data: Data; liveName?: Live }): EventDefinition<Type, Data, Live, Owner> {
  const { type, owner, data, liveName } = definition;
  return {
    type,
    owner,
    data,
    // Where the name is absent, Live is undefined by its default.
    liveName: liveName as Live,
    of: (event: AnyNewEvent) => ({
      type,
      schoolId: event.schoolId,
      studentId: event.studentId ?? null,
      data: event.data,
    }),
  };
}
