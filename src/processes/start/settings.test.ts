import { expect, it } from "vitest";
import { withoutOwner } from "#src/processes/start/settings.mjs";

it("gives web and worker no password of the database's owner [V13.3.2]", () => {
  const given = withoutOwner({
    DATABASE_URL: "postgres://postgres.ref:s3cret@pooler.test:6543/competency?pgbouncer=true&password=s3cret",
    DIRECT_URL: "postgresql://owner:s3cret@db.test/competency?sslmode=require",
    REPLICA_URL: "",
    PGPASSWORD: "s3cret",
    APP_SECRET: "kept",
  });
  expect(given).toEqual({
    DATABASE_URL: "postgres://nobody.ref@pooler.test:6543/competency?pgbouncer=true",
    DIRECT_URL: "postgresql://nobody@db.test/competency?sslmode=require",
    REPLICA_URL: "",
    APP_SECRET: "kept",
  });
});
