import type pg from "pg";
import type { ApiCall } from "./api.ts";

/** Whose record an example is about, seen from the north: a student under Hansen, one under Said, one of the south. */
export type Subject = "amina" | "ben" | "carl";
export const subjects: readonly Subject[] = ["amina", "ben", "carl"];
export const schoolOf = { amina: "north", ben: "north", carl: "south" } as const;
export const supervisorOf = { amina: "hansen", ben: "said", carl: "foreign" } as const;
export const adminOf = { amina: "admin", ben: "admin", carl: "foreignAdmin" } as const;

export type Example = {
  /** What the record belongs to: a student (the default), only a school, or the caller. */
  about?: "student" | "school" | "self";
  /** A request for the subject; may first insert rows. */
  call(subject: Subject): Promise<{ path: string } & ApiCall> | ({ path: string } & ApiCall);
  /** The status of an allowed request, where the example cannot fully succeed. */
  allowedStatus?: number;
};

/** By `METHOD /path`. No policy applies to `owner`. */
export type MakeExamples = (owner: () => pg.Client) => Record<string, Example>;

/** The demo school as its people see it. */
export type Demo = {
  studentId: string;
  get<Answer>(who: "student" | "supervisor" | "admin", path: string): Promise<Answer>;
};

/** Finds a record of the demo school for each `:name` in the addresses of a feature's pages. */
export type PageParams = Record<string, (demo: Demo) => string | Promise<string | undefined>>;
