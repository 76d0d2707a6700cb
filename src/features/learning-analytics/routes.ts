import { permissions } from "#src/features/learning-analytics/permissions.ts";
import { readConsent } from "#src/features/learning-analytics/queries.ts";
import { consentAnswer } from "#src/features/learning-analytics/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Learning analytics";
const path = "/api/me/consents/learning-analytics";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path,
    reads: "own",
    tag,
    permission: permissions.consent,
    summary: "Whether one's use of the program is recorded, since when, and how much is stored.",
    input: {},
    output: consentAnswer,
    status: 200,
    run: (ctx) => readConsent(ctx),
  }),
];
