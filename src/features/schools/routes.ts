import { z } from "zod";
import { changeSchool } from "#src/features/schools/change-school.ts";
import { consoleEndpoints } from "#src/features/schools/console/routes.ts";
import { putLogo, readLogo, removeLogo } from "#src/features/schools/keep-logo.ts";
import { addTerm, changeTerm, deleteTerm } from "#src/features/schools/keep-term.ts";
import { permissions } from "#src/features/schools/permissions.ts";
import { getSchool, listTerms } from "#src/features/schools/queries.ts";
import {
  logoAnswer,
  schoolAnswer,
  schoolChange,
  termAnswer,
  termBody,
  termParams,
  termsAnswer,
} from "#src/features/schools/schema.ts";
import { maxLogoMib } from "#src/features/schools/values.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "School";
const nothing = z.strictObject({});

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/school",
    reads: "set-up",
    tag,
    permission: permissions.read,
    summary: "Read the settings of one's school; the ETag is their revision.",
    input: { query: nothing },
    output: schoolAnswer,
    status: 200,
    run: (ctx) => getSchool(ctx),
  }),
  defineEndpoint({
    method: "PATCH",
    path: "/api/school",
    tag,
    permission: permissions.change,
    summary: "Change the settings of one's school; needs If-Match.",
    input: { body: schoolChange },
    output: schoolAnswer,
    status: 200,
    run: (ctx, { body }) => changeSchool(ctx, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/school/logo",
    reads: "set-up",
    tag,
    permission: permissions.seeLogo,
    summary: "The logo of one's school, as WebP.",
    // The tag in the address keeps an old logo out of the caches.
    input: { query: z.strictObject({ v: z.string().max(64).optional() }) },
    output: nothing,
    status: 200,
    streams: true,
    run: (ctx) => readLogo(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/school/logo",
    tag,
    permission: permissions.change,
    summary: "Give one's school a logo; it is drawn again.",
    input: { upload: { limitBytes: maxLogoMib * 1024 * 1024 } },
    output: logoAnswer,
    status: 200,
    limitPerMinute: 20,
    run: (ctx, { upload }) => putLogo(ctx, upload),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/school/logo",
    tag,
    permission: permissions.change,
    summary: "Remove the logo of one's school.",
    input: {},
    output: logoAnswer,
    status: 200,
    run: (ctx) => removeLogo(ctx),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/terms",
    reads: "set-up",
    tag,
    permission: permissions.read,
    summary: "List the terms of one's school, the latest first.",
    input: { query: nothing },
    output: termsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx) => listTerms(ctx),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/terms",
    tag,
    permission: permissions.change,
    summary: "Add a term.",
    input: { body: termBody },
    output: termAnswer,
    status: 201,
    run: (ctx, { body }) => addTerm(ctx, body),
  }),
  defineEndpoint({
    method: "PUT",
    path: "/api/terms/:id",
    tag,
    permission: permissions.change,
    summary: "Change a term.",
    input: { params: termParams, body: termBody },
    output: termAnswer,
    status: 200,
    run: (ctx, { params, body }) => changeTerm(ctx, params.id, body),
  }),
  defineEndpoint({
    method: "DELETE",
    path: "/api/terms/:id",
    tag,
    permission: permissions.change,
    summary: "Delete a term.",
    input: { params: termParams },
    output: termAnswer,
    status: 200,
    run: (ctx, { params }) => deleteTerm(ctx, params.id),
  }),
  ...consoleEndpoints,
];
