import { describe } from "vitest";
import { createRateLimits } from "#src/platform/rate-limit/rate-limit.ts";
import { rateLimitContract } from "../../../tests/contracts/rate-limit.ts";

describe("the allowances in process", () => {
  rateLimitContract(() => createRateLimits(undefined));
});
