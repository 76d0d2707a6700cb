import { createLoader, createSerializer, parseAsString, parseAsStringLiteral } from "nuqs/server";
import { givenRoles, peopleOrders, peopleSorts, placementFilters, userStatuses } from "#src/features/people/values.ts";

/** What narrows and orders the people, as it is written in the address. */
export const peopleFilterParsers = {
  search: parseAsString.withDefault(""),
  role: parseAsStringLiteral(givenRoles),
  status: parseAsStringLiteral(userStatuses),
  program: parseAsString.withDefault(""),
  cohort: parseAsString.withDefault(""),
  placement: parseAsStringLiteral(placementFilters),
  seen: parseAsStringLiteral(["never"]),
  sort: parseAsStringLiteral(peopleSorts).withDefault("name"),
  order: parseAsStringLiteral(peopleOrders).withDefault("asc"),
};

export const loadPeopleFilters = createLoader(peopleFilterParsers);
export const peopleInAddress = createSerializer(peopleFilterParsers);
