"""The variables that the VPC CNI knows, and what it makes of a value it cannot use.

Names and meaning: README.md, cmd/aws-vpc-cni/main.go (validateEnvVars), pkg/ipamd/ipamd.go and utils/utils.go of
amazon-vpc-cni-k8s v1.23.1 (2026-08-20).  Schema of the managed add-on: AWS CLI reference, eks
describe-addon-configuration, example output for vpc-cni (every variable a string, no others allowed), and
terraform-aws-modules/terraform-aws-eks#2348 ("the values must be strings and not bool/number", 2022-12-17).
"""

from __future__ import annotations

import enum
from collections.abc import Iterator

from eks_netlint.model.cni import made_by_addon, mode, parse_bool, parse_int
from eks_netlint.model.nouns import CniSettings
from eks_netlint.model.placement import version_truth
from eks_netlint.model.snat import list_items, skipped_because
from eks_netlint.records import dataclass
from eks_netlint.source import Span
from eks_netlint.values import Fact, Known, Truth, Unknown

_BOOLS = frozenset({
    "ANNOTATE_POD_IP", "AWS_MANAGE_ENIS_NON_SCHEDULABLE", "AWS_VPC_CNI_NODE_PORT_SUPPORT",
    "AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "AWS_VPC_K8S_CNI_EXTERNALSNAT",
    "DISABLE_INTROSPECTION", "DISABLE_LEAKED_ENI_CLEANUP", "DISABLE_METRICS", "DISABLE_NETWORK_RESOURCE_PROVISIONING",
    "DISABLE_POD_V6", "DISABLE_TCP_EARLY_DEMUX", "ENABLE_BANDWIDTH_PLUGIN", "ENABLE_IMDS_ONLY_MODE", "ENABLE_IPv4",
    "ENABLE_IPv6", "ENABLE_MULTI_NIC", "ENABLE_NFTABLES", "ENABLE_POD_ENI", "ENABLE_PREFIX_DELEGATION",
    "ENABLE_SUBNET_DISCOVERY", "ENABLE_V4_EGRESS", "ENABLE_V6_EGRESS", "MANAGE_UNTAGGED_ENI",
})  # fmt: skip
_COUNTS = frozenset({"MAX_ENI", "MINIMUM_IP_TARGET", "WARM_ENI_TARGET", "WARM_IP_TARGET", "WARM_PREFIX_TARGET"})
_MTUS = frozenset({"AWS_VPC_ENI_MTU", "POD_MTU"})
_LISTS = frozenset({"AWS_EXTERNAL_SERVICE_CIDRS"})
_OTHERS = frozenset({
    "ADDITIONAL_ENI_TAGS", "AWS_EC2_ENDPOINT", "AWS_VPC_K8S_CNI_BACKING_STORE", "AWS_VPC_K8S_CNI_CONNMARK",
    "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "AWS_VPC_K8S_CNI_LOGLEVEL", "AWS_VPC_K8S_CNI_LOG_FILE",
    "AWS_VPC_K8S_CNI_RANDOMIZESNAT", "AWS_VPC_K8S_CNI_VETHPREFIX", "AWS_VPC_K8S_EGRESS_V4_PLUGIN_LOG_FILE",
    "AWS_VPC_K8S_EGRESS_V6_PLUGIN_LOG_FILE", "AWS_VPC_K8S_PLUGIN_LOG_FILE", "AWS_VPC_K8S_PLUGIN_LOG_LEVEL",
    "CLUSTER_ENDPOINT", "CLUSTER_NAME", "ENI_CONFIG_ANNOTATION_DEF", "ENI_CONFIG_LABEL_DEF", "HOST_CNI_BIN_PATH",
    "HOST_CNI_CONFDIR_PATH", "HTTP_TIMEOUT", "INTROSPECTION_BIND_ADDRESS", "IP_COOLDOWN_PERIOD", "MY_NODE_NAME",
    "MY_POD_NAME", "NETWORK_POLICY_ENFORCING_MODE", "POD_SECURITY_GROUP_ENFORCING_MODE", "VPC_CNI_VERSION",
})  # fmt: skip
KNOWN_NAMES = _BOOLS | _COUNTS | _MTUS | _LISTS | _OTHERS
INIT_NAMES = frozenset({"DISABLE_TCP_EARLY_DEMUX", "ENABLE_IPv6", "ENABLE_V6_EGRESS", "HOST_CNI_BIN_PATH"})
"""What the init container reads (cmd/aws-vpc-cni-init/main.go)."""

