import { afterAll } from "vitest";
import { RedisServer } from "./redis-server.ts";

/**
 * In a run with Redis, each test file has one of its own, as its program has one: the signals, jobs and limits of two files
 * would mix. Loaded after environment.ts.
 */
const server = await RedisServer.start({ isDurable: true });
process.env.REDIS_URL = server.url;
afterAll(() => server.discard());
