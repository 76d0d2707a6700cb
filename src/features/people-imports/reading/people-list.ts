import type { Field, Format } from "#src/features/people-imports/values.ts";
import type { FileFault } from "#src/platform/tables/faults.ts";
import type { TableRow } from "#src/platform/tables/table.ts";

/** A file as a list of people. Without `list` it could not be read, and `faults` says why. */
export type ReadPeople = { list: PeopleList | undefined; faults: FileFault[] };

export type PeopleList = {
  format: Format;
  headers: string[];
  mapping: (Field | null)[];
  rows: TableRow[];
};
