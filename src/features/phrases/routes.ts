import { z } from "zod";
import { changePhrase, keepPhrase, removePhrase } from "#src/features/phrases/keep-phrase.ts";
import { permissions } from "#src/features/phrases/permissions.ts";
import { listPhrases } from "#src/features/phrases/queries.ts";
import { phraseAnswer, phraseBody, phraseParams, phrasesAnswer } from "#src/features/phrases/schema.ts";
import { doneAnswer } from "#src/features/sessions/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Phrases";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/quick-phrases",
    reads: "set-up",
    tag,
    permission: permissions.read,
    summary: "List the reader's own phrases and those of their school.",
    input: { query: z.strictObject({}) },
    output: phrasesAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listPhrases(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/quick-phrases",
    tag,
    permission: permissions.add,
    summary: "Keep a phrase of one's own.",
    input: { body: phraseBody },
    output: phraseAnswer,
    status: 201,
    run: (ctx, { body }) => keepPhrase(ctx, "own", body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/quick-phrases/:id",
    tag,
    permission: permissions.change,
    summary: "Change a phrase of one's own.",
    input: { params: phraseParams, body: phraseBody },
    output: phraseAnswer,
    status: 200,
    run: (ctx, { params, body }) => changePhrase(ctx, "own", params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/quick-phrases/:id",
    tag,
    permission: permissions.change,
    summary: "Remove a phrase of one's own.",
    input: { params: phraseParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => removePhrase(ctx, "own", params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/school-phrases",
    tag,
    permission: permissions.addForSchool,
    summary: "Keep a phrase for all supervisors of the school.",
    input: { body: phraseBody },
    output: phraseAnswer,
    status: 201,
    run: (ctx, { body }) => keepPhrase(ctx, "school", body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/school-phrases/:id",
    tag,
    permission: permissions.changeForSchool,
    summary: "Change a phrase of the school.",
    input: { params: phraseParams, body: phraseBody },
    output: phraseAnswer,
    status: 200,
    run: (ctx, { params, body }) => changePhrase(ctx, "school", params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/school-phrases/:id",
    tag,
    permission: permissions.changeForSchool,
    summary: "Remove a phrase of the school.",
    input: { params: phraseParams },
    output: doneAnswer,
    status: 200,
    run: (ctx, { params }) => removePhrase(ctx, "school", params.id),
  }),
];
