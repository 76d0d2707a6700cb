import { timingSafeEqual } from "node:crypto";

/** Whether an Authorization header carries this token. The time that it takes tells nothing of the token but its length. */
export function isBearer(authorization: string | null | undefined, token: string): boolean {
  const given = Buffer.from(authorization ?? "");
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
