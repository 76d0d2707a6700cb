import { deployFramework } from "#src/features/deployments/deploy-framework.ts";
import { permissions } from "#src/features/deployments/permissions.ts";
import { getDeployment, listDeployments } from "#src/features/deployments/queries.ts";
import { retryDeployment } from "#src/features/deployments/retry-deployment.ts";
import {
  deployAnswer,
  deployBody,
  deploymentLine,
  deploymentParams,
  deploymentsAnswer,
  deploymentsQuery,
} from "#src/features/deployments/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

const tag = "Deployments";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "POST",
    path: "/api/competency-deployments",
    tag,
    permission: permissions.manage,
    summary: "Deploy a published framework to groups; the assignments are made by a job.",
    input: { body: deployBody },
    output: deployAnswer,
    status: 202,
    run: (ctx, { body }) => deployFramework(ctx, body),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-deployments",
    reads: "set-up",
    tag,
    permission: permissions.manage,
    summary: "List deployments, newest first.",
    input: { query: deploymentsQuery },
    output: deploymentsAnswer,
    status: 200,
    hasEtag: true,
    run: (ctx, { query }) => listDeployments(ctx, query),
  }),
  defineEndpoint({
    method: "GET",
    path: "/api/competency-deployments/:id",
    reads: "set-up",
    tag,
    permission: permissions.manage,
    summary: "Read one deployment with its progress.",
    input: { params: deploymentParams },
    output: deploymentLine,
    status: 200,
    hasEtag: true,
    run: (ctx, { params }) => getDeployment(ctx, params.id),
  }),
  defineEndpoint({
    method: "POST",
    path: "/api/competency-deployments/:id/retry",
    tag,
    permission: permissions.manage,
    summary: "Start a failed deployment again; a job makes the assignments that are missing.",
    input: { params: deploymentParams },
    output: deployAnswer,
    status: 202,
    run: (ctx, { params }) => retryDeployment(ctx, params.id),
  }),
];
