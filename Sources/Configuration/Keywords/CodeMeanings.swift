/// What is wrong, what follows, and what to do: for `directorctl explain CODE`.
extension Diagnostic.Code {
  package var meaning: String { Self.meanings[self] ?? "" }

  private static let meanings: [Self: String] = Dictionary(
    aboutLines + aboutWords + aboutValues + aboutObjects, uniquingKeysWith: { first, _ in first })

  private static let aboutLines: [(Self, String)] = [
    (
      .unbalancedBraces,
      "A '{' has no '}', or the other way round, so that nobody can say where a block ends. The file is "
        + "refused. Look at the block that is named, and at the last one before it."
    ),
    (
      .unendedQuote,
      "A '\"' has no second one on its line. The file is refused. A quote that is meant as such stands "
        + "within quotes of the other kind, where a program's arguments are written."
    ),
    (
      .undefinedDefinition,
      "A ${NAME} is used that no '$NAME=' above defines, or one of several lines is used within a "
        + "line. The file is refused, since what would remain means something else."
    ),
    (
      .brokenSequence,
      "What follows ~SEQ or ~LST cannot be read, or makes too many lines. The file is refused."
    ),
    (.strayBytes, "The line holds bytes that no text has. It is left out."),
    (
      .foreignBlank,
      "A full-width or a no-break space stands outside quotes, as another keyboard or a web page has "
        + "it. It is read as a space; to keepalived it is part of the word beside it. Write a space."
    ),
    (
      .cutSecret,
      "A '!' or '#' outside quotes begins a comment, also in the middle of a word, so that a password "
        + "or a key ends before it. Put quotes round it."
    ),
    (
      .limitExceeded,
      "A bound that protects the daemon is exceeded: of nesting, of files, of what definitions make, of "
        + "services. The message names it. The file is refused."
    ),
    (
      .includeFailed,
      "An included file is missing or cannot be read. With plain include what is there is read; the "
        + "strict forms (includer, includem, …) refuse the file."
    ),
    (.includeLoop, "A file includes itself, at once or by another. The file is refused."),
  ]

  private static let aboutWords: [(Self, String)] = [
    (
      .unknownWord,
      "The block knows no such word. Where one is near, it is taken for a slip and the file is refused; "
        + "a foreign one is left out, with its whole block. 'directorctl explain' lists the words of "
        + "each block."
    ),
    (
      .misplacedWord,
      "The word belongs into another block: a '}' may be missing above, or the word has another name here."
    ),
    (
      .refusedWord,
      "The word is keepalived's of another place or time, and is left out; or going on without it would "
        + "be harm, and the file is refused. The fix stands below the line."
    ),
    (.obsoleteWord, "The word is honoured, and has another name today."),
    (
      .withoutEffect,
      "keepalived's word is accepted and changes nothing here, for the reason that is given."
    ),
    (.missingArgument, "A value must follow the word. The file is refused."),
    (
      .surplusArgument,
      "More follows than the word takes. keepalived drops it in silence; it is dropped here too. A "
        + "second statement needs a line of its own."
    ),
    (.missingBlock, "A '{' must follow the word. The file is refused."),
    (
      .surplusBlock,
      "A '{' follows a word that takes none: likely a brace too many, with which the block around it "
        + "ends too early. The file is refused."
    ),
    (.missingWord, "The block lacks a word that it cannot do without."),
    (
      .defaultTaken,
      "A word that should be there is not, and keepalived's default is taken for it. Write it, so that "
        + "the file says what is meant."
    ),
  ]

  private static let aboutValues: [(Self, String)] = [
    (
      .invalidValue,
      "What stands there is no number, address, name or choice such as the word takes, or is out of its "
        + "range. The file is refused."
    ),
    (.adjustedValue, "The value cannot be as it is written; the message says what is taken."),
    (.conflictingWords, "Two words contradict each other, or one has no effect without another."),
    (
      .wrongFamily,
      "IPv4 and IPv6 are mixed where they cannot be: an instance, its peers and source, a route, and "
        + "but for TUN a virtual server and its real servers, are of one family."
    ),
    (.undefinedName, "A name is used that no block of the file defines."),
    (.definedTwice, "The second of two is left out, as keepalived leaves it out."),
    (.emptyBlock, "Nothing is left in the block, and it is left out."),
    (.doubtful, "It is legal, and seldom meant."),
  ]

