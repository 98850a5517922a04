#!/usr/bin/env bash
# Driver, ComfyUI at one exact commit in an environment of its own, and what keeps it running. Runs until it is done,
# also after a restart, and repeats nothing. `setup.sh image` builds a container image and starts nothing.
set -euo pipefail
# shellcheck source=/dev/null
. /opt/burst/boot.env
state=$BURST_HOME/burst/setup-state
install -d "$BURST_HOME/burst"

say() { printf '%s\n' "$1" | tee "$state"; }
give_up() {
  say "failed: $1"
  exit 1
}
trap 'give_up "line $LINENO: $BASH_COMMAND"' ERR
export DEBIAN_FRONTEND=noninteractive

if [ ! -e /opt/burst/packages.done ]; then
  say 'system packages'
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -y -qq --no-install-recommends $BURST_PACKAGES
  touch /opt/burst/packages.done
fi

if [ "$BURST_KIND" = vm ]; then
  say 'firewall'
  ufw default deny incoming >/dev/null
  ufw allow 22/tcp >/dev/null
  ufw --force enable >/dev/null
  # Boot data hold the host key: what runs for others may not read it there.
  iptables -C OUTPUT -m owner --uid-owner "$BURST_USER" -d 169.254.169.254 -j REJECT 2>/dev/null ||
    iptables -A OUTPUT -m owner --uid-owner "$BURST_USER" -d 169.254.169.254 -j REJECT
fi

if [ "${1:-}" != image ]; then
  if ! nvidia-smi >/dev/null 2>&1; then
    [ "$BURST_KIND" = vm ] || give_up 'the host gives this container no GPU'
    [ ! -e /opt/burst/driver.done ] || give_up 'the NVIDIA driver is installed and shows no GPU'
    say 'NVIDIA driver'
    apt-get install -y -qq ubuntu-drivers-common
    ubuntu-drivers install --gpgpu
    touch /opt/burst/driver.done
    say 'restart for the driver'
    systemctl reboot
    exit 0
  fi
  driver=$(nvidia-smi --query-gpu=driver_version --format=csv,noheader | head -n 1 | cut -d. -f1)
  [ "$driver" -ge "$BURST_LEAST_DRIVER" ] ||
    give_up "driver $driver is too old for these libraries, which need $BURST_LEAST_DRIVER"
fi

comfyui=$BURST_HOME/comfyui
if [ ! -e /opt/burst/comfyui.done ]; then
  say "ComfyUI $COMFYUI_TAG"
  reason=$(bash /opt/burst/comfyui.sh 2>&1 >/dev/null) || give_up "ComfyUI could not be fetched: $reason"
  say 'Python environment'
  [ -x /opt/burst/venv/bin/python ] || python3 -m venv --system-site-packages /opt/burst/venv
  /opt/burst/venv/bin/python -c "import torch; assert torch.__version__.startswith('$TORCH_VERSION')" 2>/dev/null ||
    /opt/burst/venv/bin/pip install -q --no-cache-dir "torch==$TORCH_VERSION" "torchvision==$TORCHVISION_VERSION" \
      --index-url "$TORCH_INDEX"
  printf 'torch==%s\ntorchvision==%s\n' "$TORCH_VERSION" "$TORCHVISION_VERSION" >/opt/burst/constraints.txt
  /opt/burst/venv/bin/pip install -q --no-cache-dir -c /opt/burst/constraints.txt -r "$comfyui/requirements.txt" \
    --extra-index-url "$TORCH_INDEX"
  install -d "$comfyui/models" "$comfyui/output" "$comfyui/input" "$comfyui/temp" "$comfyui/user"
  [ "$BURST_KIND" = container ] || chown -R "$BURST_USER:$BURST_USER" "$comfyui"
  touch /opt/burst/comfyui.done
fi
[ "${1:-}" != image ] || exit 0

if [ -n "${BURST_NODE_PACKS:-}" ]; then
  say 'node packs'
  reason=$(bash /opt/burst/nodes.sh 2>&1 >/dev/null) || give_up "the node packs could not be installed: $reason"
  [ "$BURST_KIND" = container ] || chown -R "$BURST_USER:$BURST_USER" "$comfyui/custom_nodes"
fi

say 'GPU'
/opt/burst/venv/bin/python -c 'import torch; assert float(torch.ones(8, device="cuda").sum()) == 8' ||
  give_up 'the GPU does not compute'

if [ -n "${BURST_VOLUME:-}" ]; then
  say 'model volume'
  reason=$(bash /opt/burst/volume.sh 2>&1 >/dev/null) || give_up "the model volume cannot be used: $reason"
fi

if [ "$BURST_PRIVATE" = 1 ]; then
  say 'memory for prompts and pictures'
  for folder in "$BURST_HOME/burst/lane" "$comfyui/output" "$comfyui/input" "$comfyui/temp" "$comfyui/user"; do
    memory=/dev/shm/burst$folder
    [ ! -L "$folder" ] || continue
    install -d -m 0700 -o "$BURST_USER" "$memory"
    cp -a "$folder/." "$memory/"
    rm -rf "$folder"
    ln -s "$memory" "$folder"
  done
fi

say 'ready'
if [ "$BURST_KIND" = vm ]; then
  systemctl enable --now --no-block burst-run.service
elif ! pgrep -f /opt/burst/run.sh >/dev/null; then
  setsid nohup bash /opt/burst/run.sh >>/var/log/burst-run.log 2>&1 </dev/null &
fi
