import { z } from "zod";
import { endCalendar } from "#src/features/calendar/end-calendar.ts";
import { makeCalendar } from "#src/features/calendar/make-calendar.ts";
import { permissions } from "#src/features/calendar/permissions.ts";
import { findCalendar } from "#src/features/calendar/queries.ts";
import { readFeed } from "#src/features/calendar/read-feed.ts";
import { calendarAnswer, feedParams, newCalendarAnswer } from "#src/features/calendar/schema.ts";
import { defineEndpoint, definePublicEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Calendar";
const path = "/api/calendar";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path,
    reads: "own",
    tag,
    permission: permissions.manage,
    summary: "Whether one's calendar has an address, and since when.",
    input: {},
    output: calendarAnswer,
    status: 200,
    run: (ctx) => findCalendar(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path,
    tag,
    permission: permissions.manage,
    summary: "Give one's calendar a new address, shown this once; an earlier one ends.",
    input: {},
    output: newCalendarAnswer,
    status: 201,
    unkeyed: "secret-answer",
    limitPerMinute: 10,
    run: (ctx) => makeCalendar(ctx),
  }),
  defineEndpoint({
    method: "DELETE",
    path,
    tag,
    permission: permissions.manage,
    summary: "End the address of one's calendar.",
    input: {},
    output: calendarAnswer,
    status: 200,
    run: (ctx) => endCalendar(ctx),
  }),
  definePublicEndpoint({
    method: "GET",
    path: "/api/calendar/:file",
    tag,
    permission: "public",
    summary: "The calendar of whom the address was made for, as iCalendar (text/calendar).",
    input: { params: feedParams },
    output: z.unknown(),
    status: 200,
    streams: true,
    // Calendar services ask for many people from one address.
    limitPerMinute: 300,
    run: (ctx, { params }) => readFeed(ctx, params.file),
  }),
];
