#!/usr/bin/env bash
# First thing on a rented machine: who it is, who may log in, when it must end. Then the set-up, which takes minutes.
# Runs at every start and repeats nothing that is done. Everything it needs is in /opt/burst/boot.env.
set -euo pipefail
# shellcheck source=/dev/null
. /opt/burst/boot.env

bash /opt/burst/machine.sh
install -d -m 0755 "$BURST_HOME/burst" "$BURST_HOME/burst/lane"
# Models may be sent before ComfyUI is there; with a volume they wait for it behind this link.
install -d -m 0755 "$BURST_HOME/comfyui" "$BURST_HOME/comfyui/models"
by_hash=$BURST_HOME/comfyui/models/.by-hash
if [ -n "${BURST_VOLUME:-}" ] && [ ! -e "$by_hash" ] && [ ! -L "$by_hash" ]; then ln -s "$BURST_VOLUME/models" "$by_hash"; fi

# The host key was made at home, so that the first connection already knows the machine.
if [ -n "${BURST_HOST_KEY:-}" ] && [ ! -e /opt/burst/host-key.done ]; then
  install -d -m 0755 /etc/ssh
  rm -f /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub
  (umask 077 && printf '%s' "$BURST_HOST_KEY" | base64 -d >/etc/ssh/ssh_host_ed25519_key)
  touch /opt/burst/host-key.done
fi

if [ "$BURST_KIND" = container ]; then
  install -d -m 0700 "$BURST_HOME/.ssh"
  touch "$BURST_HOME/.ssh/authorized_keys" "$BURST_HOME/.no_auto_tmux"
  chmod 0600 "$BURST_HOME/.ssh/authorized_keys"
  grep -qxF "$BURST_CLIENT_KEY" "$BURST_HOME/.ssh/authorized_keys" ||
    printf '%s\n' "$BURST_CLIENT_KEY" >>"$BURST_HOME/.ssh/authorized_keys"
  if ! command -v sshd >/dev/null || ! command -v pgrep >/dev/null; then
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends openssh-server procps
    # The package makes host keys of its own.
    rm -f /opt/burst/host-key.done
    exec bash "$0"
  fi
  install -d -m 0755 /run/sshd /etc/ssh/sshd_config.d
  cp /opt/burst/sshd.conf /etc/ssh/sshd_config.d/10-burst.conf
  ssh-keygen -y -f /etc/ssh/ssh_host_ed25519_key >/etc/ssh/ssh_host_ed25519_key.pub
  if pgrep -x sshd >/dev/null; then pkill -HUP -o -x sshd; else /usr/sbin/sshd; fi
else
  chown -R "$BURST_USER:$BURST_USER" "$BURST_HOME/burst"
  chown "$BURST_USER:$BURST_USER" "$BURST_HOME/comfyui" "$BURST_HOME/comfyui/models"
fi

# What ends the machine starts before what may take long, and never in its shadow.
start() { # name, program: once, outliving this script
  if [ "$BURST_KIND" = vm ]; then
    systemctl enable --now --no-block "burst-$1.service"
  elif ! pgrep -f "/opt/burst/$2" >/dev/null; then
    setsid nohup bash "/opt/burst/$2" >>"/var/log/burst-$1.log" 2>&1 </dev/null &
  fi
}
start end end.sh
start setup setup.sh
