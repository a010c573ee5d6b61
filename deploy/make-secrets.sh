#!/bin/sh
# deploy/make-secrets.sh FOLDER [UID]: makes a file for every secret that is not there yet, readable by UID (10001, the image's) only.
# What exists is left as it is. Keep a copy of encryption_key and backup_passphrase where the backups are not.
set -eu
umask 077
folder=${1:?say where to: deploy/make-secrets.sh FOLDER [UID]}
owner=${2:-10001}
mkdir -p "$folder"

keep() {
  if [ -e "$folder/$1" ]; then return; fi
  printf '%s\n' "$2" > "$folder/$1"
  echo "made $folder/$1"
}
keep jwt_secret_key "$(openssl rand -hex 48)"
keep jwt_refresh_secret_key "$(openssl rand -hex 48)"
keep encryption_key "$(openssl rand -base64 32)"
keep backup_passphrase "$(openssl rand -hex 16)"
keep admin_api_key "$(openssl rand -hex 32)"
# A fleet's: PostgreSQL reads the password, the servers the addresses.
keep database_password "$(openssl rand -hex 24)"
keep database_url "postgresql://lva:$(cat "$folder/database_password")@${DATABASE_HOST:-postgres}:5432/lva"
keep redis_url "redis://${REDIS_HOST:-redis}:6379/0"
chmod 0400 "$folder"/*
if [ "$(id -u)" = 0 ]; then chown "$owner" "$folder"/*; fi
