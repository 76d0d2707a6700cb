import { join } from "node:path";
import pg from "pg";

export const snapshotPath = join(import.meta.dirname, "../../../db/schema.sql");

const heading = `-- The schema that the migrations make, read from the catalogue of a migrated database (npm run db:snapshot).
-- For reading and reviewing; a test fails when it is stale. The database itself is made by db/migrations.
`;

/**
 * Describes the whole schema as text: the same for every PostgreSQL from 15 to 18, whoever owns the database, and in
 * whatever order its parts were created. Owners and their own rights are left out unless they differ from the
 * database's owner. It uses catalogue queries because pg_dump is not installed on every machine.
 */
export async function takeSnapshot(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    // With an empty path PostgreSQL writes every name out in full.
    await client.query("begin isolation level repeatable read read only");
    await client.query("set local search_path = ''");
    const parts: string[] = [];
    for (const { title, text } of sections) {
      const { rows } = await client.query<{ line: string; key?: string }>(text);
      if (rows.length === 0) continue;
      const lines = rows.toSorted((a, b) => compare(a.key ?? a.line, b.key ?? b.line)).map(({ line }) => line);
      parts.push(`-- ${title}\n\n${lines.join("\n")}\n`);
    }
    await client.query("commit");
    return `${heading}\n${parts.join("\n")}`;
  } finally {
    await client.end();
  }
}

/** By code point: the order of a locale differs from machine to machine. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The project's own schemas: without the record of migrations, and what an extension or another program created. */
const ours = `n.nspname in ('app', 'auth', 'identity', 'public')`;
const notOfExtension = (oid: string) =>
  `not exists (select from pg_catalog.pg_depend d where d.objid = ${oid} and d.deptype = 'e')`;
const tables = `pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where ${ours} and c.relkind in ('r', 'p') and ${notOfExtension("c.oid")}`;
const nameOf = (schema: string, name: string) => `format('%I.%I', ${schema}, ${name})`;
const tableName = nameOf("n.nspname", "c.relname");
const grantee = `case when a.grantee = 0 then 'public' else a.grantee::regrole::text end`;
const privileges = `string_agg(lower(a.privilege_type), ', ' order by a.privilege_type collate "C")`;

