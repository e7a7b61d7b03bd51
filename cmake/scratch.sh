#!/usr/bin/env bash
# scratch.sh FOLDER COMMAND...: runs a test in an empty folder, so that tests may run side by side and a
# database left by the run before cannot change the result. The folder stays for a look afterwards.
set -eu
folder=$1
shift
rm -rf -- "$folder"
mkdir -p -- "$folder"
cd -- "$folder"
exec "$@"
