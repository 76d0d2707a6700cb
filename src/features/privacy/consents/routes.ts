import { z } from "zod";
import { decideConsent } from "#src/features/privacy/consents/decide-consent.ts";
import { endConsentText, publishText } from "#src/features/privacy/consents/publish-text.ts";
import { exportLedger, listOwnConsents, listTexts } from "#src/features/privacy/consents/read-consents.ts";
import {
  consentDecisionBody,
  consentTextBody,
  consentTextStep,
  consentTextsAnswer,
  ledgerQuery,
  ownConsentsAnswer,
  purposeParams,
  textParams,
} from "#src/features/privacy/consents/schema.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import { defineExport } from "#src/platform/http/csv-response.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Privacy";
const nothing = z.strictObject({});

export const consentEndpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/me/consents",
    reads: "own",
    tag,
    permission: permissions.consent,
    summary: "List what one is asked to agree to, with the words and one's answers.",
    input: { query: nothing },
    output: ownConsentsAnswer,
    status: 200,
    run: (ctx) => listOwnConsents(ctx),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/me/consents/:purpose",
    tag,
    permission: permissions.consent,
    summary: "Agree to a purpose, or not, or no longer; a withdrawal holds at once and removes what was recorded.",
    input: { params: purposeParams, body: consentDecisionBody },
    output: ownConsentsAnswer,
    status: 200,
    run: (ctx, { params, body }) => decideConsent(ctx, params.purpose, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/consent-texts",
    reads: "set-up",
    tag,
    permission: permissions.publish,
    summary: "List every version of what the school asks to agree to, with how many agree and how many do not.",
    input: { query: nothing },
    output: consentTextsAnswer,
    status: 200,
    run: (ctx) => listTexts(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/consent-texts",
    tag,
    permission: permissions.publish,
    summary: "Publish what people are asked to agree to; a later version asks everybody anew.",
    input: { body: consentTextBody },
    output: consentTextStep,
    status: 201,
    run: (ctx, { body }) => publishText(ctx, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/consent-texts/:id/end",
    tag,
    permission: permissions.publish,
    summary: "No longer ask for a purpose; the answers stay in the ledger.",
    input: { params: textParams, body: nothing },
    output: consentTextStep,
    status: 200,
    run: (ctx, { params }) => endConsentText(ctx, params.id),
  }),
  defineExport({
    path: "/api/consents/export",
    tag,
    permission: permissions.oversee,
    summary: "Download every answer of the school's people, newest first, as CSV.",
    input: { query: ledgerQuery },
    run: (ctx, { query }) => exportLedger(ctx, query),
  }),
];
