import { createHmac, timingSafeEqual } from "node:crypto";
import { config } from "#src/config.ts";

/** How long a link works after its mail was sent. */
export const invitationDays = 7;

/** The token of an invitation's link: its id, signed, so that the mail can be written again and nothing is stored. */
export function invitationToken(invitationId: string): string {
  return `${invitationId}.${signatureOf(invitationId)}`;
}

/** The invitation whose token it is, if the token was signed here. */
export function invitationIdOf(token: string): string | undefined {
  const [id = "", signature = ""] = token.split(".");
  const expected = Buffer.from(signatureOf(id));
  const given = Buffer.from(signature);
  return expected.length === given.length && timingSafeEqual(expected, given) ? id : undefined;
}

function signatureOf(invitationId: string): string {
  return createHmac("sha256", config.secret).update(`invitation:${invitationId}`).digest("base64url");
}
