"""The algebra of policies against one written without any cleverness, and what ignorance may do to its answers.

Policies are made up small, over few labels, namespaces and ports, so that they meet often.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eks_netlint.frontends import kubernetes
from eks_netlint.lowering.kubernetes import lower
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.kubernetes.connections import Stretch, between, connects
from eks_netlint.model.kubernetes.endpoints import endpoints
from eks_netlint.model.kubernetes.policies import EGRESS
from eks_netlint.model.kubernetes.reach import OTHERS, reachability
from eks_netlint.model.nouns import Network
from eks_netlint.values import Truth

Body = dict[str, Any]  # JSON as it is written

PODS = [(space, app, tier) for space in ("a", "b") for app in ("x", "y") for tier in ("1", "2")][:6]
PORTS = (80, 81, 82, 443)

LABELS = st.sampled_from([{}, {"app": "x"}, {"app": "y"}, {"tier": "1"}, {"app": "x", "tier": "2"}])
EXPRESSIONS = st.sampled_from([
    [],
    [{"key": "tier", "operator": "NotIn", "values": ["1"]}],
    [{"key": "app", "operator": "In", "values": ["x", "z"]}],
    [{"key": "zone", "operator": "DoesNotExist"}],
    [{"key": "app", "operator": "Exists"}],
])  # fmt: skip
SELECTORS = st.builds(lambda one, two: {"matchLabels": one, "matchExpressions": two}, LABELS, EXPRESSIONS)
SPACES = st.sampled_from([{}, {"matchLabels": {"team": "a"}}, {"matchLabels": {"kubernetes.io/metadata.name": "b"}}])
RANGES = st.sampled_from([{"port": 80}, {"port": 81, "endPort": 443}, {"port": 80, "protocol": "UDP"}, {}])


def selects(selector: Body, labels: Mapping[str, str]) -> bool:
    def met(one: Body) -> bool:
        value = labels.get(one["key"])
        return {
            "In": value in one.get("values", ()),
            "NotIn": value not in one.get("values", ()),
            "Exists": value is not None,
            "DoesNotExist": value is None,
        }[one["operator"]]

    wanted = selector.get("matchLabels", {})
    return all(labels.get(k) == v for k, v in wanted.items()) and all(map(met, selector.get("matchExpressions", ())))


def labels_of(pod: tuple[str, str, str]) -> dict[str, str]:
    return {"app": pod[1], "tier": pod[2]}


def space_of(pod: tuple[str, str, str]) -> dict[str, str]:
    return {"team": pod[0], "kubernetes.io/metadata.name": pod[0]}


# --- policies of Kubernetes

PEERS = st.one_of(
    st.builds(lambda one: {"podSelector": one}, SELECTORS),
    st.builds(lambda one: {"namespaceSelector": one}, SPACES),
    st.builds(lambda one, two: {"podSelector": one, "namespaceSelector": two}, SELECTORS, SPACES),
)


def rules(key: str) -> st.SearchStrategy[list[Body]]:
    peers, ports = st.lists(PEERS, max_size=2), st.lists(RANGES, max_size=2)
    return st.lists(st.builds(lambda one, two: {key: one, "ports": two}, peers, ports), max_size=2)


NETWORK_POLICIES = st.builds(
    lambda space, selector, types, ingress, egress: {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"namespace": space},
        "spec": {"podSelector": selector, "policyTypes": types, "ingress": ingress, "egress": egress},
    },
    st.sampled_from(["a", "b"]),
    SELECTORS,
    st.sampled_from([["Ingress"], ["Egress"], ["Ingress", "Egress"], []]),
    rules("from"),
    rules("to"),
)


def meets(peer: Body, space: str, pod: tuple[str, str, str]) -> bool:
    inside = selects(peer["namespaceSelector"], space_of(pod)) if "namespaceSelector" in peer else pod[0] == space
    return inside and selects(peer.get("podSelector", {}), labels_of(pod))


def opens(port: Body, number: int) -> bool:
    if port.get("protocol", "TCP") != "TCP":
        return False
    return "port" not in port or port["port"] <= number <= port.get("endPort", port["port"])


def types_of(spec: Body) -> Sequence[str]:
    return spec["policyTypes"] or (["Ingress", "Egress"] if spec["egress"] else ["Ingress"])


def naive(
    policies: Sequence[Body], direction: str, pod: tuple[str, str, str], other: tuple[str, str, str], port: int
) -> bool:
    section, key = ("ingress", "from") if direction == "Ingress" else ("egress", "to")
    isolated = False
    for policy in policies:
        spec, space = policy["spec"], policy["metadata"]["namespace"]
        if space != pod[0] or not selects(spec["podSelector"], labels_of(pod)) or direction not in types_of(spec):
            continue
        isolated = True
        for rule in spec[section]:
            peered = not rule[key] or any(meets(peer, space, other) for peer in rule[key])
            if peered and (not rule["ports"] or any(opens(one, port) for one in rule["ports"])):
                return True
    return not isolated


# --- policies of tiers before and behind them

ADMIN_RULES = st.lists(
    st.builds(
        lambda action, space, selector, port: {
            "action": action,
            "from": [{"pods": {"namespaceSelector": space, "podSelector": selector}}],
            **({} if port is None else {"ports": [{"portNumber": {"protocol": "TCP", "port": port}}]}),
        },
        st.sampled_from(["Allow", "Deny", "Pass"]),
        SPACES,
        SELECTORS,
        st.sampled_from([None, 80, 443]),
    ),
    max_size=3,
)
ADMIN_POLICIES = st.lists(
    st.builds(
        lambda baseline, space, selector, rules: {
            "apiVersion": "policy.networking.k8s.io/v1alpha2",
            "kind": "ClusterNetworkPolicy",
            "metadata": {},
            "spec": {
                "tier": "Baseline" if baseline else "Admin",
                "subject": {"pods": {"namespaceSelector": space, "podSelector": selector}},
                "ingress": rules,
            },
        },
        st.booleans(),
        SPACES,
        SELECTORS,
        ADMIN_RULES,
    ),
    max_size=3,
)


def naive_admin(
    policies: Sequence[Body], tier: str, pod: tuple[str, str, str], other: tuple[str, str, str], port: int
) -> str:
    for policy in policies:  # in the order of their priorities, which is that of the list
        spec = policy["spec"]
        subject = spec["subject"]["pods"]
        near = selects(subject["namespaceSelector"], space_of(pod))
        if spec["tier"] != tier or not near or not selects(subject["podSelector"], labels_of(pod)):
            continue
        for rule in spec["ingress"]:
            peer = rule["from"][0]["pods"]
            met = selects(peer["namespaceSelector"], space_of(other)) and selects(peer["podSelector"], labels_of(other))
            ports = [one["portNumber"]["port"] for one in rule.get("ports", ())]
            if met and (not ports or port in ports):
                return str(rule["action"])
    return "None"


# --- policies of Cilium

CILIUM_RULE = st.builds(
    lambda peers, ports: {
        **({} if peers is None else {"fromEndpoints": peers}),
        **({} if not ports else {"toPorts": [{"ports": [{"port": str(one), "protocol": "TCP"} for one in ports]}]}),
    },
    st.one_of(st.none(), st.lists(SELECTORS, max_size=2)),
    st.lists(st.sampled_from(PORTS), max_size=2, unique=True),
)
CILIUM_POLICIES = st.builds(
    lambda space, selector, allow, deny: {
        "apiVersion": "cilium.io/v2",
        "kind": "CiliumNetworkPolicy",
        "metadata": {"namespace": space},
        "spec": {"endpointSelector": selector, "ingress": allow, "ingressDeny": deny},
    },
    st.sampled_from(["a", "b"]),
    SELECTORS,
    st.lists(CILIUM_RULE, max_size=2),
    st.lists(CILIUM_RULE, max_size=1),
)


def naive_cilium(
    policies: Sequence[Body], pod: tuple[str, str, str], other: tuple[str, str, str], port: int
) -> bool:
    def met(rule: Body, space: str) -> bool:
        if not rule:
            return False
        peers = rule.get("fromEndpoints")
        near = peers is None or any(other[0] == space and selects(one, labels_of(other)) for one in peers)
        ports = [int(one["port"]) for each in rule.get("toPorts", ()) for one in each["ports"]]
        return near and (not ports or port in ports)

    isolated = allowed = False
    for policy in policies:
        spec, space = policy["spec"], policy["metadata"]["namespace"]
        if space != pod[0] or not selects(spec["endpointSelector"], labels_of(pod)):
            continue
        isolated = isolated or bool(spec["ingress"] or spec["ingressDeny"])
        if any(met(rule, space) for rule in spec["ingressDeny"]):
            return False
        allowed = allowed or any(met(rule, space) for rule in spec["ingress"])
    return allowed or not isolated


# --- policies of Calico, in tiers with those of Kubernetes

CHOICES = {
    "all()": lambda labels: True,
    "app == 'x'": lambda labels: labels["app"] == "x",
    "app != 'x' || tier == '1'": lambda labels: labels["app"] != "x" or labels["tier"] == "1",
    "!(tier in {'1'}) && has(app)": lambda labels: labels["tier"] != "1",
    "has(zone)": lambda labels: False,
}
CALICO_RULE = st.builds(
    lambda action, source, ports: {
        "action": action,
        **({} if source is None else {"source": {"selector": source}}),
        **({} if not ports else {"protocol": "TCP", "destination": {"ports": ports}}),
    },
    st.sampled_from(["Allow", "Deny", "Pass", "Log"]),
    st.sampled_from([None, *CHOICES]),
    st.lists(st.sampled_from([80, "81:82", 443]), max_size=2, unique=True),
)
CALICO_POLICIES = st.builds(
    lambda tier, order, space, selector, rules: {
        "apiVersion": "projectcalico.org/v3",
        "kind": "NetworkPolicy",
        "metadata": {"namespace": space},
        "spec": {
            "types": ["Ingress"], "selector": selector, "ingress": rules, **({} if order is None else {"order": order}),
            **({"tier": tier} if tier != "default" else {}),
        },
    },
    st.sampled_from(["default", "first"]),
    st.sampled_from([None, 10, 2000]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(list(CHOICES)),
    st.lists(CALICO_RULE, max_size=3),
)  # fmt: skip


def opens_there(ports: Sequence[object], number: int) -> bool:
    ranges = [str(one).partition(":") for one in ports]
    return not ranges or any(int(low) <= number <= int(high or low) for low, _, high in ranges)


def naive_calico(
    calico: Sequence[Body], policies: Sequence[Body], pod: tuple[str, str, str], other: tuple[str, str, str], port: int
) -> bool:
    """Policies are named by their places: those of Calico come first."""
    for tier in ("first", "default"):
        own = [
            (policy["spec"].get("order", float("inf")), f"p{number}", policy)
            for number, policy in enumerate(calico)
            if policy["spec"].get("tier", "default") == tier
            and policy["metadata"]["namespace"] == pod[0]
            and CHOICES[policy["spec"]["selector"]](labels_of(pod))
        ]
        if tier == "default":
            own += [
                (1000, f"p{len(calico) + number}", policy)
                for number, policy in enumerate(policies)
                if policy["metadata"]["namespace"] == pod[0]
                and "Ingress" in types_of(policy["spec"])
                and selects(policy["spec"]["podSelector"], labels_of(pod))
            ]
        every = (says(policy, other, port) for _, _, policy in sorted(own, key=lambda one: one[:2]))
        said = next((action for action in every if action), "")
        if said in ("Allow", "Deny"):
            return said == "Allow"
        if own and not said:
            return False
    return True


def says(policy: Body, other: tuple[str, str, str], port: int) -> str:
    space = policy["metadata"]["namespace"]
    if policy["kind"] == "NetworkPolicy" and "podSelector" in policy["spec"]:
        for rule in policy["spec"]["ingress"]:
            peered = not rule["from"] or any(meets(peer, space, other) for peer in rule["from"])
            if peered and (not rule["ports"] or any(opens(one, port) for one in rule["ports"])):
                return "Allow"
        return ""
    for rule in policy["spec"]["ingress"]:
        chosen = rule.get("source", {}).get("selector")
        near = chosen is None or (other[0] == space and CHOICES[chosen](labels_of(other)))
        if rule["action"] != "Log" and near and opens_there(rule.get("destination", {}).get("ports", ()), port):
            return str(rule["action"])
    return ""


# --- what we say


def documents(policies: Sequence[Body]) -> list[Body]:
    named = []
    for number, policy in enumerate(policies):
        made: Body = json.loads(json.dumps(policy))
        made["metadata"]["name"] = f"p{number}"
        if made["kind"] == "ClusterNetworkPolicy":
            made["spec"]["priority"] = number
        named.append(made)
    spaces = [
        {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": one, "labels": {"team": one}}}
        for one in ("a", "b")
    ]
    pods = [
        {"apiVersion": "v1", "kind": "Pod", "spec": {"containers": []},
         "metadata": {"name": f"{app}{tier}", "namespace": space, "labels": {"app": app, "tier": tier}}}
        for space, app, tier in PODS
    ]  # fmt: skip
    return [*spaces, *pods, *named]


def network_of(tree: Path, made: Sequence[Body]) -> Network:
    text = json.dumps({"apiVersion": "v1", "kind": "List", "items": made})
    (tree / "all.json").write_text(text)
    loaded = kubernetes.load(tree, every=False)
    assert not loaded.problems
    return Network("test", kubernetes=lower(Manifests(tuple(loaded.manifests), None)))


Answers = dict[tuple[int, int, int], Truth]


def answers(network: Network) -> Answers:
    known = endpoints(network)
    return {
        (here, there, port): connects(one, two, "TCP", port, network).allowed
        for here, one in enumerate(known)
        for there, two in enumerate(known)
        if here != there
        for port in PORTS
    }


def expected(allows: Callable[[tuple[str, str, str], tuple[str, str, str], int], bool]) -> Answers:
    return {
        (here, there, port): Truth.of(allows(one, two, port))
        for here, one in enumerate(PODS)
        for there, two in enumerate(PODS)
        if here != there
        for port in PORTS
    }


quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(st.lists(NETWORK_POLICIES, max_size=4))
def test_policies_of_kubernetes(tmp_path: Path, policies: list[Body]) -> None:
    def allows(one: tuple[str, str, str], two: tuple[str, str, str], port: int) -> bool:
        return naive(policies, "Egress", one, two, port) and naive(policies, "Ingress", two, one, port)

    network = network_of(tmp_path, documents(policies))
    found = answers(network)
    assert found == expected(allows)
    known = endpoints(network)
    for here, one in enumerate(known):  # stretches of ports say the same as each port by itself
        for there, two in enumerate(known):
            if here != there:
                tcp = [each for each in between(one, two, network) if each.protocol == "TCP"]
                for port in PORTS:
                    (mine,) = [each for each in tcp if each.first <= port <= each.last]
                    assert mine.answer.allowed is found[here, there, port]


@quick
@given(ADMIN_POLICIES, st.lists(NETWORK_POLICIES, max_size=2))
def test_tiers(tmp_path: Path, admin: list[Body], policies: list[Body]) -> None:
    def arrives(two: tuple[str, str, str], one: tuple[str, str, str], port: int) -> bool:
        first = naive_admin(admin, "Admin", two, one, port)
        if first in ("Allow", "Deny"):
            return first == "Allow"
        chosen = any(
            one_policy["metadata"]["namespace"] == two[0]
            and "Ingress" in types_of(one_policy["spec"])
            and selects(one_policy["spec"]["podSelector"], labels_of(two))
            for one_policy in policies
        )
        if chosen:
            return naive(policies, "Ingress", two, one, port)
        return naive_admin(admin, "Baseline", two, one, port) != "Deny"

    def allows(one: tuple[str, str, str], two: tuple[str, str, str], port: int) -> bool:
        return naive(policies, "Egress", one, two, port) and arrives(two, one, port)

    assert answers(network_of(tmp_path, documents([*admin, *policies]))) == expected(allows)


@quick
@given(st.lists(CILIUM_POLICIES, max_size=4))
def test_policies_of_cilium(tmp_path: Path, policies: list[Body]) -> None:
    def allows(one: tuple[str, str, str], two: tuple[str, str, str], port: int) -> bool:
        return naive_cilium(policies, two, one, port)

    assert answers(network_of(tmp_path, documents(policies))) == expected(allows)


@quick
@given(st.lists(CALICO_POLICIES, min_size=1, max_size=4), st.lists(NETWORK_POLICIES, max_size=2))
def test_policies_of_calico(tmp_path: Path, calico: list[Body], policies: list[Body]) -> None:
    def allows(one: tuple[str, str, str], two: tuple[str, str, str], port: int) -> bool:
        return naive(policies, "Egress", one, two, port) and naive_calico(calico, policies, two, one, port)

    tier: Body = {"apiVersion": "projectcalico.org/v3", "kind": "Tier", "metadata": {}, "spec": {"order": 5}}
    made = documents([*calico, *policies, tier])
    made[-1]["metadata"]["name"] = "first"
    assert answers(network_of(tmp_path, made)) == expected(allows)


@quick
@given(st.lists(NETWORK_POLICIES, min_size=1, max_size=3), NETWORK_POLICIES)
def test_one_more_policy_takes_nothing_from_pods_that_are_isolated(
    tmp_path: Path, policies: list[Body], more: Body
) -> None:
    shut = [
        {"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"namespace": space},
         "spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"], "ingress": [], "egress": []}}
        for space in ("a", "b")
    ]  # fmt: skip
    before = answers(network_of(tmp_path, documents([*shut, *policies])))
    after = answers(network_of(tmp_path, documents([*shut, *policies, more])))
    assert all(after[key] is Truth.YES for key, answer in before.items() if answer is Truth.YES)


ONE_OF_A_TIER = ADMIN_POLICIES.filter(bool).map(lambda many: many[0])
ANY = st.one_of(NETWORK_POLICIES, CILIUM_POLICIES, CALICO_POLICIES, ONE_OF_A_TIER)
PLACES = st.integers(min_value=0, max_value=10_000)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        return found + [place for key, inner in value.items() for place in places(inner, (*path, key))]
    if isinstance(value, list):
        return found + [place for key, inner in enumerate(value) for place in places(inner, (*path, key))]
    return found


def blanked(policy: Body, path: tuple[str | int, ...]) -> Body:
    made: Body = json.loads(json.dumps(policy))
    inner: Any = made["spec"]
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = "${UNKNOWN}"
    return made


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ANY, min_size=1, max_size=3), PLACES)
def test_what_is_blanked_may_leave_answers_open_and_nothing_else(
    tmp_path: Path, policies: list[Body], number: int
) -> None:
    every = [(which, path) for which, policy in enumerate(policies) for path in places(policy["spec"])]
    which, path = every[number % len(every)]
    before = answers(network_of(tmp_path, documents(policies)))
    changed = [blanked(policy, path) if at == which else policy for at, policy in enumerate(policies)]
    after = answers(network_of(tmp_path, documents(changed)))
    wrong = {key: (before[key], answer) for key, answer in after.items() if answer not in (before[key], Truth.UNSURE)}
    assert not wrong, (path, wrong)


def looks(found: Sequence[Stretch], port: int) -> Truth:
    here = [each.answer.allowed for each in found if each.protocol == "TCP" and each.first <= port <= each.last]
    return here[0] if here else Truth.NO


@quick
@given(st.lists(ANY, min_size=1, max_size=3))
def test_what_is_looked_up_is_what_each_pair_says(tmp_path: Path, policies: list[Body]) -> None:
    network = network_of(tmp_path, documents(policies))
    table, found, known = reachability(network), answers(network), endpoints(network)
    for here, one in enumerate(known):
        partners = set(table.partners(one.key, EGRESS))
        for there, two in enumerate(known):
            if here != there:
                for port in PORTS:
                    assert looks(table.between(one.key, two.key), port) is found[here, there, port]
                if two.key not in partners:  # one of the others, to which the same is open unless they shut it
                    others = [way.open for way in table.reach(one.key).out if way.kind == OTHERS]
                    for port in PORTS:
                        assert found[here, there, port] in (Truth.NO, looks(others[0], port) if others else Truth.NO)


@pytest.mark.parametrize("index", range(len(PODS)))
def test_without_policies_everything_is_allowed(tmp_path: Path, index: int) -> None:
    found = answers(network_of(tmp_path, documents([])))
    assert {answer for key, answer in found.items() if key[0] == index} == {Truth.YES}
