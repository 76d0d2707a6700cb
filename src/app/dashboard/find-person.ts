import { cache } from "react";
import { type PersonAnswer, personAnswer } from "#src/features/people/schema.ts";
import { peopleApi } from "#src/features/people/ui/people-paths.ts";
import { findFromApi } from "#src/http/server-api.ts";
import { isReadableId } from "./address-id.ts";

/** A person of the school, by id; loaded once for each request, for both the title and the page. */
export const findPerson = cache(async (id: string): Promise<PersonAnswer | undefined> => {
  if (!isReadableId(id)) return undefined;
  return findFromApi(peopleApi.one(id), personAnswer);
});