const sections: { title: string; text: string }[] = [
  {
    title: "Members of roles",
    text: `select distinct format('grant %s to %s;', m.roleid::regrole, m.member::regrole) as line
      from pg_catalog.pg_auth_members m
      where m.member::regrole::text in ('app_web', 'app_sign_in', 'app_worker')`,
  },
  {
    title: "Login roles and what they are",
    text: `select format('-- %s: %s%s%s%s', rolname, case when rolcanlogin then 'login' else 'nologin' end,
        case when rolinherit then '' else ' noinherit' end, case when rolbypassrls then ' bypassrls' else '' end,
        case when rolsuper then ' superuser' else '' end) as line
      from pg_catalog.pg_roles where rolname in ('app_web', 'app_sign_in', 'app_worker', 'app_command', 'app_auth', 'app_realtime', 'app_system')`,
  },
  {
    title: "Schemas",
    text: `select format('create schema %I;', n.nspname) || coalesce((
        select string_agg(format(E'\\ngrant %s on schema %I to %s;', granted.rights, n.nspname, granted.role), '' order by granted.role collate "C")
        from (select ${grantee} as role, ${privileges} as rights
          from pg_catalog.aclexplode(n.nspacl) a where a.grantee <> n.nspowner group by a.grantee) granted), '') as line
      from pg_catalog.pg_namespace n where ${ours} and n.nspname <> 'public'`,
  },
  {
    title: "Types",
    text: `select case t.typtype
        when 'e' then format('create type %I.%I as enum (%s);', n.nspname, t.typname,
          (select string_agg(quote_literal(e.enumlabel), ', ' order by e.enumsortorder) from pg_catalog.pg_enum e where e.enumtypid = t.oid))
        else format('create domain %I.%I as %s%s%s;', n.nspname, t.typname, format_type(t.typbasetype, t.typtypmod),
          case when t.typnotnull then ' not null' else '' end,
          coalesce((select string_agg(format(' constraint %I %s', k.conname, pg_get_constraintdef(k.oid)), '' order by k.conname collate "C")
            from pg_catalog.pg_constraint k where k.contypid = t.oid and k.contype = 'c'), ''))
        end as line
      from pg_catalog.pg_type t join pg_catalog.pg_namespace n on n.oid = t.typnamespace
      where ${ours} and t.typtype in ('e', 'd') and ${notOfExtension("t.oid")}`,
  },
  {
    title: "Tables",
    text: `select format(E'create table %s (\\n%s\\n);%s', ${tableName},
        (select string_agg(format('  %I %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
            case when a.attcollation <> t.typcollation then format(' collate "%s"', l.collname) else '' end,
            case when a.attgenerated <> '' then format(' generated always as (%s) %s', pg_get_expr(e.adbin, e.adrelid),
                case a.attgenerated when 's' then 'stored' else 'virtual' end)
              when a.attidentity <> '' then format(' generated %s as identity', case a.attidentity when 'a' then 'always' else 'by default' end)
              when e.adbin is not null then ' default ' || pg_get_expr(e.adbin, e.adrelid) else '' end,
            case when a.attnotnull then ' not null' else '' end), E',\\n' order by a.attnum)
          from pg_catalog.pg_attribute a
          join pg_catalog.pg_type t on t.oid = a.atttypid
          left join pg_catalog.pg_collation l on l.oid = a.attcollation
          left join pg_catalog.pg_attrdef e on e.adrelid = a.attrelid and e.adnum = a.attnum
          where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
        case when c.relrowsecurity then format(E'\\nalter table %s enable row level security;', ${tableName}) else '' end
          || case when c.relforcerowsecurity then format(E'\\nalter table %s force row level security;', ${tableName}) else '' end
        ) || E'\\n' as line, ${tableName} as key
      from ${tables}`,
  },
  {
    title: "Constraints",
    text: `select format('alter table %s add constraint %I %s;', ${tableName}, k.conname, pg_get_constraintdef(k.oid)) as line,
        concat_ws(' ', ${tableName}, k.contype, k.conname) as key
      from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${ours} and ${notOfExtension("c.oid")} and k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0`,
  },
  {
    title: "Indexes",
    text: `select pg_get_indexdef(i.indexrelid) || ';' as line
      from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${ours} and ${notOfExtension("c.oid")}
        and not exists (select from pg_catalog.pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))`,
  },
  {
    title: "Sequences",
    text: `select format('create sequence %s as %s increment %s;', ${tableName}, format_type(s.seqtypid, null), s.seqincrement) as line
      from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace where ${ours} and ${notOfExtension("c.oid")}`,
  },
  {
    title: "Views",
    text: `select format(E'create view %s%s as\\n%s', ${tableName},
        coalesce(' with (' || array_to_string(c.reloptions, ', ') || ')', ''), pg_get_viewdef(c.oid)) as line, ${tableName} as key
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${ours} and c.relkind in ('v', 'm') and ${notOfExtension("c.oid")}`,
  },
  {
    title: "Functions",
    text: `select pg_get_functiondef(p.oid) || ';'
        || case when p.proowner::regrole::text like 'app\\_%' then format(E'\\nalter function %s owner to %s;', p.oid::regprocedure, p.proowner::regrole) else '' end
        || coalesce((select string_agg(format(E'\\ngrant execute on function %s to %s;', p.oid::regprocedure, ${grantee}), '' order by ${grantee} collate "C")
          from pg_catalog.aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner), '') || E'\\n' as line,
        p.oid::regprocedure::text as key
      from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
      where ${ours} and p.prokind in ('f', 'p') and ${notOfExtension("p.oid")}`,
  },
  {
    title: "Triggers",
    text: `select pg_get_triggerdef(g.oid) || ';' as line, concat_ws(' ', ${tableName}, g.tgname) as key
      from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${ours} and not g.tgisinternal and g.tgparentid = 0`,
  },
  {
    title: "Grants on tables",
    text: `select format('grant %s on %s to %s;', ${privileges}, ${tableName}, ${grantee}) as line, concat_ws(' ', ${tableName}, ${grantee}) as key
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      cross join lateral pg_catalog.aclexplode(c.relacl) a
      where ${ours} and c.relkind in ('r', 'p', 'v', 'm', 'S') and ${notOfExtension("c.oid")} and a.grantee <> c.relowner
      group by c.oid, n.nspname, c.relname, a.grantee`,
  },
  {
    title: "Grants on columns",
    text: `select format('grant %s (%s) on %s to %s;', lower(granted.privilege_type), granted.columns, granted.name, granted.role) as line,
        concat_ws(' ', granted.name, granted.role, granted.privilege_type) as key
      from (select ${tableName} as name, ${grantee} as role, a.privilege_type,
          string_agg(quote_ident(t.attname), ', ' order by t.attnum) as columns
        from pg_catalog.pg_attribute t join pg_catalog.pg_class c on c.oid = t.attrelid
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        cross join lateral pg_catalog.aclexplode(t.attacl) a
        where ${ours} and ${notOfExtension("c.oid")} and a.grantee <> c.relowner
        group by n.nspname, c.relname, a.grantee, a.privilege_type) granted`,
  },
  {
    title: "Policies",
    text: `select format(E'create policy %I on %s\\n  as %s for %s to %s%s%s;', p.polname, ${tableName},
        case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        (select string_agg(case when r.role = 0 then 'public' else r.role::regrole::text end, ', ' order by r.role::regrole::text collate "C")
          from unnest(p.polroles) as r (role)),
        coalesce(E'\\n  using (' || pg_get_expr(p.polqual, p.polrelid) || ')', ''),
        coalesce(E'\\n  with check (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')) as line,
        concat_ws(' ', ${tableName}, p.polname) as key
      from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where ${ours}`,
  },
];
