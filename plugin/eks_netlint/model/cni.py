"""What the VPC CNI makes of its settings: read as its own code reads them.

Semantics: pkg/ipamd/ipamd.go, pkg/eniconfig/eniconfig.go and utils/utils.go of amazon-vpc-cni-k8s v1.23.1
(2026-08-20).  Defaults: charts/aws-vpc-cni/values.yaml and config/master/aws-k8s-cni.yaml of the same release where
those set the variable (WARM_ENI_TARGET, WARM_PREFIX_TARGET), else the code's.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from eks_netlint.model.nouns import CniSettings
from eks_netlint.patterns import pattern
from eks_netlint.records import dataclass
from eks_netlint.values import Fact, Known, Origin, Truth, Unknown

T = TypeVar("T")

PREFIX_DELEGATION = "ENABLE_PREFIX_DELEGATION"
CUSTOM_NETWORKING = "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG"
POD_ENI = "ENABLE_POD_ENI"
EXTERNAL_SNAT = "AWS_VPC_K8S_CNI_EXTERNALSNAT"
SNAT_EXCLUDE = "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS"
WARM_ENI_TARGET = "WARM_ENI_TARGET"
WARM_IP_TARGET = "WARM_IP_TARGET"
MINIMUM_IP_TARGET = "MINIMUM_IP_TARGET"
WARM_PREFIX_TARGET = "WARM_PREFIX_TARGET"
MAX_ENI = "MAX_ENI"
SUBNET_DISCOVERY = "ENABLE_SUBNET_DISCOVERY"
IPV6 = "ENABLE_IPv6"
CLUSTER_NAME = "CLUSTER_NAME"
ENI_CONFIG_LABEL = "ENI_CONFIG_LABEL_DEF"
DEFAULT_ENI_CONFIG_LABEL = "k8s.amazonaws.com/eniConfig"

MANIFEST_DEFAULTS = {
    WARM_ENI_TARGET: "1",
    WARM_PREFIX_TARGET: "1",
    PREFIX_DELEGATION: "false",
    CUSTOM_NETWORKING: "false",
    POD_ENI: "false",
    EXTERNAL_SNAT: "false",
    SUBNET_DISCOVERY: "true",
    "ENABLE_IPv4": "true",
    IPV6: "false",
    "AWS_VPC_K8S_CNI_RANDOMIZESNAT": "prng",
    "AWS_VPC_K8S_CNI_VETHPREFIX": "eni",
    "AWS_VPC_ENI_MTU": "9001",
    "AWS_VPC_CNI_NODE_PORT_SUPPORT": "true",
    "DISABLE_NETWORK_RESOURCE_PROVISIONING": "false",
    "NETWORK_POLICY_ENFORCING_MODE": "standard",
    "ENABLE_IMDS_ONLY_MODE": "false",
    "ENABLE_MULTI_NIC": "false",
}
"""What the manifest and the chart of v1.23.1 set themselves; the managed add-on is made of the same chart."""

ADDON_FORMS = frozenset({"add-on configuration_values", "amazon_eks_vpc_cni_config"})
SELF_MANAGED_FORMS = frozenset({"helm_release values", "DaemonSet aws-node"})
"""Forms, as ``CniSettings.sources`` names them, in which EKS or somebody else installs the CNI."""

_GO_TRUE = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_GO_FALSE = frozenset({"0", "f", "F", "FALSE", "false", "False"})
_GO_INTEGER = pattern(r"[+-]?[0-9]+\Z")


def parse_bool(text: str) -> bool | None:
    """What Go's ``strconv.ParseBool`` reads; None where it refuses (``yes``, ``on``, an empty string)."""
    if text in _GO_TRUE:
        return True
    return False if text in _GO_FALSE else None


