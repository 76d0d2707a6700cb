import type { Endpoint } from "#src/http/endpoint.ts";

export const deploymentEndpoints: readonly Endpoint[] = [];
