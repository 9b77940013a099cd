#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/// What the kernel tells beside a packet.
struct clinux_arrival {
  /// In network order; an IPv4 address has the first four.
  uint8_t source[16];
  /// As source, if the socket asks for it.
  uint8_t destination[16];
  /// The hop limit, or the time to live of a datagram; -1 if it is not told.
  int hop_limit;
  /// The index of the interface; 0 if it is not told.
  unsigned interface;
  /// The packet's whole length, which may be more than there was room for.
  size_t length;
};

/// A datagram, without waiting; its whole length, which may be more than `size`; -1
/// with errno.
ssize_t clinux_receive_packet(int socket, void *buffer, size_t size, struct clinux_arrival *arrival);

/// At most `count` datagrams (no more than 32 a call), without waiting, one behind the other at every
/// `size` bytes of `buffer`; how many there were, or -1 with errno.
int clinux_receive_packets(int socket, void *buffer, size_t size, struct clinux_arrival *arrivals,
                           unsigned count);

/// An IPv4 packet with its header (IP_HDRINCL). `destination` is in network order; `on_link` goes
/// without the table of routes.
ssize_t clinux_send_ipv4(int socket, const void *packet, size_t size, uint32_t destination,
                         int on_link);

/// An IPv6 message from `source`, which need not be one of our addresses if the socket has
/// IPV6_FREEBIND. `interface` 0 leaves the choice to the routes.
ssize_t clinux_send_ipv6(int socket, const void *message, size_t size, const uint8_t destination[16],
                         const uint8_t source[16], unsigned interface, int hop_limit);

/// A whole Ethernet frame (AF_PACKET).
ssize_t clinux_send_frame(int socket, const void *frame, size_t size, unsigned interface);

/// Begins (`joins`) or ends the membership of `group`, 4 or 16 bytes; and where what is sent to groups
/// goes.
int clinux_member(int socket, int joins, const uint8_t *group, size_t size, unsigned interface);
int clinux_multicast_interface(int socket, int family, unsigned interface);

/// Lets a raw VRRP socket take the packets of those virtual routers alone whose number is set in
/// `wanted`, of protocol 112 or, over IPv4, 51; or of all again. 0, or -1 with errno.
int clinux_keep_virtual_routers(int socket, int family, int transport, const uint8_t wanted[256]);
int clinux_keep_all(int socket);

/// An error that a socket with IP_RECVERR has queued.
struct clinux_socket_error {
  /// errno.
  int number;
  /// Whether an ICMP message told it; its type and code.
  int is_icmp;
  int type;
  int code;
  /// Of "too big": the path MTU in bytes, or 0.
  unsigned mtu;
  /// AF_INET, AF_INET6 or 0: who sent the ICMP message, in network order.
  int family;
  uint8_t reporter[16];
};

/// Takes the first of a socket's queued errors, without waiting; 0, or -1 with errno.
int clinux_receive_error(int socket, struct clinux_socket_error *error);
