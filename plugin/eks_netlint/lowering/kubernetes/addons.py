"""EKS add-ons and how they are configured, whatever form of Terraform says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from eks_netlint.lowering import documents, read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.declared import Declared
from eks_netlint.resources import Resource
from eks_netlint.values import Absent, Fields, Known, Unknown, Value

_LISTS = ("eks_addons", "cluster_addons", "addons")
"""Arguments of modules that take add-ons by name (terraform-aws-modules/eks, EKS Blueprints)."""


class Addon(NamedTuple):
    """An add-on: its name, its cluster, and its ``configuration_values``, ``Absent`` where it has none."""

    name: str | Unknown
    resource: Resource
    home: Home | Unknown
    values: Value | Absent


def addons(declared: Declared, homes: Homes) -> Iterator[Addon]:
    """Every add-on: ``aws_eks_addon``, and what modules that are not to be had are given."""
    for resource in declared.managed("aws_eks_addon"):
        name = read.text(resource.get("addon_name"), None)
        home = homes.of(resource.get("cluster_name"), resource.module)
        if name is None:
            continue
        values = documents.structure(resource.get("configuration_values"))
        yield Addon(name.value if isinstance(name, Known) else name, resource, home, values)
    for module in declared.modules():
        for argument in _LISTS:
            listed = module.get(argument)
            if isinstance(listed, Fields):
                home = homes.of(module.get("cluster_name"), module.module)
                for key, entry in listed.entries.items():
                    if isinstance(key, str) and isinstance(entry, Fields):
                        yield Addon(key, module, home, documents.structure(entry.get("configuration_values")))
                if listed.rest is not None:
                    yield Addon(listed.rest, module, home, listed.rest)
