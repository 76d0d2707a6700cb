import { z } from "zod";
import { listKeys } from "#src/features/keys/list-keys.ts";
import { permissions } from "#src/features/keys/permissions.ts";
import { keysAnswer } from "#src/features/keys/schema.ts";
import { defineEndpoint, type Endpoint } from "#src/platform/http/endpoint.ts";

export const endpoints: readonly Endpoint[] = [
  defineEndpoint({
    method: "GET",
    path: "/api/keys",
    reads: "set-up",
    tag: "Keys",
    permission: permissions.see,
    summary: "List the names of the program's keys by use and since when they are in use; never a key.",
    input: { query: z.strictObject({}) },
    output: keysAnswer,
    status: 200,
    run: async () => listKeys(),
  }),
];
