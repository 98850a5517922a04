#!/usr/bin/env bash
# Clears away what an image brings from the machine that it was made of: its end, its job, its pictures, who might log in.
# On the machine itself, started again, there is nothing of another one.
set -euo pipefail
# shellcheck source=/dev/null
. "${BURST_BOOT_ENV:-/opt/burst/boot.env}"
file=${BURST_MACHINE_FILE:-/opt/burst/machine}
[ "$(cat "$file" 2>/dev/null)" != "$BURST_MACHINE" ] || exit 0

rm -rf "$BURST_HOME/burst/lane" "$BURST_HOME/burst/end-by" "$BURST_HOME/burst/setup-state"
rm -f "$(dirname "$file")/host-key.done"
if [ -d "$BURST_HOME/comfyui" ]; then
  # Of a private machine these are links into its memory.
  for folder in output input temp user; do
    rm -rf "$BURST_HOME/comfyui/$folder"
    install -d -o "$BURST_USER" "$BURST_HOME/comfyui/$folder"
  done
fi
if [ "$BURST_KIND" = vm ] && [ -e "$BURST_HOME/.ssh/authorized_keys" ]; then
  printf '%s\n' "$BURST_CLIENT_KEY" >"$BURST_HOME/.ssh/authorized_keys"
fi
printf '%s\n' "$BURST_MACHINE" >"$file"
