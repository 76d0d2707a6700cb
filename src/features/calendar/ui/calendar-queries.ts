import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api } from "#src/client/api.ts";
import type { CalendarAnswer, NewCalendarAnswer } from "#src/features/calendar/schema.ts";

export const calendarPath = "/api/calendar";
export const calendarKey = ["me", "calendar"] as const;

export function calendarQuery() {
  return queryOptions({
    queryKey: calendarKey,
    queryFn: ({ signal }) => api<CalendarAnswer>(calendarPath, { signal }),
  });
}

/** Returns the address, which is in no other answer. */
export async function makeCalendar(queryClient: QueryClient): Promise<string> {
  const { address, madeAt } = await api<NewCalendarAnswer>(calendarPath, { method: "POST", body: {} });
  queryClient.setQueryData<CalendarAnswer>(calendarKey, { madeAt });
  return address;
}

export async function endCalendar(queryClient: QueryClient): Promise<void> {
  queryClient.setQueryData(calendarKey, await api<CalendarAnswer>(calendarPath, { method: "DELETE" }));
}
