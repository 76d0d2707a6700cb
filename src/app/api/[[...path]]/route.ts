import { getApi } from "#src/http/runtime.ts";

/** Passes requests to the API where the project's own server does not run (`next start`, Vercel). */
async function handle(request: Request): Promise<Response> {
  const api = await getApi();
  return api.fetch(request);
}

export const dynamic = "force-dynamic";
export { handle as DELETE, handle as GET, handle as HEAD, handle as PATCH, handle as POST, handle as PUT };
