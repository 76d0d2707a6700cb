import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RealtimeClient, type Socket } from "#src/client/realtime-client.ts";

class FakeSocket implements Socket {
  readonly path: string;
  readonly sent: string[] = [];
  isClosed = false;
  onopen: Socket["onopen"] = null;
  onmessage: Socket["onmessage"] = null;
  onclose: Socket["onclose"] = null;

  constructor(path: string) {
    this.path = path;
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.isClosed = true;
  }
  // The handlers do not use `this`, and only these fields of the events.
  opens(): void {
    this.onopen?.call(undefined as never, {} as Event);
  }
  receives(id: string, type = "assessment_submitted"): void {
    const data = JSON.stringify({ id, type, occurredAt: "2026-01-01T00:00:00Z", data: {} });
    this.onmessage?.call(undefined as never, { data } as MessageEvent);
  }
  answers(): void {
    this.onmessage?.call(undefined as never, { data: "pong" } as MessageEvent);
  }
  ends(code = 1006): void {
    this.onclose?.call(undefined as never, { code } as CloseEvent);
  }
}

describe("the browser's client", () => {
  let sockets: FakeSocket[];
  let renewals: boolean[];
  let received: string[];
  let client: RealtimeClient;
  let renew: () => Promise<boolean>;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets = [];
    renewals = [];
    received = [];
    renew = async () => true;
    client = new RealtimeClient({
      openSocket: (path) => {
        const socket = new FakeSocket(path);
        sockets.push(socket);
        return socket;
      },
      renewSession: async () => {
        const isRenewed = await renew();
        renewals.push(isRenewed);
        return isRenewed;
      },
    });
    client.onMessage(({ id, type }) => void received.push(`${type} ${id}`));
  });
  afterEach(() => {
    client.close();
    vi.useRealTimers();
  });

  const current = (): FakeSocket => {
    const socket = sockets.at(-1);
    if (!socket) throw new Error("no socket was opened");
    return socket;
  };

  it("is live once open, and reconnects with the id of the last event it received", async () => {
    client.connect();
    expect(client.status).toBe("connecting");
    current().opens();
    expect(client.status).toBe("live");
    expect(current().path).toBe("/api/realtime/competency-updates");
    current().receives("41");
    current().receives("42");
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends(1012);
    expect(client.status).toBe("connecting");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(current().path).toBe("/api/realtime/competency-updates?lastEventId=42");
    expect(received).toEqual(["assessment_submitted 41", "assessment_submitted 42"]);
  });

  it("sends a resync to its listeners when it reconnects without an id", async () => {
    client.connect();
    current().opens();
    expect(received).toEqual([]);
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends();
    await vi.advanceTimersByTimeAsync(1_000);
    current().opens();
    expect(received).toEqual(["resync "]);
  });

  it("continues from the id of a resync", async () => {
    client.connect();
    current().opens();
    current().receives("900", "resync");
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(current().path).toContain("lastEventId=900");
  });

  it("renews an expired session and reconnects at once", async () => {
    client.connect();
    current().opens();
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends(4401);
    await vi.advanceTimersByTimeAsync(0);
    expect(renewals).toEqual([true]);
    expect(sockets.length).toBe(2);
    current().opens();
    expect(client.status).toBe("live");
  });

  it("does not reconnect when the session cannot be renewed", async () => {
    renew = async () => false;
    client.connect();
    current().opens();
    current().ends(4401);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(client.status).toBe("offline");
    expect(sockets.length).toBe(1);
  });

  it("retries at growing intervals, becomes offline, and is live again when the server is", async () => {
    vi.spyOn(Math, "random").mockReturnValue(1);
    client.connect();
    const triedAt: number[] = [];
    const startedAt = Date.now();
    for (let round = 0; round < 9; round += 1) {
      triedAt.push(Date.now() - startedAt);
      const before = sockets.length;
      current().ends();
      for (let waited = 0; sockets.length === before && waited < 40_000; waited += 100) {
        await vi.advanceTimersByTimeAsync(100);
      }
    }
    const pauses = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
    expect(pauses.slice(1)).toEqual([...pauses.slice(1)].sort((a, b) => a - b));
    expect(Math.max(...pauses)).toBeLessThanOrEqual(30_100);
    expect(client.status).toBe("offline");
    // The session was renewed once, not with every attempt.
    expect(renewals.length).toBe(1);
    current().opens();
    expect(client.status).toBe("live");
  });

  it("checks a silent connection, and drops it when there is no answer", async () => {
    client.connect();
    current().opens();
    const first = current();
    await vi.advanceTimersByTimeAsync(46_000);
    expect(first.sent).toEqual(["ping"]);
    first.answers();
    await vi.advanceTimersByTimeAsync(46_000);
    expect(first.sent).toEqual(["ping", "ping"]);
    expect(first.isClosed).toBe(false);
    await vi.advanceTimersByTimeAsync(12_000);
    expect(first.isClosed).toBe(true);
    expect(sockets.length).toBe(2);
  });

  it("stays closed once closed, whatever was in progress", async () => {
    client.connect();
    current().ends();
    client.close();
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sockets.length).toBe(1);
    expect(client.status).toBe("offline");
  });

  it("calls the other listeners when one throws", () => {
    vi.spyOn(console, "error").mockReturnValue();
    client.onMessage(() => {
      throw new Error("a broken listener");
    });
    const later: string[] = [];
    client.onMessage(({ id }) => void later.push(id));
    client.connect();
    current().opens();
    current().receives("7");
    expect(later).toEqual(["7"]);
  });

  it("takes the stream where no WebSocket opens although the session is good, and stays with it", async () => {
    client.connect();
    current().ends();
    await vi.advanceTimersByTimeAsync(0);
    expect(renewals).toEqual([true]);
    expect(current().path).toBe("/api/realtime/competency-updates");
    current().ends();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(current().path).toBe("/api/realtime/stream");
    current().opens();
    expect(client.status).toBe("live");
    current().receives("7");
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(current().path).toBe("/api/realtime/stream?lastEventId=7");
  });

  it("goes back to the WebSocket after a stream where one has been open before", async () => {
    client.connect();
    current().opens();
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends();
    for (let attempt = 0; attempt < 8 && !current().path.includes("stream"); attempt += 1) {
      await vi.advanceTimersByTimeAsync(30_000);
      if (!current().path.includes("stream")) current().ends();
    }
    expect(current().path).toContain("/api/realtime/stream");
    current().opens();
    await vi.advanceTimersByTimeAsync(6_000);
    current().ends();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(current().path).toContain("/api/realtime/competency-updates");
  });
});
