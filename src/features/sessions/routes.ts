import type { Endpoint } from "#src/http/endpoint.ts";
export const sessionEndpoints: readonly Endpoint[] = [];
