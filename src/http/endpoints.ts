import { features } from "#src/features/list.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";

/** Every endpoint there is: the router, the OpenAPI document and the permission matrix read this list. */
export const endpoints: readonly Endpoint[] = (
  await Promise.all(features.map((feature) => feature.endpoints()))
).flat();
