import type { ProgramsAnswer } from "#src/features/programs/schema.ts";

type Option = { value: string; label: string };

/** The programs and cohorts of a school as the options of filters. */
export function groupsOf({ items }: ProgramsAnswer): { programs: Option[]; cohorts: Option[] } {
  const optionOf = ({ id, name }: { id: string; name: string }) => ({ value: id, label: name });
  return { programs: items.map(optionOf), cohorts: items.flatMap(({ cohorts }) => cohorts.map(optionOf)) };
}
