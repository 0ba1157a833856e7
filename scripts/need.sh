#!/bin/sh
# need.sh COMMAND PACKAGE…: make sure a command is there; install Debian's packages where that is allowed.
command -v "$1" >/dev/null 2>&1 && exit 0
command=$1; shift
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing $* …"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null </dev/null
  command -v "$command" >/dev/null 2>&1 && exit 0
fi
echo "$command is needed and not installed. Install it (Debian, Ubuntu: sudo apt-get install $*) and try again." >&2
exit 1
