"""The configuration that a plan carries: which blocks there are, and which names their expressions refer to."""

from __future__ import annotations

from collections.abc import Mapping

from eks_netlint.frontends.plan.shown import Object, sequence, within
from eks_netlint.frontends.plan.traversals import module_steps, suffix
from eks_netlint.records import dataclass

Key = str | int | None


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance of a module: its address, the instance that calls it, the call block, and the module's blocks."""

    address: str
    name: str
    key: Key
    parent: Instance | None
    call: Object
    module: Object


class Configuration:
    """Blocks of the root and of every module it calls."""

    def __init__(self, root: Object) -> None:
        self.known = bool(root)
        self.root = Instance("", "", None, None, {}, root)
        self._instances: dict[str, Instance] = {"": self.root}
        self._blocks: dict[int, Mapping[str, Object]] = {}

    def instance(self, address: str) -> Instance:
        """The module instance with this address."""
        found = self._instances.get(address)
        if found is None:
            here = self.root
            for name, key in module_steps(address):
                here = self.child(here, name, key)
            found = self._instances[address] = here
        return found

    def child(self, parent: Instance, name: str, key: Key) -> Instance:
        """The instance of a call in a module."""
        before = f"{parent.address}." if parent.address else ""
        address = f"{before}module.{name}{suffix(key)}"
        found = self._instances.get(address)
        if found is None:
            call = within(parent.module, "module_calls", name)
            found = self._instances[address] = Instance(address, name, key, parent, call, within(call, "module"))
        return found

    def block(self, module: Instance, address: str) -> Object | None:
        """The block of a resource by its address in the module, without key; None where the plan does not show it."""
        found = self._blocks.get(id(module.module))
        if found is None:
            listed = [within(each) for each in sequence(module.module.get("resources"))]
            found = self._blocks[id(module.module)] = {str(each.get("address")): each for each in listed}
        return found.get(address)
