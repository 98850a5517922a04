#!/usr/bin/env bash
# Keeps ComfyUI and the worker running, on this machine's own loopback alone. The worker is started again when its file
# has another content; the app puts it there.
set -uo pipefail
# shellcheck source=/dev/null
. "${BURST_BOOT_ENV:-/opt/burst/boot.env}"
python=${BURST_VENV:-/opt/burst/venv}/bin/python
cd "$BURST_HOME" || exit 1
# On a machine from a prepared image this may start before what the old one left is cleared away.
until [ "$(cat "${BURST_MACHINE_FILE:-/opt/burst/machine}" 2>/dev/null)" = "$BURST_MACHINE" ]; do sleep 1; done
export PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 DO_NOT_TRACK=1
cards=$(nvidia-smi -L 2>/dev/null | grep -c '^GPU ')
[ "$cards" -ge 1 ] || cards=1
COMFYUI_URL=
for ((card = 0; card < cards; card++)); do COMFYUI_URL="$COMFYUI_URL http://127.0.0.1:$((8188 + card))"; done
export COMFYUI_URL=${COMFYUI_URL# } COMFYUI_OUTPUT=$BURST_HOME/comfyui/output COMFYUI_MODELS=$BURST_HOME/comfyui/models
[ "$BURST_PRIVATE" = 1 ] && export BURST_OUTPUT_LIMIT_BYTES=1000000000

# One for each card: a ComfyUI drives one picture at a time on one of them. Temporary files and users' are each one's own, because
# the first are wiped at its start, and two may not share a database.
keep_comfyui() {
  local card=$1 temp=$BURST_HOME/comfyui user=$BURST_HOME/comfyui/user choice=()
  if [ "$cards" -gt 1 ]; then choice=(--cuda-device "$card"); fi
  if [ "$card" -gt 0 ]; then temp=$BURST_HOME/comfyui/user/card$card user=$BURST_HOME/comfyui/user/card$card; fi
  mkdir -p "$temp" "$user"
  while true; do
    (cd comfyui && exec "$python" main.py --listen 127.0.0.1 --port $((8188 + card)) --disable-auto-launch \
      --preview-method none --disable-api-nodes --output-directory "$COMFYUI_OUTPUT" \
      --temp-directory "$temp" --input-directory "$BURST_HOME/comfyui/input" --user-directory "$user" "${choice[@]}")
    sleep 3
  done
}

content() { sha256sum burst/worker.py 2>/dev/null | cut -d' ' -f1; }

keep_worker() {
  local running pid now
  while true; do
    running=$(content)
    if [ -n "$running" ]; then
      python3 burst/worker.py run --dir burst/lane &
      pid=$!
      while kill -0 "$pid" 2>/dev/null; do
        now=$(content)
        [ -z "$now" ] || [ "$now" = "$running" ] || break
        sleep 1
      done
      kill -9 "$pid" 2>/dev/null
      wait "$pid" 2>/dev/null
    fi
    sleep 1
  done
}

for ((card = 0; card < cards; card++)); do keep_comfyui "$card" & done
keep_worker
