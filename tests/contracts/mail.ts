import { expect, it } from "vitest";
import type { Mailer } from "#src/platform/mail/mailer.ts";

/** A message as it arrived: the recipients given to the server, and the text as it was sent. */
export type Delivered = { recipients: string[]; source: string };

/** What every mailer guarantees. `delivered` returns what has arrived, without using the mailer's interface. */
export function mailerContract(open: () => Mailer, delivered: () => Promise<Delivered[]>): void {
  const mail = { to: "amina@north.test", subject: "Your result", text: "Line one\n.\nLine three\n" };

  it("delivers a message to its one recipient", async () => {
    await open().send(mail);
    const [message] = await delivered();
    expect(message?.recipients).toEqual(["amina@north.test"]);
    const { headers, text } = read(message?.source ?? "");
    expect(headers.to).toMatch(/^<?amina@north\.test>?$/);
    expect(headers.from).toBe("Competency <no-reply@north.test>");
    expect(headers.subject).toBe("Your result");
    expect(headers["auto-submitted"]).toBe("auto-generated");
    expect(headers["message-id"]).toBeDefined();
    expect(text.trimEnd()).toBe("Line one\n.\nLine three");
  });

  it("keeps every character, and a link in one piece", async () => {
    const link = `https://competency.test/reset-password#token=${"a".repeat(43)}&x=1`;
    await open().send({ ...mail, subject: "Prüfung 你好 🎓", text: `Grüße, Zoë\n${link}\n` });
    const { headers, text } = read((await delivered())[0]?.source ?? "");
    expect(headers.subject).toBe("Prüfung 你好 🎓");
    expect(text.trimEnd()).toBe(`Grüße, Zoë\n${link}`);
  });

  it("does not accept another header or another recipient in its values", async () => {
    await open().send({ ...mail, subject: "Hello\r\nBcc: other@evil.test\r\n\r\nText" });
    await open()
      .send({ ...mail, to: "a@evil.test, b@evil.test" })
      .catch(() => {});
    await open()
      .send({ ...mail, to: "a@evil.test\r\nBcc: b@evil.test" })
      .catch(() => {});
    const messages = await delivered();
    for (const { recipients, source } of messages) {
      expect(recipients.length).toBe(1);
      expect(read(source).headers.bcc).toBeUndefined();
      expect(recipients).not.toContain("b@evil.test");
    }
    expect(messages[0]?.recipients).toEqual(["amina@north.test"]);
    expect(read(messages[0]?.source ?? "").text.trimEnd()).toBe("Line one\n.\nLine three");
  });

  it("delivers several at once, each whole", async () => {
    const names = Array.from({ length: 10 }, (_, n) => `person.${n}@north.test`);
    await Promise.all(names.map((to) => open().send({ ...mail, to, text: `For ${to} alone.\n` })));
    const messages = await delivered();
    expect(messages.map(({ recipients }) => recipients[0]).sort()).toEqual(names);
    for (const { recipients, source } of messages) {
      expect(read(source).text.trimEnd()).toBe(`For ${recipients[0]} alone.`);
    }
  });
}

/** Parses as much of RFC 5322, 2045 and 2047 as a message of one part needs. */
function read(source: string): { headers: Record<string, string>; text: string } {
  expect(source).toMatch(/\r\n\r\n/);
  const end = source.indexOf("\r\n\r\n");
  const headers: Record<string, string> = {};
  for (const line of source
    .slice(0, end)
    .replaceAll(/\r\n[ \t]/g, " ")
    .split("\r\n")) {
    const colon = line.indexOf(":");
    headers[line.slice(0, colon).toLowerCase()] = decodeWords(line.slice(colon + 1).trim());
  }
  const body = source.slice(end + 4);
  const encoding = headers["content-transfer-encoding"]?.toLowerCase();
  const bytes =
    encoding === "base64"
      ? Buffer.from(body, "base64")
      : encoding === "quoted-printable"
        ? decodeQuotedPrintable(body)
        : Buffer.from(body);
  return { headers, text: bytes.toString("utf8").replaceAll("\r\n", "\n") };
}

function decodeWords(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, "?==?")
    .replaceAll(/(?:=\?utf-8\?[BQ]\?[^?]*\?=)+/gi, (words) =>
      Buffer.concat(
        [...words.matchAll(/=\?utf-8\?([BQ])\?([^?]*)\?=/gi)].map(([, kind = "", word = ""]) =>
          kind.toUpperCase() === "B" ? Buffer.from(word, "base64") : decodeQuotedPrintable(word.replaceAll("_", " ")),
        ),
      ).toString("utf8"),
    );
}

function decodeQuotedPrintable(value: string): Buffer {
  const text = value.replaceAll("=\r\n", "").replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) => `%${hex}`);
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const isHex = text[at] === "%" && /^[0-9A-F]{2}$/i.test(text.slice(at + 1, at + 3));
    bytes.push(isHex ? Number.parseInt(text.slice(at + 1, at + 3), 16) : text.charCodeAt(at));
    if (isHex) at += 2;
  }
  return Buffer.from(bytes);
}
