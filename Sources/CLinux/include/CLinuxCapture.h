#pragma once
#include <stddef.h>
#include <stdint.h>

/// What the kernel tells beside a frame that was captured (linux/if_packet.h).
struct clinux_frame {
  /// Nanoseconds since 1970; 0 if it is not told.
  int64_t time;
  unsigned interface;
  /// ARPHRD_*: the form of the link's header.
  unsigned hardware_type;
  /// PACKET_HOST, PACKET_OUTGOING, …
  unsigned packet_type;
  /// The ethertype, in host order.
  unsigned protocol;
  /// Where the network header begins.
  unsigned network;
  /// The tag that the card has taken off, or -1.
  int vlan;
  /// The frame's whole length, and how much of it was kept.
  size_t length;
  size_t kept;
};

/// One step of a program that chooses frames (linux/filter.h, `struct sock_filter`).
struct clinux_instruction {
  uint16_t code;
  uint8_t if_true;
  uint8_t if_false;
  uint32_t value;
};

/// A packet socket, non-blocking, that receives nothing until it has begun; -1 with errno.
int clinux_open_capture(void);

/// Attaches the program, in place of any other; 0, or -1 with errno.
int clinux_choose_frames(int socket, const struct clinux_instruction *program, size_t count);

/// Receives from now on the frames of this interface, or of all of them if it is 0; 0, or -1 with
/// errno.
int clinux_begin_capture(int socket, unsigned interface);

/// At most `count` frames (no more than 64 a call), without waiting, one behind the other at every
/// `size` bytes of `buffer`; how many there were, or -1 with errno.
int clinux_receive_frames(int socket, void *buffer, size_t size, struct clinux_frame *frames,
                          unsigned count);

/// How many frames the program has chosen since the last call, and how many of these were lost for
/// want of room (PACKET_STATISTICS); 0, or -1 with errno.
int clinux_captured(int socket, uint32_t *chosen, uint32_t *lost);
