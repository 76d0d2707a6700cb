#!/bin/sh
# Checks the files of this folder with the tools that are here, and names those that are not. Changes nothing, starts nothing.
#   sh deploy/check.sh              all of them
#   sh deploy/check.sh promtool     one
# Debian's packages: prometheus (promtool), haproxy, patroni; docker with its plugin compose, and kubectl.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
only=${1:-}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
failed=0

# check <tool> <what> <command…>
check() {
  tool=$1 what=$2
  shift 2
  [ -z "$only" ] || [ "$only" = "$tool" ] || return 0
  if ! command -v "$tool" >/dev/null; then
    echo "not here  $tool: $what"
    [ -z "$only" ] || failed=1
  elif "$@" >"$dir/out" 2>&1; then
    echo "ok        $tool: $what"
  else
    echo "FAULT     $tool: $what"
    sed 's/^/            /' "$dir/out"
    failed=1
  fi
}

# HAProxy opens the certificates that it is told of.
certificate() {
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$dir/key.pem" -out "$dir/ca.pem" 2>/dev/null
  cat "$dir/ca.pem" "$dir/key.pem" >"$dir/site.pem"
}
proxy() {
  certificate
  sed "s|/etc/haproxy/tls/site.pem|$dir/site.pem|; s|/etc/haproxy/tls/patroni-ca.pem|$dir/ca.pem|" "$1" >"$dir/haproxy.cfg"
  haproxy -c -f "$dir/haproxy.cfg"
}
# The places for what differs get values.
cluster() {
  sed -E 's/<(10[^>]*)>/\1/g; s/<(db.)>/\1/g; s/<[^>]*>/secret/g' "$here/postgres/patroni.yml" >"$dir/patroni.yml"
  patroni --validate-config "$dir/patroni.yml"
}
composed() {
  mkdir -p "$dir/deploy"
  cp -r "$here/compose.yaml" "$here/proxy" "$here/postgres" "$dir/deploy/"
  SECRETS_DIR="$dir/deploy/secrets" sh "$here/make-secrets.sh" https://competency.example.org
  docker compose -f "$dir/deploy/compose.yaml" config --quiet
}
overlay() {
  kubectl kustomize "$here/kubernetes/overlays/$1"
}

for script in make-secrets.sh vercel-build.sh postgres/pgbouncer-lookup.sh check.sh; do check sh "$script" sh -n "$here/$script"; done
check bash postgres/drill-pgbackrest.sh bash -n "$here/postgres/drill-pgbackrest.sh"
check promtool "monitoring/alerts.yml" promtool check rules "$here/monitoring/alerts.yml"
check promtool "monitoring/alerts.test.yml" promtool test rules "$here/monitoring/alerts.test.yml"
check promtool "monitoring/prometheus.yml" promtool check config --syntax-only "$here/monitoring/prometheus.yml"
check haproxy "proxy/haproxy.cfg" proxy "$here/proxy/haproxy.cfg"
check haproxy "postgres/haproxy.cfg" proxy "$here/postgres/haproxy.cfg"
check patroni "postgres/patroni.yml" cluster
if docker compose version >/dev/null 2>&1; then check docker "compose.yaml" composed; else echo "not here  docker compose: compose.yaml"; fi
for name in staging production; do check kubectl "kubernetes/overlays/$name" overlay "$name"; done
exit $failed
