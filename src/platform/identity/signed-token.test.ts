import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { config } from "#src/config.ts";
import { readLink, signLink } from "#src/features/files/link.ts";
import { readUnsubscribeToken, unsubscribeToken } from "#src/features/notifications/unsubscribe-token.ts";
import { invitationIdOf, invitationToken } from "#src/features/people/invitation-link.ts";
import { readToken, signToken } from "#src/platform/identity/signed-token.ts";

/** As the links were signed that people have in their mail. */
const sent = (purpose: string, text: string) =>
  `${text}.${createHmac("sha256", config.secret).update(`${purpose}:${text}`).digest("base64url")}`;
const base64url = (text: string) => Buffer.from(text).toString("base64url");

describe("a signed token", () => {
  it("is read with its purpose alone", () => {
    const token = signToken("invitation", "0190-a");
    expect(readToken("invitation", token)).toBe("0190-a");
    expect(readToken("unsubscribe", token)).toBeUndefined();
    expect(readToken("file-link", token)).toBeUndefined();
  });

  it.each(["", ".", "a", "a.", "a.b", ".b", "a..b", `a.${"é".repeat(43)}`, `a.${"x".repeat(43)}`, "\u0000.\ud800"])(
    "is nothing that was not signed here: %j",
    (token) => {
      expect(readToken("invitation", token)).toBeUndefined();
      expect(readLink(token)).toBeUndefined();
      expect(readUnsubscribeToken(token)).toBeUndefined();
      expect(invitationIdOf(token)).toBeUndefined();
    },
  );

  it("is nothing where one character is another", () => {
    const token = signToken("invitation", "abc");
    for (let at = 0; at < token.length - 1; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === "x" ? "y" : "x"}${token.slice(at + 1)}`;
      expect(readToken("invitation", changed), changed).toBeUndefined();
    }
  });
});

describe("links that were sent before", () => {
  it("of an invitation still work, and are signed alike", () => {
    expect(invitationToken("0190-a")).toBe(sent("invitation", "0190-a"));
    expect(invitationIdOf(sent("invitation", "0190-a"))).toBe("0190-a");
  });

  it("of the end of messages still work, and are signed alike", () => {
    const about = { type: "FEEDBACK_AVAILABLE", userId: "a:b" };
    const token = sent("unsubscribe", base64url("FEEDBACK_AVAILABLE:a:b"));
    expect(unsubscribeToken(about)).toBe(token);
    expect(readUnsubscribeToken(token)).toEqual(about);
  });

  it("of a file still work, and are signed alike", () => {
    const actor = { kind: "user", userId: "amina", role: "STUDENT", schoolId: "north", sessionId: "s" } as const;
    const expiresAt = Math.floor(Date.now() / 1000) + 60;
    const parts = ["file", "amina", "STUDENT", "north", "s", expiresAt];
    expect(readLink(sent("file-link", base64url(JSON.stringify(parts))))).toEqual({ fileId: "file", actor });
    const token = signLink({ fileId: "file", actor });
    expect(token).toBe(sent("file-link", token.split(".")[0] ?? ""));
  });
});