_INIT_ONLY = frozenset({"DISABLE_TCP_EARLY_DEMUX"})
NOOP_SINCE = {"ENABLE_NFTABLES": "1.13.2", "AWS_VPC_K8S_CNI_CONFIGURE_RPFILTER": "1.12.1"}
"""Variables that do nothing any more, and since which version."""

LEAST_MTU, LEAST_MTU_IPV6, MOST_MTU = 576, 1280, 9001
LONGEST_VETH_PREFIX = 4
_TAKEN_VETH_PREFIXES = ("eth", "lo", "vlan")
_SNAT_WORDS = ("hashrandom", "prng", "none")
_POD_GROUP_MODES = ("strict", "standard")
_POLICY_MODES = ("none", "strict", "standard")
_CHECKED = _BOOLS | _COUNTS | _MTUS | _LISTS | {
    "AWS_VPC_K8S_CNI_RANDOMIZESNAT", "AWS_VPC_K8S_CNI_VETHPREFIX", "AWS_VPC_K8S_PLUGIN_LOG_FILE", "IP_COOLDOWN_PERIOD",
    "NETWORK_POLICY_ENFORCING_MODE", "POD_SECURITY_GROUP_ENFORCING_MODE",
}  # fmt: skip
_SIMILAR = 0.85
"""From which ratio of difflib on a name counts as another one misspelled: two letters off in WARM_IP_TARGET."""


class Effect(enum.Enum):
    """What a variable that cannot be used leads to."""

    REFUSED = "EKS refuses the add-on"
    STOPS = "aws-node does not start"
    IGNORED = "it is ignored"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a variable, in words that follow its name."""

    name: str
    problem: str
    effect: Effect
    span: Span | None


@dataclass(frozen=True, slots=True)
class _Wrong:
    problem: str
    effect: Effect


def faults(cni: CniSettings, six: Fact[bool]) -> Iterator[Fault | Unknown]:
    """What is wrong with the variables, each reported once; what is unknown and may be wrong comes as it is.

    ``six`` says whether the cluster is an IPv6 one.
    """
    for env, init in ((cni.env, False), (cni.init_env, True)):
        for name, fact in env.items():
            found = _of_name(name, init, made_by_addon(cni)) or _of_fact(name, fact, cni, six)
            if isinstance(found, Unknown):
                yield found
            elif found is not None:
                yield Fault(name, found.problem, found.effect, fact.span)
    if cni.rest is not None:
        yield cni.rest


def _of_name(name: str, init: bool, addon: bool) -> _Wrong | None:
    """A name that the add-on's schema does not have here, or that looks like another one."""
    effect = Effect.REFUSED if addon else Effect.IGNORED
    if name in (INIT_NAMES if init else KNOWN_NAMES - _INIT_ONLY):
        return None
    if name in KNOWN_NAMES:  # in the wrong container
        return _Wrong(f"belongs in {'env' if init else 'init.env'}", effect) if addon else None
    from difflib import get_close_matches  # 2 ms that only a strange name costs

    folded = {known.lower(): known for known in (INIT_NAMES if init else KNOWN_NAMES)}
    close = get_close_matches(name.lower(), folded, n=1, cutoff=_SIMILAR)
    return _Wrong(f"is no variable of the CNI, {folded[close[0]]} is", effect) if close else None


def _of_fact(name: str, fact: Fact[str | None], cni: CniSettings, six: Fact[bool]) -> _Wrong | Unknown | None:
    if isinstance(fact, Unknown):
        return fact if name in _CHECKED else None
    return _of_type(fact, made_by_addon(cni)) or _of_value(name, fact.value, cni, six)


def _of_type(fact: Known[str | None], addon: bool) -> _Wrong | None:
    """A number or bool where the schema of the add-on wants a string."""
    if not addon or not isinstance(fact.decoded, Known) or isinstance(fact.decoded.value, str | None):
        return None
    kind = "bool" if isinstance(fact.decoded.value, bool) else "number"
    return _Wrong(f'is the {kind} {fact.value}, the add-on wants the string "{fact.value}"', Effect.REFUSED)


