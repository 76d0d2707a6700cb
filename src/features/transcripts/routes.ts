import { z } from "zod";
import { permissions } from "#src/features/transcripts/permissions.ts";
import { readTranscript } from "#src/features/transcripts/read-transcript.ts";
import { transcriptParams, transcriptQuery } from "#src/features/transcripts/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/students/:id/transcript",
    tag: "Certificates",
    permission: permissions.read,
    summary: "A student's transcript: every competency with its level, as PDF or JSON.",
    input: { params: transcriptParams, query: transcriptQuery },
    output: z.unknown(),
    status: 200,
    streams: true,
    limitPerMinute: 20,
    run: (ctx, { params, query }) => readTranscript(ctx, params.id, query),
  }),
];
