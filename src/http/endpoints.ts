import { assessmentEndpoints } from "#src/features/assessments/routes.ts";
import { deploymentEndpoints } from "#src/features/deployments/routes.ts";
import { fileEndpoints } from "#src/features/files/routes.ts";
import { frameworkEndpoints } from "#src/features/frameworks/routes.ts";
import { notificationEndpoints } from "#src/features/notifications/routes.ts";
import { peopleEndpoints } from "#src/features/people/routes.ts";
import { progressEndpoints } from "#src/features/progress/routes.ts";
import { sessionEndpoints } from "#src/features/sessions/routes.ts";
import type { Endpoint } from "#src/platform/http/endpoint.ts";

/** Every endpoint there is: the router, the OpenAPI document and the permission matrix read this list. */
export const endpoints: readonly Endpoint[] = [
  ...sessionEndpoints,
  ...progressEndpoints,
  ...assessmentEndpoints,
  ...fileEndpoints,
  ...frameworkEndpoints,
  ...deploymentEndpoints,
  ...peopleEndpoints,
  ...notificationEndpoints,
];
