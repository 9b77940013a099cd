import Configuration
import Health
import Network
import Testing
import VRRP

private let definitions = """
  vrrp_script chk {
    script "/bin/check 'a b'" 
    interval 2
    rise 3
    fall 4
    weight -20
    user nobody:nogroup
    init_fail
  }
  vrrp_track_process web {
    process nginx -g x
    weight 10
    quorum 2
    quorum_max 5
    delay 0.5
    full_command
  }
  track_file steer {
    file /run/steer
    weight 2 reverse
    init_file 3 overwrite
  }
  """

@Test func whatIsTrackedHasItsDefinition() throws {
  let configuration = try #require(loaded(definitions).configuration)
  let script = try #require(configuration.scripts.first)
  #expect(script.script.arguments == ["/bin/check", "a b"])
  #expect(script.interval == .seconds(2))
  #expect(script.timeout == .seconds(2))
  #expect(script.rise == 3)
  #expect(script.fall == 4)
  #expect(script.failsAtFirst)
  #expect(script.script.user?.user == "nobody:nogroup")
  let process = try #require(configuration.processes.first)
  #expect(process.command == ["nginx", "-g", "x"])
  #expect(process.match == .exact)
  #expect(process.quorum == 2...5)
  #expect(process.forkDelay == .milliseconds(500))
  #expect(process.terminateDelay == .milliseconds(500))
  #expect(process.comparesPath)
  let file = try #require(configuration.files.first)
  #expect(file.path == "/run/steer")
  #expect(file.initial == 3)
  #expect(file.overwrites)
}

@Test func aTrackHasTheObjectsWeightUnlessItSaysOne() throws {
  let words =
    address + """
      track_script {
        chk
      }
      track_process {
        web weight 5
      }
      track_file {
        steer
      }
      track_interface {
        eth1 weight 7 reverse
        eth2
      }
      """
  let router = try router(words, before: definitions)
  #expect(
    router.instance.tracks == [
      Track(.script("chk"), weight: -20), Track(.process("web"), weight: 5),
      Track(.file("steer"), weight: 2, isReversed: true),
      Track(.interface("eth1"), weight: 7, isReversed: true), Track(.interface("eth2")),
    ])
}

@Test func anObjectMayBeDefinedAfterItIsTracked() throws {
  let result = loaded(
    """
    vrrp_instance VI_1 {
      interface eth0
      virtual_router_id 51
      \(address)
      track_script {
        late
      }
    }
    vrrp_script late {
      script /bin/true
    }
    """)
  #expect(result.configuration?.routers.first?.instance.tracks == [Track(.script("late"))])
}

@Test func nopreemptWithAWeightIsWarnedOf() {
  let result = instance(address + "nopreempt\ntrack_interface {\n eth1 weight -50\n }\n")
  #expect(
    messages(result) == [
      "nopreempt keeps a priority that interface eth1 changes from moving the addresses: a master "
        + "that fails stays master"
    ])
}

@Test func aWeightThatMovesNothingIsWarnedOf() {
  let lost = "state MASTER\npriority 150\ntrack_interface {\n eth1 weight -20\n }\n"
  #expect(
    messages(instance(address + lost)) == [
      "when interface eth1 fails here, the other director takes over only if its own priority is "
        + "above 130"
    ])
  let enough = "state MASTER\npriority 101\ntrack_interface {\n eth1 weight 2\n }\n"
  #expect(messages(instance(address + enough)) == [])
  let cut = "priority 250\ntrack_interface {\n eth1 weight 20\n }\n"
  #expect(
    messages(instance(address + cut)) == [
      "priority 250 and weight 20 make 254, the most there is: a failure takes 4 away"
    ])
}

private func pair(_ group: String) -> Loaded {
  let member = { (name: String, number: Int) in
    """
    vrrp_instance \(name) {
      interface eth\(number)
      virtual_router_id \(number)
      virtual_ipaddress {
        192.0.2.\(number)
      }
      track_interface {
        eth9 weight 3
      }
    }
    """
  }
  return loaded(member("a", 1) + "\n" + member("b", 2) + "\nvrrp_sync_group g {\n\(group)\n}\n")
}

@Test func aGroupHasItsMembersTracksAndHooks() throws {
  let result = pair(
    """
    group {
      a
      b
    }
    sync_group_tracking_weight
    track_interface {
      eth8 weight -5
    }
    notify_master /bin/m
    notify /bin/n
    """)
  #expect(messages(result) == [])
  let group = try #require(result.configuration?.syncGroups.first)
  #expect(group.group.members == ["a", "b"])
  #expect(group.group.tracks == [Track(.interface("eth8"), weight: -5)])
  #expect(group.group.usesWeights)
  #expect(group.hooks.master?.arguments == ["/bin/m"])
  #expect(group.hooks.any?.arguments == ["/bin/n"])
  #expect(result.configuration?.electionSettings().groups == [group.group])
}

@Test func weightsWithinAGroupThatCountNothingAreWarnedOf() {
  let text = "the weight of interface eth9 and its object do not count within vrrp_sync_group g"
  #expect(messages(pair("group {\n a\n b\n }")) == [text, text])
}

@Test func unknownMembersAreLeftOut() {
  let result = pair("sync_group_tracking_weight\ngroup {\n a\n c\n a\n }")
  #expect(
    messages(result) == [
      "vrrp_sync_group g has one member only", "there is no vrrp_instance 'c'; it is ignored",
      "'a' is named twice",
    ])
  let empty = pair("group {\n x\n }")
  #expect(
    messages(empty) == [
      "vrrp_sync_group g has no member, and is ignored",
      "there is no vrrp_instance 'x'; it is ignored",
    ])
  #expect(empty.configuration?.syncGroups.isEmpty == true)
}
