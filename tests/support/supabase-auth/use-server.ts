import type { SupabaseAuthServer } from "./server.ts";

/** Points the program of this test file at the server. Call it before the configuration is read for the first time. */
export function useSupabaseAuth({ url, keys, legacySecret }: SupabaseAuthServer): void {
  Object.assign(process.env, {
    SUPABASE_URL: url,
    SUPABASE_ANON_KEY: keys.publishable,
    SUPABASE_SERVICE_ROLE_KEY: keys.secret,
    SUPABASE_JWT_SECRET: legacySecret,
  });
}
