import { refreshSession } from "#src/client/api.ts";
import { closeCodes, realtimePath, type SocketMessage, streamPath } from "#src/client/realtime-protocol.ts";

/** `offline`: several attempts have failed, there is no network, or the user is not signed in. */
export type RealtimeStatus = "live" | "connecting" | "offline";

export type RealtimeListener = (message: SocketMessage) => void;

/** The part of the browser's WebSocket that this client uses; a stream of server-sent events is made to look like one. */
export type Socket = Pick<WebSocket, "close" | "send" | "onopen" | "onmessage" | "onclose">;

type Parts = {
  openSocket?: (path: string) => Socket;
  /** Whether the session could be renewed; throws when that is not known. */
  renewSession?: () => Promise<boolean>;
};

const firstDelayMs = 500;
const maxDelayMs = 30_000;
/** Fewer consecutive failures are not shown as offline. */
const failuresUntilOffline = 3;
/** A connection that lasted this long resets the count of failures. */
const steadyAfterMs = 5_000;
/** A hidden tab keeps its socket for this long. */
const hiddenForMs = 5 * 60_000;
/** The browser hides the server's pings, so after this silence the client sends a message to check the connection. */
const askAfterSilenceMs = 45_000;
const answerWithinMs = 10_000;

/**
 * The browser's end of `WS /api/realtime/competency-updates`, or, where no WebSocket passes, of
 * `GET /api/realtime/stream`, signed in by cookie. It reconnects automatically and
 * sends the id of the last event it received, so that nothing is missed. When the server does not know what was missed,
 * listeners get a `resync` and must load their state again.
 */
