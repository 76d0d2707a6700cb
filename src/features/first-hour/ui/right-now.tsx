import { GraduationCap, LayoutDashboard, Stethoscope } from "lucide-react";
import type { ReactNode } from "react";
import type { FirstHourAnswer } from "#src/features/first-hour/schema.ts";
import { Card, CardFooter, CardHeader, CardList } from "#src/ui/card.tsx";
import { strings } from "./admin-strings.ts";
import { seenNow } from "./seen-now.ts";

/** What each role would find now, so that nobody is invited to an empty page. */
export function RightNow({ made }: { made: FirstHourAnswer["made"] }) {
  const seen = seenNow(made);
  return (
    <Card aria-labelledby="right-now-title">
      <CardHeader divided title={strings.seeNow} titleId="right-now-title" />
      <CardList>
        <Line icon={<GraduationCap aria-hidden />} who={strings.student}>
          {strings.studentSees[seen.student]}
        </Line>
        <Line icon={<Stethoscope aria-hidden />} who={strings.supervisor}>
          {strings.supervisorSees[seen.supervisor]}
        </Line>
        <Line icon={<LayoutDashboard aria-hidden />} who={strings.you}>
          {strings.youSee(made.students, made.assignments > 0)}
        </Line>
      </CardList>
      <CardFooter>{strings.invitationsNote}</CardFooter>
    </Card>
  );
}

function Line({ icon, who, children }: { icon: ReactNode; who: string; children: ReactNode }) {
  return (
    <li className="flex gap-3 px-5 py-3 max-md:px-4 [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted">
      {icon}
      <div className="min-w-0">
        <p className="font-medium">{who}</p>
        <p className="num text-sm text-muted">{children}</p>
      </div>
    </li>
  );
}
