import type { Metadata } from "next";
import { deliveriesAnswer } from "#src/features/notifications/deliveries/schema.ts";
import { templatesAnswer } from "#src/features/notifications/school-words/schema.ts";
import { deliveriesKey, deliveriesPath } from "#src/features/notifications/ui/delivery-queries.ts";
import { templateKeys, templatesPath } from "#src/features/notifications/ui/template-queries.ts";
import { templateStrings as strings } from "#src/features/notifications/ui/template-strings.ts";
import { TemplatesSection } from "#src/features/notifications/ui/templates-section.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { getPageUserWithRole } from "../../../../page-user.ts";
import { Prefetched } from "../../../../prefetched.tsx";

export const metadata: Metadata = { title: strings.title };

export default async function MessagesPage() {
  await getPageUserWithRole("SCHOOL_ADMIN");
  const [templates, deliveries] = await Promise.all([
    serverApi(templatesPath, templatesAnswer),
    serverApi(deliveriesPath, deliveriesAnswer),
  ]);
  return (
    <Prefetched
      data={[
        [templateKeys.all(), templates],
        [deliveriesKey, { pages: [deliveries], pageParams: [null] }],
      ]}
    >
      <TemplatesSection />
    </Prefetched>
  );
}
