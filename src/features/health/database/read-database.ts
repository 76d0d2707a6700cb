import { readFigures } from "#src/features/health/database/read-figures.ts";
import { permissions } from "#src/features/health/permissions.ts";
import type { DatabaseAnswer } from "#src/features/health/schema.ts";
import { mostStatements, mostTables } from "#src/features/health/values.ts";
import type { UserContext } from "#src/platform/http/endpoint.ts";
import { authorize } from "#src/policy/authorize.ts";

/** How the database is, from what its server keeps of itself. */
export async function readDatabase(ctx: UserContext): Promise<DatabaseAnswer> {
  authorize(ctx.actor, permissions.see, {});
  const figures = await readFigures();
  const { connections, tables, statements } = figures;
  return {
    readAt: figures.readAt.toISOString(),
    isSeen: figures.isSeen,
    bytes: figures.bytes,
    connections:
      connections &&
      Object.entries(connections)
        .map(([state, count]) => ({ state, count }))
        .sort((a, b) => b.count - a.count),
    connectionsUsed: figures.connectionsUsed,
    connectionsMost: figures.connectionsMost,
    longestTransactionSeconds: figures.longestTransactionSeconds,
    locksWaiting: figures.locksWaiting,
    lockWaitSeconds: figures.lockWaitSeconds,
    tables: tables.slice(0, mostTables),
    replicas: figures.replicas,
    statements:
      statements &&
      [...statements]
        .sort(([, a], [, b]) => b.seconds - a.seconds)
        .slice(0, mostStatements)
        .map(([name, { calls, seconds, share }]) => ({ name, calls, meanMs: (seconds * 1000) / calls, share })),
  };
}
