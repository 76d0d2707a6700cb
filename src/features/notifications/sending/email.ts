import { config } from "#src/config.ts";
import { DeliveryError } from "#src/features/notifications/sending/delivery-error.ts";
import type { Deliver, Message } from "#src/features/notifications/sending/message.ts";
import { unsubscribeToken } from "#src/features/notifications/unsubscribe-token.ts";
import type { Mail } from "#src/platform/mail/mailer.ts";
import { mailer } from "#src/platform/mail/open-mailer.ts";

export const deliverEmail: Deliver = async (message) => {
  try {
    await mailer().send(emailOf(message));
  } catch (cause) {
    throw failureOf(cause);
  }
};

/** A message as text and as HTML; a digest as one message with a part for each. */
export function emailOf(message: Message): Mail {
  const { id, person, school, parts, isDigest, isAlways, type } = message;
  const unsubscribe = isAlways
    ? undefined
    : `unsubscribe?token=${unsubscribeToken({ userId: person.id, type: isDigest ? "ALL" : type })}`;
  const subject = oneLine(
    isDigest && parts.length > 1 ? `${parts.length} messages from ${school}` : (parts[0]?.subject ?? `From ${school}`),
  );
  const settings = `${config.appUrl}/settings/notifications`;
  const linked = parts.map(({ content, path }) => ({ content, link: path && `${config.appUrl}${path}` }));
  const foot = isAlways ? "This message cannot be switched off." : `Choose what reaches you: ${settings}`;
  return {
    id,
    to: person.email,
    subject,
    text: [
      `Hello ${person.name},`,
      ...linked.map(({ content, link }) => (link ? `${content}\n${link}` : content)),
      `${school}\n${foot}${unsubscribe ? `\nStop these emails: ${config.appUrl}/${unsubscribe}` : ""}`,
    ]
      .join("\n\n")
      .concat("\n"),
    html: page(
      subject,
      `<p style="margin:0 0 16px">Hello ${escaped(person.name)},</p>`,
      ...linked.map(
        ({ content, link }) =>
          `<p style="margin:0 0 ${link ? 8 : 20}px;white-space:pre-line">${escaped(content)}</p>${link ? button(link) : ""}`,
      ),
      `<p style="margin:28px 0 0;padding-top:16px;border-top:1px solid #dfe3e8;color:#5b6673;font-size:13px">
${escaped(school)}<br>${isAlways ? escaped(foot) : `<a href="${escaped(settings)}" style="color:#5b6673">Choose what reaches you</a>`}${
        unsubscribe
          ? ` · <a href="${escaped(`${config.appUrl}/${unsubscribe}`)}" style="color:#5b6673">Stop these emails</a>`
          : ""
      }</p>`,
    ),
    ...(unsubscribe ? { unsubscribe: `${config.appUrl}/api/notifications/${unsubscribe}` } : {}),
  };
}

function button(link: string): string {
  return `<p style="margin:0 0 24px"><a href="${escaped(link)}" style="display:inline-block;padding:10px 18px;border-radius:8px;background:#1a5fb4;color:#ffffff;font-weight:600;text-decoration:none">Open</a></p>`;
}

/** Mail programs know little of CSS; the colours hold on white and on black. */
function page(title: string, ...body: string[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title></head>
<body style="margin:0;padding:24px;background:#f4f6f8">
<div style="max-width:560px;margin:0 auto;padding:28px;border-radius:12px;background:#ffffff;color:#16202b;font:16px/1.5 system-ui,sans-serif">
${body.join("\n")}
</div></body></html>
`;
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);
}

/** A subject is one header line, whatever a template or a name contains. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}

/** What nodemailer reports, without the server's own words, in which the address stands. */
function failureOf(cause: unknown): DeliveryError {
  const { code, responseCode } = Object(cause) as { code?: unknown; responseCode?: unknown };
  if (typeof responseCode === "number") {
    return new DeliveryError(`the mail server answered ${responseCode}`, { isRefusal: responseCode >= 500, cause });
  }
  return new DeliveryError(`the mail server could not be used${typeof code === "string" ? ` (${code})` : ""}`, {
    cause,
  });
}
