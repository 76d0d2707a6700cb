import { chooseSentence } from "#src/features/wordings/choose-sentence.ts";
import { keepModel, removeModel, switchWordings } from "#src/features/wordings/keep-model.ts";
import { listWordings } from "#src/features/wordings/list-wordings.ts";
import { permissions } from "#src/features/wordings/permissions.ts";
import {
  modelBody,
  sentenceBody,
  sentenceParams,
  switchBody,
  trialAnswer,
  wordingsAnswer,
} from "#src/features/wordings/schema.ts";
import { tryModel } from "#src/features/wordings/try-model.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const shared = { tag: "School", permission: permissions.manage, output: wordingsAnswer, status: 200 } as const;
const path = "/api/suggestion-wordings";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    ...shared,
    method: "GET",
    path,
    reads: "set-up",
    summary: "List the sentences of suggestions beside what the school's language model made of them.",
    input: {},
    hasEtag: true,
    run: (ctx) => listWordings(ctx),
  }),
  defineEndpoint({
    ...shared,
    method: "PUT",
    path: `${path}/model`,
    summary: "Name the language model that rephrases suggestions: any address that answers as OpenAI's does.",
    input: { body: modelBody },
    needsStepUp: true,
    run: (ctx, { body }) => keepModel(ctx, body),
  }),
  defineEndpoint({
    ...shared,
    method: "DELETE",
    path: `${path}/model`,
    summary: "Forget the language model, its key and its sentences.",
    input: {},
    run: (ctx) => removeModel(ctx),
  }),
  defineEndpoint({
    ...shared,
    method: "PUT",
    path: `${path}/switch`,
    summary: "Show suggestions in the model's words, or in the shipped ones again.",
    input: { body: switchBody },
    run: (ctx, { body }) => switchWordings(ctx, body),
  }),
  defineEndpoint({
    ...shared,
    method: "PUT",
    path: `${path}/sentences/:sentence`,
    summary: "Show one sentence in the shipped words, or in the model's again.",
    input: { params: sentenceParams, body: sentenceBody },
    run: (ctx, { params, body }) => chooseSentence(ctx, params.sentence, body),
  }),
  defineEndpoint({
    ...shared,
    method: "POST",
    path: `${path}/test`,
    summary: "Have the model rephrase one sentence now, and keep nothing.",
    input: {},
    output: trialAnswer,
    unkeyed: "changes-nothing",
    limitPerMinute: 10,
    run: (ctx) => tryModel(ctx),
  }),
];
