import type { Endpoint } from "#src/http/endpoint.ts";

export const frameworkEndpoints: readonly Endpoint[] = [];
