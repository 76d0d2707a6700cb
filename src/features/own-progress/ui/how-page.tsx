import { Card, CardBody, CardHeader } from "#src/ui/card.tsx";
import { PageHeader } from "#src/ui/page-header.tsx";
import { ownProgressHref } from "./own-progress-queries.ts";
import { strings } from "./own-progress-strings.ts";

/** What is behind the lines, the dates and the suggestions, in plain words. */
export function HowPage() {
  return (
    <>
      <PageHeader
        back={{ href: ownProgressHref, label: strings.title }}
        description={strings.howHelp}
        title={strings.howTitle}
      />
      <div className="grid max-w-[680px] gap-5">
        {strings.howParts.map(({ title, lines }) => (
          <Card key={title}>
            <CardHeader title={title} />
            <CardBody className="max-w-[70ch] space-y-3 pt-0 text-base">
              {lines.map((line) => (
                <p key={line}>{line}</p>
              ))}
            </CardBody>
          </Card>
        ))}
      </div>
    </>
  );
}