export class RealtimeClient {
  readonly #openSocket: (path: string) => Socket;
  readonly #renewSession: () => Promise<boolean>;
  readonly #listeners = new Set<RealtimeListener>();
  readonly #statusListeners = new Set<() => void>();
  #status: RealtimeStatus = "offline";
  #socket: Socket | undefined;
  #isStarted = false;
  #hasBeenOpen = false;
  /** Whether a WebSocket has been open on this page. */
  #hasPassed = false;
  #isStreaming = false;
  #lastId: string | undefined;
  #failures = 0;
  #mayRenew = true;
  #openedAt = 0;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  #silenceTimer: ReturnType<typeof setTimeout> | undefined;
  #hiddenTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: Parts = {}) {
    this.#openSocket = parts.openSocket ?? openBrowserSocket;
    this.#renewSession = parts.renewSession ?? refreshSession;
  }

  get status(): RealtimeStatus {
    return this.#status;
  }

  /** Returns the function that removes the listener. */
  onMessage(listener: RealtimeListener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  onStatus(listener: () => void): () => void {
    this.#statusListeners.add(listener);
    return () => void this.#statusListeners.delete(listener);
  }

  connect(): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    globalThis.addEventListener?.("online", this.#reconnect);
    globalThis.addEventListener?.("offline", this.#onNetworkLost);
    globalThis.document?.addEventListener("visibilitychange", this.#onVisibilityChange);
    this.#open();
  }

  close(): void {
    this.#isStarted = false;
    globalThis.removeEventListener?.("online", this.#reconnect);
    globalThis.removeEventListener?.("offline", this.#onNetworkLost);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisibilityChange);
    clearTimeout(this.#hiddenTimer);
    this.#drop();
    this.#setStatus("offline");
  }

  #open(): void {
    if (this.#socket || !this.#isStarted) return;
    clearTimeout(this.#retryTimer);
    if (this.#status !== "offline" || this.#failures < failuresUntilOffline) this.#setStatus("connecting");
    const query = this.#lastId === undefined ? "" : `?lastEventId=${encodeURIComponent(this.#lastId)}`;
    const socket = this.#openSocket((this.#isStreaming ? streamPath : realtimePath) + query);
    this.#socket = socket;
    socket.onopen = () => {
      this.#openedAt = Date.now();
      this.#mayRenew = true;
      this.#hasPassed ||= !this.#isStreaming;
      this.#setStatus("live");
      this.#restartSilenceTimer();
      // Without an id the server does not know what was missed since the last connection.
      if (this.#hasBeenOpen && this.#lastId === undefined) this.#notifyListeners(unknownGap());
      this.#hasBeenOpen = true;
    };
    socket.onmessage = ({ data }) => {
      this.#restartSilenceTimer();
      const message = typeof data === "string" ? messageOf(data) : undefined;
      if (!message) return;
      this.#lastId = message.id;
      this.#notifyListeners(message);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket !== socket) return;
      const wasOpen = this.#status === "live";
      this.#drop();
      if (this.#isStarted) void this.#recover(code, wasOpen);
    };
  }

  async #recover(code: number, wasOpen: boolean): Promise<void> {
    if (wasOpen && Date.now() - this.#openedAt > steadyAfterMs) this.#failures = 0;
    // Some networks let no WebSocket pass, but a stream; where one of them does not open, the other is tried.
    if (wasOpen) this.#isStreaming &&= !this.#hasPassed;
    else if (!this.#mayRenew && (!this.#hasPassed || this.#failures >= failuresUntilOffline)) {
      this.#isStreaming = !this.#isStreaming;
    }
    // A refused handshake has no reason; the access token may have expired, so the session is renewed once.
    if (code === closeCodes.unauthenticated || (!wasOpen && this.#mayRenew)) {
      this.#mayRenew = false;
      this.#setStatus("connecting");
      const isSignedIn = await this.#renewSession().catch(() => undefined);
      if (!this.#isStarted || this.#socket) return;
      if (isSignedIn === false) {
        this.#setStatus("offline");
        return;
      }
      if (isSignedIn && this.#failures === 0) {
        this.#failures = 1;
        this.#open();
        return;
      }
    }
    this.#failures += 1;
    this.#setStatus(this.#failures >= failuresUntilOffline ? "offline" : "connecting");
    clearTimeout(this.#retryTimer);
    // Full jitter, so that after a restart of the server not all clients reconnect at once.
    const ceilingMs = Math.min(maxDelayMs, firstDelayMs * 2 ** this.#failures);
    this.#retryTimer = setTimeout(() => this.#open(), Math.random() * ceilingMs);
  }

  #restartSilenceTimer(): void {
    clearTimeout(this.#silenceTimer);
    const socket = this.#socket;
    this.#silenceTimer = setTimeout(() => {
      if (!socket || this.#socket !== socket) return;
      socket.send("ping");
      this.#silenceTimer = setTimeout(() => {
        if (this.#socket !== socket) return;
        // Waiting for the close of a dead connection would take too long.
        this.#drop();
        void this.#recover(1006, true);
      }, answerWithinMs);
    }, askAfterSilenceMs);
  }

  #drop(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    const socket = this.#socket;
    this.#socket = undefined;
    if (!socket) return;
    socket.onopen = null;
    socket.onmessage = null;
    socket.onclose = null;
    socket.close();
  }

  readonly #reconnect = (): void => {
    this.#failures = 0;
    this.#mayRenew = true;
    this.#open();
  };

  readonly #onNetworkLost = (): void => {
    this.#drop();
    this.#setStatus("offline");
  };

  readonly #onVisibilityChange = (): void => {
    clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "visible") this.#reconnect();
    else {
      this.#hiddenTimer = setTimeout(() => {
        this.#drop();
        this.#setStatus("connecting");
      }, hiddenForMs);
    }
  };

  #notifyListeners(message: SocketMessage): void {
    for (const listener of this.#listeners) {
      try {
        listener(message);
      } catch (error) {
        console.error(error);
      }
    }
  }

  #setStatus(status: RealtimeStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    for (const listener of this.#statusListeners) listener();
  }
}

function openBrowserSocket(path: string): Socket {
  if (path.startsWith(streamPath)) return openBrowserStream(path);
  const url = new URL(path, window.location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return new WebSocket(url);
}

/** A stream pings by itself and takes no message. It would reconnect by itself, with neither jitter nor a new session. */
function openBrowserStream(path: string): Socket {
  const stream = Object.assign(new EventSource(path), { send: () => {} }) as unknown as EventSource & Socket;
  const end = (code: number) => {
    stream.close();
    stream.onclose?.call(stream as never, { code } as CloseEvent);
  };
  stream.onerror = () => end(1006);
  stream.addEventListener("close", ({ data }) => end(JSON.parse(data).code));
  return stream;
}

/** Only the envelope is checked: the server's tests check its messages against the schema. */
function messageOf(text: string): SocketMessage | undefined {
  if (!text.startsWith("{")) return undefined;
  const value: unknown = JSON.parse(text);
  const isMessage = typeof value === "object" && value !== null && "id" in value && "type" in value && "data" in value;
  return isMessage ? (value as SocketMessage) : undefined;
}

function unknownGap(): SocketMessage {
  return { id: "", type: "resync", occurredAt: new Date().toISOString(), data: {} };
}
