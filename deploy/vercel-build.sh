#!/bin/sh
# What Vercel runs for a deployment (vercel.json): builds the pages, then brings the database up to date.
#   sh deploy/vercel-build.sh             both; a build that fails leaves the database as it is
#   sh deploy/vercel-build.sh database    the database alone
set -eu
cd "$(dirname "$0")/.."
refuse() { echo "vercel-build: $1" >&2; exit 2; }

# Without one of them the migrations would make a database or a secret of their own on this machine, which is gone afterwards.
for name in DATABASE_URL DIRECT_URL APP_SECRET; do
  eval "value=\${$name:-}"
  [ -n "$value" ] || refuse "$name is not set for this environment"
done
# A preview migrates its database and loads the demo school, whose passwords everybody knows. DEMO=1, set for previews alone, says
# that the addresses of this environment are not those of production.
case ${VERCEL_ENV:-} in
  production) case ${DEMO:-} in "" | 0 | false) ;; *) refuse "DEMO is for previews; production has no demo school" ;; esac ;;
  preview) case ${DEMO:-} in 1 | true) ;; *) refuse "a preview needs a database of its own, and DEMO=1 to say that it has one" ;; esac ;;
  *) refuse "VERCEL_ENV is ${VERCEL_ENV:-not set}, neither production nor preview" ;;
esac
case ${1:-} in
  "") npm run build ;;
  database) ;;
  *) refuse "there is no part $1" ;;
esac
npm run db:migrate
# Fills a database without schools, and does nothing to another.
[ "$VERCEL_ENV" != preview ] || node src/processes/demo.ts load
