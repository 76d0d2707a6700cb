# PgBouncer as Debian builds it: 1.24 of Debian 13. With bookworm-slim it is 1.18.
FROM debian:trixie-slim
RUN apt-get update \
  && apt-get install -y --no-install-recommends pgbouncer postgresql-client-common postgresql-client \
  && rm -rf /var/lib/apt/lists/*
# The account that the package makes.
USER postgres
EXPOSE 6432
CMD ["pgbouncer", "/etc/pgbouncer/pgbouncer.ini"]
