import { giveSelfEvaluation } from "#src/features/self-evaluations/give-self-evaluation.ts";
import { permissions } from "#src/features/self-evaluations/permissions.ts";
import { selfEvaluationAnswer, selfEvaluationBody } from "#src/features/self-evaluations/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/self-evaluations",
    tag: "Self-evaluations",
    permission: permissions.give,
    summary: "Say how one sees oneself, in a competency or beside an assessment; it never counts.",
    input: { body: selfEvaluationBody },
    output: selfEvaluationAnswer,
    status: 201,
    run: (ctx, { body }) => giveSelfEvaluation(ctx, body),
  }),
];
