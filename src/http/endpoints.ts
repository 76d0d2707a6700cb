import { features } from "#src/features/list.ts";
import { endpoints as cron } from "#src/http/cron.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";
import { endpoints as realtime } from "#src/realtime/stream.ts";

const endpointsOfFeatures = await Promise.all(features.map((feature) => feature.endpoints()));

/** Every endpoint there is: the router, the OpenAPI document and the permission matrix read this list. */
export const endpoints: readonly Endpoint[] = [...endpointsOfFeatures.flat(), ...realtime, ...cron];
