import { z } from "zod";
import { consentEndpoints } from "#src/features/privacy/consents/routes.ts";
import { liftHold, placeHold } from "#src/features/privacy/erasing/hold-person.ts";
import { listHolds, listOwnErasures, listSchoolErasures } from "#src/features/privacy/erasing/read-erasures.ts";
import { cancelErasure, requestErasure, requestErasureFor } from "#src/features/privacy/erasing/request-erasure.ts";
import {
  listOwnExports,
  listSchoolExports,
  readExport,
  takeExport,
} from "#src/features/privacy/exports/read-exports.ts";
import { cancelExport, requestExport, requestExportFor } from "#src/features/privacy/exports/request-export.ts";
import { permissions } from "#src/features/privacy/permissions.ts";
import { readStored } from "#src/features/privacy/read-stored.ts";
import { changeRetention, readRetention } from "#src/features/privacy/retention/retention.ts";
import { retentionAnswer, retentionBody, retentionQuery } from "#src/features/privacy/retention/schema.ts";
import {
  erasureAnswer,
  erasuresAnswer,
  exportAnswer,
  exportsAnswer,
  holdBody,
  holdStep,
  holdsAnswer,
  idParams,
  storedAnswer,
} from "#src/features/privacy/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Privacy";
const nothing = z.strictObject({});

const exported: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/person-exports",
    tag,
    needsStepUp: true,
    permission: permissions.export,
    summary: "Have everything that is known about oneself made into an archive.",
    input: { body: nothing },
    output: exportAnswer,
    status: 202,
    limitPerMinute: 10,
    run: (ctx) => requestExport(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/users/:id/person-exports",
    tag,
    needsStepUp: true,
    permission: permissions.exportFor,
    summary: "Have everything that is known about a person of one's school made into an archive, for them.",
    input: { params: idParams, body: nothing },
    output: exportAnswer,
    status: 202,
    limitPerMinute: 60,
    run: (ctx, { params }) => requestExportFor(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/person-exports",
    tag,
    permission: permissions.export,
    summary: "List the archives about oneself and those that one asked for, newest first.",
    input: { query: nothing },
    output: exportsAnswer,
    status: 200,
    reads: "own",
    run: (ctx) => listOwnExports(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/person-exports/of-school",
    tag,
    permission: permissions.oversee,
    summary: "List who of the school asked for their data, newest first; what is in an archive is not shown.",
    input: { query: nothing },
    output: exportsAnswer,
    status: 200,
    run: (ctx) => listSchoolExports(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/person-exports/:id",
    tag,
    permission: permissions.export,
    summary: "Read how far the making of an archive is.",
    input: { params: idParams },
    output: exportAnswer,
    status: 200,
    reads: "own",
    run: (ctx, { params }) => readExport(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/person-exports/:id/cancel",
    tag,
    permission: permissions.export,
    summary: "Stop the making of an archive.",
    input: { params: idParams, body: nothing },
    output: exportAnswer,
    status: 200,
    run: (ctx, { params }) => cancelExport(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/person-exports/:id/file",
    tag,
    permission: permissions.export,
    summary: "Download an archive: the person whose data it holds, or whoever asked for it in their name.",
    input: { params: idParams },
    output: z.unknown(),
    status: 200,
    streams: true,
    reads: "own",
    run: (ctx, { params }) => takeExport(ctx, params.id),
  }),
];

const stored: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/personal-data",
    reads: "set-up",
    tag,
    permission: permissions.consent,
    summary: "Read what is stored about people: for what, who sees it, how long.",
    input: { query: nothing },
    output: storedAnswer,
    status: 200,
    hasEtag: true,
    run: () => readStored(),
  }),
];

const erased: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/erasures",
    tag,
    needsStepUp: true,
    permission: permissions.erase,
    summary: "Ask to be erased after the school's days of grace.",
    input: { body: nothing },
    output: erasureAnswer,
    status: 202,
    run: (ctx) => requestErasure(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/users/:id/erasures",
    tag,
    needsStepUp: true,
    permission: permissions.eraseFor,
    summary: "Ask that a person of one's school be erased after the school's days of grace.",
    input: { params: idParams, body: nothing },
    output: erasureAnswer,
    status: 202,
    run: (ctx, { params }) => requestErasureFor(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/erasures",
    tag,
    permission: permissions.erase,
    summary: "List one's own requests to be erased.",
    input: { query: nothing },
    output: erasuresAnswer,
    status: 200,
    reads: "own",
    run: (ctx) => listOwnErasures(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/erasures/of-school",
    tag,
    permission: permissions.oversee,
    summary:
      "List the school's requests to erase somebody, those that wait first, and the proof of those that are done.",
    input: { query: nothing },
    output: erasuresAnswer,
    status: 200,
    run: (ctx) => listSchoolErasures(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/erasures/:id/cancel",
    tag,
    permission: permissions.erase,
    summary: "Take a request to be erased back while it waits.",
    input: { params: idParams, body: nothing },
    output: erasureAnswer,
    status: 200,
    run: (ctx, { params }) => cancelErasure(ctx, params.id),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/legal-holds",
    tag,
    permission: permissions.hold,
    summary: "List whose data the school keeps although an erasure may be asked for.",
    input: { query: nothing },
    output: holdsAnswer,
    status: 200,
    run: (ctx) => listHolds(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/legal-holds",
    tag,
    permission: permissions.hold,
    summary: "Keep a person's data: an erasure that waits is not carried out until this is lifted.",
    input: { body: holdBody },
    output: holdStep,
    status: 201,
    run: (ctx, { body }) => placeHold(ctx, body),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/legal-holds/:id/lift",
    tag,
    permission: permissions.hold,
    summary: "No longer keep a person's data against an erasure.",
    input: { params: idParams, body: nothing },
    output: holdStep,
    status: 200,
    run: (ctx, { params }) => liftHold(ctx, params.id),
  }),
];

const retained: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/retention",
    reads: "set-up",
    tag,
    permission: permissions.retain,
    summary:
      "Read how long each kind of data is kept, and how much would go in the next night; with a kind and months, as if the school had chosen so.",
    input: { query: retentionQuery },
    output: retentionAnswer,
    status: 200,
    run: (ctx, { query }) => readRetention(ctx, query),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/retention",
    tag,
    needsStepUp: true,
    permission: permissions.retain,
    summary: "Choose how long one kind of data is kept; what is older goes in the next night.",
    input: { body: retentionBody },
    output: retentionAnswer,
    status: 200,
    run: (ctx, { body }) => changeRetention(ctx, body),
  }),
];

export const endpoints: readonly Endpoint[] = [...exported, ...erased, ...consentEndpoints, ...stored, ...retained];
