"""``.eks-netlint.yaml``: what a repository says about itself that its other files do not.

Nothing here is imported by a run without such a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network
from typing import Generic, NamedTuple, TypeVar

from eks_netlint.options import BadOptions
from eks_netlint.records import dataclass
from eks_netlint.source import Problem, Span
from eks_netlint.tree import CONFIG
from eks_netlint.values import Value

T = TypeVar("T")

class BadConfig(BadOptions):
    """A config that cannot be meant; ``problems`` name its lines, with the path relative to the tree."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(f"{one.path}:{one.line}: {one.message}" for one in problems), problems)


@dataclass(frozen=True, slots=True)
class Said(Generic[T]):
    """A value of the config and the place where it says so."""

    value: T
    span: Span


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How a rule is to run: ``severity`` is high, medium, low, off, or None for its own."""

    rule: Said[str]
    severity: str | None = None
    thresholds: tuple[tuple[Said[str], float], ...] = ()


@dataclass(frozen=True, slots=True)
class PathIgnore:
    """Rules whose findings are not shown in files of a path."""

    path: Said[str]
    rules: tuple[Said[str], ...]


@dataclass(frozen=True, slots=True)
class Inputs:
    """Values of root variables: files, which lie inside the tree, and single values, which win."""

    var_files: tuple[Said[str], ...] = ()
    variables: tuple[tuple[Said[str], Value], ...] = ()


@dataclass(frozen=True, slots=True)
class RootInputs:
    """What the roots of a path are given whatever the environment, and environments of their own."""

    path: Said[str]
    inputs: Inputs
    environments: tuple[Environment, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """One way in which roots are applied; without ``roots`` it concerns all of them."""

    name: str
    inputs: Inputs
    workspace: Said[str] | None = None
    roots: tuple[Said[str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClusterManifests:
    """Which Kubernetes manifests run on the cluster of a root.

    ``cluster`` is the address of the cluster, None where the root has only one.  ``environment`` names one of the
    environments, None for all of them.
    """

    root: Said[str]
    manifests: tuple[Said[str], ...]
    cluster: Said[str] | None = None
    environment: Said[str] | None = None


@dataclass(frozen=True, slots=True)
class OutsideRange:
    """Addresses of a network that the files do not show and that the VPCs are connected to."""

    cidr: Said[IPv4Network]
    name: str


@dataclass(frozen=True, slots=True)
class OwnStub:
    """A directory that stands for modules whose source matches a pattern."""

    source: Said[str]
    directory: Said[str]


class Label(NamedTuple):
    """A label of Kubernetes; ``value`` None means any."""

    name: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Config:
    """Everything a config may say.  Paths and patterns of paths are relative to the top of the tree."""

    select: tuple[Said[str], ...] = ()
    ignore: tuple[Said[str], ...] = ()
    rules: tuple[RuleChange, ...] = ()
    ignore_paths: tuple[PathIgnore, ...] = ()
    exclude: tuple[Said[str], ...] = ()
    fail_on: str | None = None
    roots: tuple[RootInputs, ...] = ()
    environments: tuple[Environment, ...] = ()
    clusters: tuple[ClusterManifests, ...] = ()
    ranges: tuple[OutsideRange, ...] = ()
    egress_names: tuple[Said[str], ...] = ()
    sensitive_labels: tuple[Said[Label], ...] = ()
    modules: tuple[OwnStub, ...] = ()
    path: str = CONFIG

    @property
    def inputs(self) -> Iterator[Inputs]:
        """Everything that some root is given somewhere."""
        for root in self.roots:
            yield root.inputs
            yield from (each.inputs for each in root.environments)
        yield from (each.inputs for each in self.environments)
