# The words for IPSec: strongSwan as a gateway and as its client. All share one key.

# strongswan MACHINE <<CONNECTIONS: its charon, with a folder /run of its own; the connections are those
# of swanctl.conf, once it is_configured MACHINE.
strongswan() {
  local machine=$1
  cat > "$work/$machine.strongswan.conf" <<END
charon {
  load = random nonce aes sha1 sha2 hmac kdf gmp kernel-netlink socket-default vici
  retransmit_timeout = 1
  retransmit_base = 1
  retransmit_tries = 3
  plugins {
    random {
      random = /dev/urandom
    }
    vici {
      socket = tcp://127.0.0.1:4502
    }
  }
}
END
  cat > "$work/$machine.swanctl.conf"
  printf '%s\n' 'secrets { ike { secret = "of the lab" } }' >> "$work/$machine.swanctl.conf"
  begin "charon-$machine" "$machine" env STRONGSWAN_CONF="$work/$machine.strongswan.conf" \
    unshare --mount sh -c 'mount -t tmpfs tmpfs /run && exec /usr/lib/ipsec/charon'
}

is_configured() {
  within 20 "the charon of $1 is configured" \
    swanctl "$1" --load-all --file "$work/$1.swanctl.conf"
}

# swanctl MACHINE OPTION...
swanctl() {
  local machine=$1
  shift
  on "$machine" env STRONGSWAN_CONF="$work/$machine.strongswan.conf" \
    timeout 20 swanctl "$@" --uri tcp://127.0.0.1:4502
}