def _of_value(name: str, text: str | None, cni: CniSettings, six: Fact[bool]) -> _Wrong | Unknown | None:
    """A value that the CNI cannot read; an empty one is read as not set where that does no harm."""
    if text is None:
        return None
    if name in _MTUS:
        return _of_mtu(text, six)
    if name in _BOOLS and text and parse_bool(text) is None:
        return _Wrong(f'is "{text}", neither true nor false', Effect.IGNORED)
    if name in _COUNTS and text and _below_zero(text):
        return _Wrong(f'is "{text}", no whole number from 0', Effect.IGNORED)
    if name in _LISTS and (bad := [item for item in list_items(text) if skipped_because(item) is not None]):
        return _Wrong(f"has items that are no IPv4 range: {', '.join(bad)}", Effect.IGNORED)
    return _of_word(name, text, cni)


def _of_word(name: str, text: str, cni: CniSettings) -> _Wrong | Unknown | None:
    match name:
        case "IP_COOLDOWN_PERIOD" if _below_zero(text):
            return _Wrong(f'is "{text}", no whole number from 0', Effect.STOPS)
        case "AWS_VPC_K8S_CNI_VETHPREFIX" if len(text) > LONGEST_VETH_PREFIX:
            return _Wrong(f'is "{text}", {len(text)} characters of at most {LONGEST_VETH_PREFIX}', Effect.STOPS)
        case "AWS_VPC_K8S_CNI_VETHPREFIX" if text in _TAKEN_VETH_PREFIXES:
            return _Wrong(f'is "{text}", which is reserved', Effect.STOPS)
        case "AWS_VPC_K8S_PLUGIN_LOG_FILE" if text == "stdout":
            return _Wrong('is "stdout", which only the log of ipamd can be', Effect.STOPS)
        case "AWS_VPC_K8S_CNI_RANDOMIZESNAT" if text and text not in _SNAT_WORDS:
            return _Wrong(f'is "{text}", none of {", ".join(_SNAT_WORDS)}', Effect.IGNORED)
        case "NETWORK_POLICY_ENFORCING_MODE" if text.lower() not in _POLICY_MODES:
            return _Wrong(f'is "{text}", none of {", ".join(_POLICY_MODES)}', Effect.STOPS)
        case "POD_SECURITY_GROUP_ENFORCING_MODE" if text not in _POD_GROUP_MODES:
            used = mode(cni).pod_eni  # without it the mode is not read
            if isinstance(used, Unknown):
                return used
            wrong = _Wrong(f'is "{text}", none of {", ".join(_POD_GROUP_MODES)}', Effect.STOPS)
            return wrong if used.value else None
        case _:
            return None


def _of_mtu(text: str, six: Fact[bool]) -> _Wrong | Unknown | None:
    size = parse_int(text)
    if size is None:
        return _Wrong(f'is "{text}", no whole number', Effect.STOPS)
    if size > MOST_MTU or size < LEAST_MTU:
        return _Wrong(f"is {size}, not between {LEAST_MTU} and {MOST_MTU}", Effect.STOPS)
    if size >= LEAST_MTU_IPV6 or (isinstance(six, Known) and not six.value):
        return None
    if isinstance(six, Unknown):
        return six
    return _Wrong(f"is {size}, not between {LEAST_MTU_IPV6} and {MOST_MTU} as IPv6 wants", Effect.STOPS)


def _below_zero(text: str) -> bool:
    number = parse_int(text)
    return number is None or number < 0


def idle_variables(cni: CniSettings) -> Iterator[tuple[str, str, Fact[str | None]]]:
    """Variables that are set and do nothing: each with the version since which; unknown where that is open."""
    for name, since in NOOP_SINCE.items():
        fact = cni.env.get(name, cni.rest)
        if fact is None or (isinstance(fact, Known) and fact.value is None):
            continue
        idle = version_truth(mode(cni), since)
        if idle is Truth.YES or (idle is Truth.UNSURE and isinstance(fact, Unknown)):
            yield name, since, fact
        elif idle is Truth.UNSURE:
            version = cni.version
            why = version if isinstance(version, Unknown) else Unknown(f"{version.value} is no version", version.span)
            yield name, since, why