def parse_int(text: str) -> int | None:
    """What Go's ``strconv.Atoi`` reads; None where it refuses (``1.5``, `` 1``, ``1_000``, beyond 64 bits)."""
    if not _GO_INTEGER.match(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def setting(cni: CniSettings, name: str) -> Fact[str | None]:
    """The variable as the aws-node container gets it: written, else the manifest's own, else known null (not set).

    Unknown where it was not written and the files do not show everything that may be set.
    """
    written = cni.env.get(name)
    if written is not None:
        return written
    if cni.rest is not None:
        return cni.rest
    return Known(MANIFEST_DEFAULTS.get(name), cni.span, Origin.DEFAULT)


def made_by_addon(cni: CniSettings) -> bool:
    """Whether the managed add-on alone configures the CNI: EKS then validates every setting, and adds its own."""
    return bool(cni.sources) and ADDON_FORMS.issuperset(cni.sources)


def _read(cni: CniSettings, name: str, reader: Callable[[str | None], T]) -> Fact[T]:
    raw = setting(cni, name)
    if isinstance(raw, Unknown):
        return raw
    return Known(reader(raw.value), raw.span, Origin.DEFAULT if raw.value is None else raw.origin)


def _flag(cni: CniSettings, name: str, code_default: bool) -> Fact[bool]:
    def read(text: str | None) -> bool:
        parsed = None if text is None else parse_bool(text)
        return code_default if parsed is None else parsed

    return _read(cni, name, read)


def _target(cni: CniSettings, name: str, refused: int, absent: int | None) -> Fact[int | None]:
    """A target: ``absent`` where not set, ``refused`` where negative or not a whole number."""

    def read(text: str | None) -> int | None:
        if text is None:
            return absent
        parsed = parse_int(text)
        return refused if parsed is None or parsed < 0 else parsed

    return _read(cni, name, read)


def _max_eni(cni: CniSettings) -> Fact[int | None]:
    """MAX_ENI; null where it is not set, below 1 or not a whole number: the instance's own limit holds."""

    def read(text: str | None) -> int | None:
        parsed = None if text is None else parse_int(text)
        return None if parsed is None or parsed < 1 else parsed

    return _read(cni, MAX_ENI, read)


@dataclass(frozen=True, slots=True)
class CniMode:
    """The settings that decide where pods get their addresses and how many a node holds, each as the CNI reads it.

    ``warm_ip_target`` and ``minimum_ip_target`` are null where nobody set them, ``max_eni`` where it does not cap.
    ``runs`` and ``version`` are those of the settings it was read from.
    """

    prefix_delegation: Fact[bool]
    custom_networking: Fact[bool]
    pod_eni: Fact[bool]
    external_snat: Fact[bool]
    snat_exclude: Fact[str | None]
    warm_eni_target: Fact[int | None]
    warm_ip_target: Fact[int | None]
    minimum_ip_target: Fact[int | None]
    warm_prefix_target: Fact[int | None]
    max_eni: Fact[int | None]
    eni_config_label: Fact[str]
    subnet_discovery: Fact[bool]
    ipv6: Fact[bool]
    cluster_name: Fact[str | None]
    runs: Truth
    version: Fact[str | None]


_RECENT: deque[tuple[CniSettings, CniMode]] = deque(maxlen=8)
"""Answers of ``mode``: every rule on a CNI asks for it, and a network has few of them."""


def mode(cni: CniSettings) -> CniMode:
    """How the CNI reads its settings; a setting nobody wrote carries origin DEFAULT."""
    for known, how in _RECENT:
        if known is cni:
            return how
    made = _mode(cni)
    _RECENT.append((cni, made))
    return made


def _mode(cni: CniSettings) -> CniMode:
    return CniMode(
        prefix_delegation=_flag(cni, PREFIX_DELEGATION, False),
        custom_networking=_flag(cni, CUSTOM_NETWORKING, False),
        pod_eni=_flag(cni, POD_ENI, False),
        external_snat=_flag(cni, EXTERNAL_SNAT, False),
        snat_exclude=setting(cni, SNAT_EXCLUDE),
        warm_eni_target=_target(cni, WARM_ENI_TARGET, refused=1, absent=1),
        warm_ip_target=_target(cni, WARM_IP_TARGET, refused=0, absent=None),
        minimum_ip_target=_target(cni, MINIMUM_IP_TARGET, refused=0, absent=None),
        warm_prefix_target=_target(cni, WARM_PREFIX_TARGET, refused=0, absent=0),
        max_eni=_max_eni(cni),
        eni_config_label=_read(cni, ENI_CONFIG_LABEL, lambda text: text or DEFAULT_ENI_CONFIG_LABEL),
        subnet_discovery=_flag(cni, SUBNET_DISCOVERY, True),
        ipv6=_flag(cni, IPV6, False),
        cluster_name=_read(cni, CLUSTER_NAME, lambda text: text or None),
        runs=cni.runs,
        version=cni.version,
    )


def unknown_mode(why: Unknown) -> CniMode:
    """The mode of a CNI of which nothing is known, such as that of a cluster outside the files."""
    return CniMode(
        prefix_delegation=why, custom_networking=why, pod_eni=why, external_snat=why, snat_exclude=why,
        warm_eni_target=why, warm_ip_target=why, minimum_ip_target=why, warm_prefix_target=why, max_eni=why,
        eni_config_label=why, subnet_discovery=why, ipv6=why, cluster_name=why, runs=Truth.UNSURE, version=why,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class EffectiveWarm:
    """Which target keeps addresses ahead of the pods.

    ``by`` is "ip" (WARM_IP_TARGET and MINIMUM_IP_TARGET), "prefix" or "eni"; the other targets are ignored.
    ``warm`` counts addresses, /28 prefixes or interfaces accordingly, ``minimum`` addresses ("ip" only, else 0).
    """

    by: str
    warm: int
    minimum: int


def effective_warm(how: CniMode, prefix: bool) -> Fact[EffectiveWarm]:
    """The target in force on a node that has (``prefix``) or has not /28 prefixes.

    An IP target above zero silences the other two (warmIPTargetsDefined in ipamd.go); with prefixes WARM_ENI_TARGET
    is never read, without them WARM_PREFIX_TARGET is not.  Unknown where a target that could decide is unknown.
    """
    ip, least = how.warm_ip_target, how.minimum_ip_target
    if isinstance(ip, Known) and isinstance(least, Known) and ((ip.value or 0) > 0 or (least.value or 0) > 0):
        where = ip if ip.value else least
        return Known(EffectiveWarm("ip", ip.value or 0, least.value or 0), where.span, where.origin)
    for fact in (ip, least):
        if isinstance(fact, Unknown):
            return fact
    chunk = how.warm_prefix_target if prefix else how.warm_eni_target
    if isinstance(chunk, Unknown):
        return chunk
    return Known(EffectiveWarm("prefix" if prefix else "eni", chunk.value or 0, 0), chunk.span, chunk.origin)


def defaults_in_force(how: CniMode) -> tuple[str, ...]:
    """The defaults, as ``NAME=value``, that decide how many addresses a node takes; empty where all was written."""
    named: list[str] = []
    for name, fact in ((PREFIX_DELEGATION, how.prefix_delegation), (CUSTOM_NETWORKING, how.custom_networking)):
        if isinstance(fact, Known) and fact.is_default:
            named.append(f"{name}={str(fact.value).lower()}")
    prefix = isinstance(how.prefix_delegation, Known) and how.prefix_delegation.value
    warm = effective_warm(how, prefix)
    if isinstance(warm, Known) and warm.is_default and warm.value.by != "ip":
        named.append(f"{WARM_PREFIX_TARGET if prefix else WARM_ENI_TARGET}={warm.value.warm}")
    return tuple(named)


_VERSION = pattern(r"v?(\d+)\.(\d+)(?:\.(\d+))?(?:[-+].*)?\Z")


def version_at_least(version: Fact[str | None], least: str) -> Truth:
    """Whether a version (``1.18.1``, ``v1.18.1-eksbuild.3``) is not older; UNSURE where none was pinned or read."""
    wanted = _VERSION.match(least)
    if wanted is None:
        raise ValueError(f"{least!r} is not a version")
    if isinstance(version, Unknown) or version.value is None:
        return Truth.UNSURE
    found = _VERSION.match(version.value.strip())
    if found is None:
        return Truth.UNSURE
    return Truth.of(_numbers(found) >= _numbers(wanted))


def _numbers(found: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(part or 0) for part in found.groups())
