import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, upload } from "#src/client/api.ts";
import type { MeAnswer } from "#src/features/people/schema.ts";
import type { PictureAnswer, Profile, ProfileBody } from "#src/features/profile/schema.ts";
import type { EndedAnswer, OwnSessionsAnswer } from "#src/features/sessions/schema.ts";

export const profileKeys = {
  me: () => ["me"] as const,
  sessions: () => ["me", "sessions"] as const,
};

export const profilePaths = {
  me: "/api/me",
  picture: "/api/me/picture",
  password: "/api/me/password",
  sessions: "/api/me/sessions",
} as const;

export function meQuery() {
  return queryOptions({
    queryKey: profileKeys.me(),
    queryFn: ({ signal }) => api<MeAnswer>(profilePaths.me, { signal }),
  });
}

export function ownSessionsQuery() {
  return queryOptions({
    queryKey: profileKeys.sessions(),
    queryFn: ({ signal }) => api<OwnSessionsAnswer>(profilePaths.sessions, { signal }),
  });
}

/** Saves what changed, and shows it at once in what was loaded. */
export async function saveProfile(queryClient: QueryClient, body: ProfileBody): Promise<void> {
  const { timeZone, ...profile } = await api<Profile>(profilePaths.me, { method: "PATCH", body });
  const show = (known: MeAnswer | undefined) => known && { ...known, ...profile, ownTimeZone: timeZone };
  queryClient.setQueryData<MeAnswer>(profileKeys.me(), show);
}

export async function sendPicture(
  queryClient: QueryClient,
  file: File,
  onProgress: (share: number) => void,
): Promise<void> {
  const form = new FormData();
  form.set("file", file);
  const { picture } = await upload<PictureAnswer>(profilePaths.picture, form, { method: "PUT", onProgress });
  showPicture(queryClient, picture);
}

export async function removePicture(queryClient: QueryClient): Promise<void> {
  await api(profilePaths.picture, { method: "DELETE" });
  showPicture(queryClient, null);
}

function showPicture(queryClient: QueryClient, picture: string | null): void {
  queryClient.setQueryData<MeAnswer>(profileKeys.me(), (known) => known && { ...known, picture });
}

export async function endSession(queryClient: QueryClient, id: string): Promise<void> {
  await api<EndedAnswer>(`${profilePaths.sessions}/${encodeURIComponent(id)}`, { method: "DELETE" });
  await queryClient.invalidateQueries({ queryKey: profileKeys.sessions() });
}

/** Returns how many were ended. */
export async function endOtherSessions(queryClient: QueryClient): Promise<number> {
  const { ended } = await api<EndedAnswer>(profilePaths.sessions, { method: "DELETE" });
  await queryClient.invalidateQueries({ queryKey: profileKeys.sessions() });
  return ended;
}
