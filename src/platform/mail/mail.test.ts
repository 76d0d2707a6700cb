import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Mailer } from "#src/platform/mail/mailer.ts";
import { toSomebody } from "#src/platform/mail/open-mailer.ts";
import { OutboxMailer } from "#src/platform/mail/outbox-mailer.ts";
import { SmtpMailer } from "#src/platform/mail/smtp-mailer.ts";
import { mailerContract } from "../../../tests/contracts/mail.ts";
import { SmtpReceiver } from "../../../tests/support/smtp.ts";

const from = "Competency <no-reply@north.test>";
const mail = { to: "amina@north.test", subject: "Hello", text: "Hello.\n" };

describe("a mailer that writes files", () => {
  let folder = "";
  let mailer: Mailer;
  beforeEach(() => {
    folder = join(mkdtempSync(join(tmpdir(), "outbox-")), "not", "there", "yet");
    mailer = new OutboxMailer(folder, from);
  });
  afterEach(() => {
    mailer.close();
    rmSync(join(folder, "../../.."), { recursive: true, force: true });
  });

  const names = () => (existsSync(folder) ? readdirSync(folder).sort() : []);
  const entries = () =>
    names()
      .filter((name) => name.endsWith(".json"))
      .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")));

  mailerContract(
    () => mailer,
    async () =>
      entries().map(({ id, to }) => ({
        recipients: [to],
        source: readFileSync(join(folder, `${id}.eml`), "utf8"),
      })),
  );

  it("writes what the app shows beside each message, in order of time", async () => {
    await mailer.send({ ...mail, subject: "First" });
    await mailer.send({ ...mail, subject: "Second" });
    expect(entries()).toEqual([
      { ...mail, from, subject: "First", id: expect.any(String), sentAt: expect.any(String) },
      { ...mail, from, subject: "Second", id: expect.any(String), sentAt: expect.any(String) },
    ]);
    expect(names()).toHaveLength(4);
  });

  it.skipIf(process.platform === "win32")("keeps them from other users of the machine", async () => {
    await mailer.send(mail);
    for (const name of names()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

describe("a mailer over SMTP", () => {
  let server: SmtpReceiver;
  let mailer: Mailer;
  beforeEach(async () => {
    server = new SmtpReceiver();
    mailer = new SmtpMailer(await server.start(), from, { needsTls: false });
  });
  afterEach(async () => {
    mailer.close();
    await server.stop();
  });

  mailerContract(
    () => mailer,
    async () => server.delivered,
  );

  it("fails where the server refuses the recipient", async () => {
    server.refuses = true;
    await expect(mailer.send(mail)).rejects.toThrow(/550/);
  });

  it("fails where there is no server, and works once there is one", async () => {
    const other = new SmtpMailer("smtp://127.0.0.1:1", from, { needsTls: false });
    await expect(other.send(mail)).rejects.toThrow(/ECONNREFUSED/);
    other.close();
    await mailer.send(mail);
    expect(server.delivered).toHaveLength(1);
  });
});

describe("a mailer that needs TLS", () => {
  it("sends nothing by smtp:// to a server that does not offer it [V12.3.1]", async () => {
    const server = new SmtpReceiver();
    const mailer = new SmtpMailer(await server.start(), from, { needsTls: true });
    await expect(mailer.send(mail)).rejects.toThrow(/STARTTLS|TLS/);
    mailer.close();
    await server.stop();
    expect(server.delivered).toEqual([]);
  });
});

describe("any mailer", () => {
  it("sends nothing to addresses that belong to nobody", async () => {
    const sent: string[] = [];
    const mailer = toSomebody({ send: async ({ to }) => void sent.push(to), close: () => {} });
    for (const to of ["amina@north.test", "student-01@sample-1a2b.invalid", "INVALID@A.INVALID", "a@invalid.test"]) {
      await mailer.send({ ...mail, to });
    }
    expect(sent).toEqual(["amina@north.test", "a@invalid.test"]);
  });
});
