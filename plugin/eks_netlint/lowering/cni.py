"""The VPC CNI of each cluster: what all forms together say, and whether it runs at all."""

from __future__ import annotations

from collections.abc import Sequence

from eks_netlint.lowering import cni_forms, commands, helm, read
from eks_netlint.lowering.clusters import Home, Homes
from eks_netlint.lowering.cni_forms import Said
from eks_netlint.lowering.commands import Command
from eks_netlint.lowering.declared import Declared
from eks_netlint.lowering.manifests import Manifests
from eks_netlint.model.nouns import CniSettings
from eks_netlint.records import replace
from eks_netlint.values import Absent, Cause, Fact, Fields, Known, Truth, Unknown, Value, dig


class Cnis:
    """What is said of the CNI anywhere in the network."""

    def __init__(
        self, declared: Declared, homes: Homes, charts: list[helm.Chart], found: Manifests, texts: list[Command]
    ) -> None:
        self._charts = charts
        self._homes = homes
        self._removed = commands.removes_cni(texts)
        self._switches = tuple(cni_forms.config_maps(found.known, homes))
        # in the order in which the later overrides the earlier on a running cluster
        self.said: Sequence[Said] = (
            *cni_forms.module_addons(declared, homes),
            *cni_forms.addons(declared, homes),
            *cni_forms.releases(charts, homes),
            *cni_forms.daemon_sets(found.known, homes),
            *cni_forms.terraform_patches(declared, homes),
            *cni_forms.set_by_commands(texts, homes),
        )

    def of(self, home: Home, auto_mode: Fact[bool], nodes: Truth) -> CniSettings:
        """The settings of one cluster; ``nodes`` says whether it has nodes other than those of Auto Mode."""
        mine = self._mine(self.said, home)
        sure = [said for said in mine if said.sure]
        stray = [said for said in self.said if isinstance(said.home, Unknown) and said.sure]
        rest = self._rest(home, sure, [said for said in mine if not said.sure], stray)
        first = sure[0] if sure else None
        env, init_env = _together(sure)
        resource = home.resource if first is None else first.resource
        settings = CniSettings(
            home.key if first is None else first.resource.address,
            resource.span,
            env,
            init_env,
            rest,
            self._runs(home, auto_mode, nodes, sure),
            _declared(mine),
            next((said.version for said in reversed(sure) if said.installs), Known(None)),
            next((said.before_compute for said in sure if said.installs), Known(None)),
            tuple(dict.fromkeys(said.form for said in sure)),
            _network_policy([*self._mine(self._switches, home), *sure], rest),
            calls=resource.calls,
            exists=resource.exists,
            unsure=resource.unsure,
        )
        return settings if rest is None else _with_doubt(settings, rest, [said for said in sure if said.installs])

    def _mine(self, said: Sequence[Said], home: Home) -> list[Said]:
        return [one for one in said if isinstance(one.home, Home) and one.home.key == home.key]

    def _rest(self, home: Home, sure: list[Said], doubtful: list[Said], stray: list[Said]) -> Unknown | None:
        """Why more may be set than is known; a doubtful add-on cannot be a second vpc-cni add-on."""
        for said in sure:
            if said.rest is not None:
                return said.rest
        if stray:
            span = stray[0].resource.span
            return Unknown("which cluster a CNI configuration belongs to is not known", span)
        if not any(said.installs for said in sure):
            if doubtful:
                return doubtful[0].rest
            if home.adopted:
                why = "the cluster is declared elsewhere, and its CNI may be configured there"
                return Unknown(why, home.resource.span, Cause.OUTSIDE)
        return None

    def _runs(self, home: Home, auto_mode: Fact[bool], nodes: Truth, sure: list[Said]) -> Truth:
        if isinstance(auto_mode, Unknown):
            by_mode = Truth.YES if nodes is Truth.YES else Truth.UNSURE
        elif auto_mode.value:
            by_mode = nodes
        else:
            by_mode = Truth.YES
        installed = any(said.installs for said in sure)
        return by_mode & self._not_replaced(home, installed)

    def _not_replaced(self, home: Home, installed: bool) -> Truth:
        """Whether no other CNI takes the VPC CNI's place, and something installs the VPC CNI."""
        if self._removed is not None and self._belongs(self._removed.module, home):
            return Truth.NO
        left_out = read.truth(home.resource.get("bootstrap_self_managed_addons"), Known(True))
        bare = not home.adopted and isinstance(left_out, Known) and not left_out.value and not installed
        others = [c for c in self._charts if _replaces(c) is not Truth.NO and self._belongs(c.resource.module, home)]
        if others:
            sure = bare and all(_replaces(chart) is Truth.YES for chart in others)
            return Truth.NO if sure else Truth.UNSURE
        return Truth.UNSURE if bare else Truth.YES

    def _belongs(self, module: str, home: Home) -> bool:
        around = self._homes.around(module)
        return isinstance(around, Unknown) or around.key == home.key


