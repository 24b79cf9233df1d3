#!/bin/sh
# Puts Debian's Chromium in place for the browser tests where that needs no question; says why where it cannot.
# It never fails: without a browser those tests are skipped with their reason.
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
without() {
    echo "No Chromium: the browser tests will be skipped ($1)."
    exit 0
}
command -v apt-get >/dev/null 2>&1 || without "no apt-get here; install Chromium by other means"
if [ "$(id -u)" = 0 ]; then
    as_root=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
else
    without "installing it needs root: apt-get install chromium"
fi
echo "Installing Chromium for the browser tests: once …"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
install="apt-get install -y -qq --no-install-recommends chromium fonts-liberation"
{ $as_root apt-get update -qq && timeout 900 $as_root $install; } >"$log" 2>&1 </dev/null || without "$(tail -n 1 "$log")"
rm -f "$log"
