#!/usr/bin/env bash
# Keeps ComfyUI and the worker running, on this machine's own loopback alone. The worker is started again when its file
# has another content; the app puts it there.
set -uo pipefail
# shellcheck source=/dev/null
. /opt/burst/boot.env
cd "$BURST_HOME" || exit 1
# On a machine from a prepared image this may start before what the old one left is cleared away.
until [ "$(cat /opt/burst/machine 2>/dev/null)" = "$BURST_MACHINE" ]; do sleep 1; done
export PYTHONUNBUFFERED=1 HF_HUB_OFFLINE=1 HF_HUB_DISABLE_TELEMETRY=1 DO_NOT_TRACK=1
export COMFYUI_URL=http://127.0.0.1:8188 COMFYUI_OUTPUT=$BURST_HOME/comfyui/output COMFYUI_MODELS=$BURST_HOME/comfyui/models
[ "$BURST_PRIVATE" = 1 ] && export BURST_OUTPUT_LIMIT_BYTES=1000000000

keep_comfyui() {
  while true; do
    (cd comfyui && exec /opt/burst/venv/bin/python main.py --listen 127.0.0.1 --port 8188 --disable-auto-launch \
      --preview-method none --disable-api-nodes --output-directory "$COMFYUI_OUTPUT" \
      --temp-directory "$BURST_HOME/comfyui" --input-directory "$BURST_HOME/comfyui/input" \
      --user-directory "$BURST_HOME/comfyui/user")
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

keep_comfyui &
keep_worker
