import type { ReactNode } from "react";
import { OutboxSender } from "#src/features/assessments/ui/outbox-sender-later.tsx";
import { notificationsAnswer } from "#src/features/notifications/schema.ts";
import { NotificationCenter } from "#src/features/notifications/ui/notification-center.tsx";
import { notificationKeys, notificationPaths } from "#src/features/notifications/ui/notification-queries.ts";
import { meAnswer } from "#src/features/people/schema.ts";
import { StudentPlacement } from "#src/features/people/ui/student-placement.tsx";
import { ConsentBanner } from "#src/features/privacy/ui/consent-banner.tsx";
import { ThemeKeeper } from "#src/features/profile/ui/theme-keeper.tsx";
import { BrandStyle } from "#src/features/schools/ui/brand-style.tsx";
import { SearchCommands } from "#src/features/search/ui/search-commands.tsx";
import { ProofGuard } from "#src/features/sessions/ui/proof-guard.tsx";
import { serverApi } from "#src/http/server-api.ts";
import { splitForPhone } from "#src/ui/nav-item.ts";
import { SchoolTime } from "#src/ui/reader.tsx";
import { RememberPlace } from "#src/ui/return-place.tsx";
import { Shell } from "#src/ui/shell.tsx";
import { strings } from "#src/ui/strings.ts";
import { AccountMenu } from "./account-menu.tsx";
import { navOf } from "./dashboard/navigation.tsx";
import { IdleWatch } from "./idle-watch-later.tsx";
import { LiveStatus } from "./live-status.tsx";
import { getPageSession } from "./page-user.ts";
import { Prefetched } from "./prefetched.tsx";
import { SampleBanner } from "./sample-banner-later.tsx";
import { SessionGuard } from "./session-guard.tsx";

/** A page that nobody uses for longer than that is not watched: the server ends its session. */
const watchedBelowMinutes = 24 * 60;

/** The shell for a signed-in user, with its live parts. The layout of every signed-in section consists of it. */
export async function SignedIn({ children, isTask = false }: { children: ReactNode; isTask?: boolean }) {
  const [{ user, idleMinutes, isShared }, me, notifications] = await Promise.all([
    getPageSession(),
    serverApi("/api/me", meAnswer),
    serverApi(notificationPaths.latest, notificationsAnswer),
  ]);
  const places = navOf(user.role).map(({ href, label, icon }) => ({ href, label, icon }));
  return (
    <SchoolTime ownTimeZone={me.ownTimeZone} timeZone={me.schoolTimeZone}>
      {me.schoolColor === null ? null : <BrandStyle color={me.schoolColor} />}
      <Prefetched data={[[notificationKeys.latest(), notifications]]}>
        <Shell
          account={
            <AccountMenu
              hasCalendar={user.role !== "SUPER_ADMIN"}
              isShared={isShared}
              places={splitForPhone(navOf(user.role)).others}
              user={{
                name: user.name,
                email: user.email,
                roleWord: strings.roles[user.role],
                schoolName: me.schoolName,
                picture: me.picture,
              }}
              userId={user.id}
            />
          }
          isTask={isTask}
          aside={me.placement ? <StudentPlacement placement={me.placement} /> : null}
          logo={me.schoolLogo === null ? undefined : { src: me.schoolLogo, name: me.schoolName }}
          nav={navOf(user.role)}
          notice={
            <>
              {isShared || idleMinutes < watchedBelowMinutes ? (
                <IdleWatch idleMinutes={idleMinutes} isShared={isShared} userId={user.id} />
              ) : null}
              {me.isSample && user.role !== "SUPER_ADMIN" ? <SampleBanner role={user.role} /> : null}
              {me.asksConsent && !isTask ? <ConsentBanner /> : null}
            </>
          }
          notifications={<NotificationCenter />}
          search={<SearchCommands places={places} role={user.role} userId={user.id} />}
          status={<LiveStatus userId={user.id} />}
        >
          {children}
        </Shell>
        <SessionGuard isShared={isShared} userId={user.id} />
        <ProofGuard />
        <ThemeKeeper accountTheme={me.theme} />
        {isTask ? null : <RememberPlace />}
        {user.role === "CLINICAL_SUPERVISOR" ? <OutboxSender userId={user.id} /> : null}
      </Prefetched>
    </SchoolTime>
  );
}
