#!/bin/sh
# Makes what compose.yaml reads from deploy/secrets: random, and only what is not there yet.
#   sh deploy/make-secrets.sh https://competency.school.org
set -eu
url=${1:?the public address, as https://competency.school.org}
case $url in https://*) ;; *) echo "The address must be https." >&2; exit 2 ;; esac
umask 077
# SECRETS_DIR names another folder.
dir=${SECRETS_DIR:-$(dirname "$0")/secrets}
mkdir -p "$dir/tls"
random() { head -c "$1" /dev/urandom | base64 | tr -d '\n=' | tr '/+' '_-'; }
key() { echo "$1:$(head -c 32 /dev/urandom | base64 | tr -d '\n=' | tr '/+' '_-')"; }
made() { echo "made $dir/$1"; }

[ -f "$dir/postgres_password" ] || { random 32 >"$dir/postgres_password"; made postgres_password; }
[ -f "$dir/pgbouncer_password" ] || { random 32 >"$dir/pgbouncer_password"; made pgbouncer_password; }
owner=$(cat "$dir/postgres_password")
pooler=$(cat "$dir/pgbouncer_password")
[ -f "$dir/pgbouncer-userlist.txt" ] || { printf '"pgbouncer" "%s"\n' "$pooler" >"$dir/pgbouncer-userlist.txt"; made pgbouncer-userlist.txt; }

# The owner's address, for migrations alone.
[ -f "$dir/owner.env" ] || {
  printf 'DATABASE_URL=postgres://competency_owner:%s@postgres:5432/competency\nDIRECT_URL=\nDATABASE_POOLER=0\n' "$owner" >"$dir/owner.env"
  made owner.env
}

[ -f "$dir/app.env" ] || {
  redis=$(random 32)
  s3=$(random 32)
  cat >"$dir/redis.conf" <<EOF
bind 0.0.0.0
protected-mode yes
requirepass $redis
appendonly yes
appendfsync everysec
maxmemory 512mb
maxmemory-policy noeviction
dir /data
EOF
  made redis.conf
  cat >"$dir/s3.json" <<EOF
{
  "identities": [
    {
      "name": "competency",
      "credentials": [{ "accessKey": "competency", "secretKey": "$s3" }],
      "actions": ["Read:evidence", "Write:evidence", "List:evidence"]
    }
  ]
}
EOF
  made s3.json
  cat >"$dir/app.env" <<EOF
# Read by web, worker and migrations. .env.example of the project says what each is, and which others there are.
NODE_ENV=production
HOST=0.0.0.0
PORT=3000
APP_URL=$url
TRUST_PROXY=1
# All parts are on this machine, in networks of its own.
ALLOW_PLAIN_CONNECTIONS=1
APP_SECRET=$(random 48)
# Keep a copy of the next three apart from other backups: what they sealed cannot be read without them.
SIGNING_KEYS=$(key s1)
ENCRYPTION_KEYS=$(key e1)
LOGIN_KEY=$(key l1)
METRICS_TOKEN=$(random 32)
# Web and worker have logins of their own, whose passwords follow from LOGIN_KEY.
DATABASE_URL=postgres://nobody@pgbouncer:6432/competency
DIRECT_URL=postgres://nobody@postgres:5432/competency
DATABASE_POOLER=1
DATABASE_POOL_MAX=20
REDIS_URL=redis://:$redis@redis:6379
S3_BUCKET=evidence
S3_ENDPOINT=http://objects:8333
S3_ACCESS_KEY_ID=competency
S3_SECRET_ACCESS_KEY=$s3
# The relay of the school or of a provider: smtps://user:password@mail.school.org:465. Without it mails are files in the volume data.
SMTP_URL=
MAIL_FROM="Competency <no-reply@$(echo "$url" | sed 's|https://||; s|[:/].*||')>"
SMS_ACCOUNT_SID=
SMS_AUTH_TOKEN=
SMS_FROM=
VAPID_PUBLIC_KEY=
VAPID_PRIVATE_KEY=
CLAMD_URL=
EOF
  made app.env
}
# Parts that are not root read these; the folder above keeps everybody else on the machine out.
for file in postgres_password pgbouncer_password pgbouncer-userlist.txt redis.conf s3.json; do chmod 644 "$dir/$file"; done
chmod 700 "$dir"
chmod 755 "$dir/tls"
[ -f "$dir/tls/site.pem" ] || echo "missing: $dir/tls/site.pem, the certificate with its chain and its key" >&2