  private static let aboutObjects: [(Self, String)] = [
    (
      .routerClash,
      "Two instances on one interface have one virtual_router_id: every packet of one would be taken "
        + "for the other's. The file is refused."
    ),
    (.addressTwice, "Two instances hold one address: two directors may then have it at a time."),
    (
      .noAddress,
      "An instance without an address moves nothing but its hooks. no_virtual_ipaddress says that this "
        + "is meant; version 3 and strict mode do not allow it."
    ),
    (
      .strictMode,
      "vrrp_strict takes away what the file asks for elsewhere. Nearly always it has been copied from an "
        + "example, and is best taken out."
    ),
    (
      .noAuthentication,
      "The authentication that is asked for does not take place. Version 3 has none but auth_hmac."
    ),
    (
      .longPassword,
      "Version 2 carries eight bytes of a password. Both directors cut alike, so that it works; it is "
        + "no more secret than its beginning."
    ),
    (
      .noPreemption,
      "nopreempt and preempt_delay are for a director that begins as BACKUP and is not the owner."
    ),
    (
      .idleTracking,
      "What is tracked can never move the addresses as it is written: compare weights with the distance "
        + "of the directors' priorities, or use weight 0, which makes a failure a fault."
    ),
    (
      .unauthenticatedUnicast,
      "Advertisements go from director to director by unicast, and nothing proves who has sent one. "
        + "They come from a peer's address, but whoever can write that address into a packet, from "
        + "behind a router too, takes the virtual addresses away from the master, or keeps every "
        + "director waiting. Give both directors the same key: auth_hmac in version 3 or 2, or at "
        + "least auth_type PASS in version 2, which stops who cannot see the packets."
    ),
    (.unicastWithoutPeer, "unicast_src_ip without unicast_peer: advertisements go by multicast."),
    (.quorumOutOfReach, "The weights of all real servers together do not make the quorum."),
    (
      .portUnchanged,
      "With DR and TUN the packet arrives as the client sent it: a real server must listen on the "
        + "virtual server's port. Another port needs NAT."
    ),
    (.uncheckedServer, "No check is acted on: the real server is taken for always up."),
    (
      .addressNotHeld,
      "Some virtual servers' addresses are held by instances, and this one by none: its packets come here "
        + "only if something else brings them."
    ),
    (
      .droppedAnswers,
      "With DR and TUN a real server answers from the virtual address. To a director that has it that is "
        + "a martian packet: without accept_local on the interface the kernel drops it, and checks "
        + "along check_path cannot be made. IPv6 and NAT need nothing."
    ),
    (.withoutWeight, "Every real server has weight 0, so that nobody takes a new connection."),
    (
      .ownRealServer,
      "A real server behind NAT is this director itself, which delivers to itself and masks nothing."
    ),
    (.missingProgram, "The program is not on this machine, or cannot be run."),
    (
      .unsafeScript,
      "A program runs as root and somebody else can change it, or nothing looks whether somebody can. "
        + "Whoever can is root."
    ),
    (.unknownUser, "This machine has no such user or group, and what is to run so does not run."),
    (
      .notHere,
      "'check --here' looks at this machine, and an interface that the file names is missing or down, or a "
        + "tracked file's directory is missing. The message says what follows."
    ),
    (
      .unknownDirector,
      "Lines begin with '@id', and none of them is for the name that the file is read as: the host's, "
        + "up to its first dot, unless -i says another. All of them are left out."
    ),
    (
      .directorsDiffer,
      "The file has '@id' lines, and is read as each director that it names. Two of them are told what "
        + "does not go together: another identifier, version or interval, so that they do not hear each "
        + "other; one priority, so that the higher address decides; or other addresses. Or one of them "
        + "would refuse the file."
    ),
  ]
}
