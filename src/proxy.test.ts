import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ownMark } from "#src/http/page-request.ts";
import { config } from "#src/proxy.ts";

describe("the mark of our own server", () => {
  let server: Server;
  const received: IncomingMessage["headers"][] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      received.push(request.headers);
      response.end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Whether Next would pass over the proxy. */
  async function passes(lines: string): Promise<boolean> {
    received.length = 0;
    const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
    socket.end(`GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n${lines}\r\n\r\n`);
    await once(socket.resume(), "close");
    const value = received[0]?.[ownMark.name];
    return typeof value === "string" && new RegExp(`^${ownMark.value}$`).test(value);
  }

  it("is the one that the proxy is passed over for", () => {
    expect(config.matcher.map(({ missing }) => missing)).toEqual([
      [{ type: "header", key: ownMark.name, value: ownMark.value }],
    ]);
  });

  it("is nothing that a client can send", async () => {
    const name = ownMark.name;
    for (const lines of [
      `${name}: 1`,
      `${name}: 1\n`,
      `${name}: 1\r\n `,
      `${name}: 1\r\n \r\n `,
      `${name}:\n 1`,
      `${name}: 1\n\t`,
      `${name}: 1\r`,
      `${name}: 1%0A`,
      `${name}: 1\r\n${name}: `,
      `${name}: "1\\n"`,
    ]) {
      expect(await passes(lines), JSON.stringify(lines)).toBe(false);
    }
  });

  it("can be read by what takes the headers of a request", () => {
    expect(new Headers({ [ownMark.name]: ownMark.value }).get(ownMark.name)).toBe("1");
  });
});
