package import Routing
package import VRRP

/// `vrrp_instance`: one virtual router, with what goes with it when it becomes master.
package struct RouterDefinition: Hashable, Sendable {
  /// What the election asks for.
  package var instance: InstanceSettings
  package var routes: [RouteDefinition]
  package var rules: [Rule]
  /// `promote_secondaries`: removing the primary address of a network leaves its others.
  package var promotesSecondaries: Bool
  package var hooks: TransitionHooks
  package var position: Position

  package var name: String { instance.name }

  package init(
    instance: InstanceSettings,
    routes: [RouteDefinition] = [], rules: [Rule] = [], promotesSecondaries: Bool = false,
    hooks: TransitionHooks = .init(), position: Position
  ) {
    self.instance = instance
    self.routes = routes
    self.rules = rules
    self.promotesSecondaries = promotesSecondaries
    self.hooks = hooks
    self.position = position
  }
}

/// A line of `virtual_routes` or `static_routes`. The file knows its interface by name, and the route
/// by a number that changes.
package struct RouteDefinition: Hashable, Sendable {
  /// With one next hop, which names no interface, or with none if packets are dropped.
  package var route: Route
  /// `dev`
  package var interface: String?

  package init(_ route: Route, interface: String? = nil) {
    self.route = route
    self.interface = interface
  }
}

/// `vrrp_sync_group`.
package struct GroupDefinition: Hashable, Sendable {
  /// Its members are instances that exist, at least one, in no other group.
  package var group: SyncGroup
  package var hooks: TransitionHooks
  package var position: Position

  package var name: String { group.name }

  package init(group: SyncGroup, hooks: TransitionHooks = .init(), position: Position) {
    self.group = group
    self.hooks = hooks
    self.position = position
  }
}

/// What runs when an instance or a group changes its state.
package struct TransitionHooks: Hashable, Sendable {
  package var master: Script?
  package var backup: Script?
  package var fault: Script?
  package var stop: Script?
  /// `notify_deleted`: for an instance that a reload takes away.
  package var deleted: Script?
  /// `notify`, after the one of the state, with four arguments more: `INSTANCE` or `GROUP`, the
  /// name, the state and the priority.
  package var any: Script?
  /// `notify_master_rx_lower_pri`
  package var rivalHeard: Script?
  /// `notify_deleted`, with a script or without: a removal is told as DELETED, not as FAULT.
  package var tellsDeletion: Bool
  /// `notify_priority_changes`: changes of the priority are told on the FIFO.
  package var tellsPriorities: Bool
  /// `smtp_alert`: transitions are told by mail; nil: as `global_defs` has it.
  package var mails: Bool?

  package init() {
    tellsDeletion = false
    tellsPriorities = false
  }

  /// All of them.
  package var scripts: [Script] {
    [master, backup, fault, stop, deleted, any, rivalHeard].compactMap(\.self)
  }
}
