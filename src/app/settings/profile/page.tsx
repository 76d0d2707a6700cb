import type { Metadata } from "next";
import { meAnswer } from "#src/features/people/schema.ts";
import { ProfilePage } from "#src/features/profile/ui/profile-page.tsx";
import { profileKeys, profilePaths } from "#src/features/profile/ui/profile-queries.ts";
import { strings } from "#src/features/profile/ui/strings.ts";
import { factorsAnswer } from "#src/features/sessions/factors/schema.ts";
import { ownSessionsAnswer } from "#src/features/sessions/schema.ts";
import { factorKeys, factorPaths } from "#src/features/sessions/ui/factor-queries.ts";
import { FactorsSection } from "#src/features/sessions/ui/factors-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUser } from "../../page-user.ts";
import { Prefetched } from "../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function OwnProfilePage() {
  await getPageUser();
  const [me, sessions, factors] = await Promise.all([
    serverApi(profilePaths.me, meAnswer),
    serverApi(profilePaths.sessions, ownSessionsAnswer),
    serverApi(factorPaths.own, factorsAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [profileKeys.me(), me],
        [profileKeys.sessions(), sessions],
        [factorKeys.own(), factors],
      ]}
    >
      <ProfilePage signIn={<FactorsSection />} />
    </Prefetched>
  );
}