def _replaces(chart: helm.Chart) -> Truth:
    """Whether a chart installs another CNI in the place of the VPC CNI."""
    if chart.name == "cilium":
        chained = read.text(dig(chart.values, "cni", "chainingMode"), Known("none"))
        if isinstance(chained, Unknown):
            return Truth.UNSURE
        return Truth.of(chained.value != "aws-cni")
    if chart.name in ("tigera-operator", "calico"):
        kind = read.text(dig(chart.values, "installation", "cni", "type"), Known("AmazonVPC"))
        if isinstance(kind, Unknown):
            return Truth.UNSURE
        return Truth.of(kind.value != "AmazonVPC")
    return Truth.NO


def _together(sure: list[Said]) -> tuple[dict[str, Fact[str | None]], dict[str, Fact[str | None]]]:
    env: dict[str, Fact[str | None]] = {}
    init_env: dict[str, Fact[str | None]] = {}
    for said in sure:
        for whole, part in ((env, said.env), (init_env, said.init_env)):
            for name, value in part.items():
                if said.resource.exists is Truth.YES:
                    whole[name] = value
                else:
                    whole[name] = read.either(
                        said.resource.unsure, Unknown("what sets it may not exist", said.resource.span)
                    )
    return env, init_env


def _network_policy(sure: list[Said], rest: Unknown | None) -> Fact[bool]:
    """Whether the node agent enforces policies: what is said last counts, and off where nobody says so.

    The add-on's schema and the chart know ``enableNetworkPolicy``, a manifest the argument of the agent's container;
    of Auto Mode only the ConfigMap counts.
    """
    answer: Fact[bool] = read.default(False) if rest is None else rest
    for said in sure:
        found = said.network_policy
        if isinstance(found, Known) and found.value is None:
            continue
        if said.resource.exists is not Truth.YES:
            found = read.either(said.resource.unsure, Unknown("what sets it may not exist", said.resource.span))
        answer = found if isinstance(found, Unknown) else Known(found.value is True, found.span, found.origin)
    return answer


def _with_doubt(settings: CniSettings, rest: Unknown, installing: list[Said]) -> CniSettings:
    """Where what installs the CNI is not known, its version and its order are not known either."""
    if installing:
        return settings
    declared = Truth.UNSURE if settings.declared is Truth.NO else settings.declared
    return replace(settings, declared=declared, version=rest, before_compute=rest)


def _declared(mine: list[Said]) -> Truth:
    if any(said.sure and said.resource.exists is Truth.YES for said in mine):
        return Truth.YES
    return Truth.UNSURE if mine else Truth.NO


def eni_configs_of(said: Said) -> Fields | Unknown | None:
    """The ``eniConfig.subnets`` map of a chart-shaped configuration, None where it makes no ENIConfig."""
    found: Value | Absent = dig(said.structure, "eniConfig")
    if not isinstance(found, Fields | Unknown):
        return None
    create = read.truth(read.inside(found, "create"), Known(False))
    if isinstance(create, Known) and not create.value:
        return None
    if isinstance(create, Unknown):
        return create
    subnets = read.inside(found, "subnets")
    return subnets if isinstance(subnets, Fields | Unknown) else None
