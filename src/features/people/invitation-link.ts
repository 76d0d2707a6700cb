import { readToken, signToken } from "#src/platform/identity/signed-token.ts";

/** How long a link works after its mail was sent. */
export const invitationDays = 7;

/** The token of an invitation's link: its id, signed, so that the mail can be written again and nothing is stored. */
export function invitationToken(invitationId: string): string {
  return signToken("invitation", invitationId);
}

/** The invitation whose token it is, if the token was signed here. */
export function invitationIdOf(token: string): string | undefined {
  return readToken("invitation", token);
}
