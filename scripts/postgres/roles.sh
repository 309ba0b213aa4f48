#!/bin/sh
# Run once by whoever may make roles, on an empty PostgreSQL server: the service's user, who is no superuser, its database, and the
# role that keeps the vault of complainants. The official image runs it by itself when the server is made (docker-compose.yml).
set -eu
psql --username "${POSTGRES_USER:-postgres}" --dbname postgres --set ON_ERROR_STOP=1 --set password="$TUOYUQUAN_PASSWORD" <<'SQL'
CREATE ROLE tuoyuquan LOGIN PASSWORD :'password';
CREATE DATABASE tuoyuquan OWNER tuoyuquan ENCODING 'UTF8' TEMPLATE template0;
CREATE ROLE tuoyuquan_vault NOLOGIN;
CREATE ROLE tuoyuquan_vault_door NOLOGIN NOINHERIT;
GRANT tuoyuquan_vault TO tuoyuquan_vault_door;
GRANT tuoyuquan_vault_door TO tuoyuquan;
SQL
