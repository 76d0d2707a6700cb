import type { Metadata } from "next";
import { keysAnswer } from "#src/features/keys/schema.ts";
import { KeysPage } from "#src/features/keys/ui/keys-page.tsx";
import { keysKeys, keysPaths } from "#src/features/keys/ui/keys-queries.ts";
import { strings } from "#src/features/keys/ui/keys-strings.ts";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../page-user.ts";
import { Prefetched } from "../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function SuperAdminKeysPage() {
  await getPageUserWithRole("SUPER_ADMIN");
  const keys = await serverApi(keysPaths.all, keysAnswer);
  return (
    <Prefetched data={[[keysKeys.all(), keys]]}>
      <KeysPage />
    </Prefetched>
  );
}
