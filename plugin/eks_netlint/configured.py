"""What a tree's config and the options of a run say together; where there is no config, nothing of it is imported."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from eks_netlint import tree as trees
from eks_netlint.deep import deeply
from eks_netlint.model.nouns import Network, OutsideRange, Wanted
from eks_netlint.options import Options
from eks_netlint.records import replace
from eks_netlint.rules import Rule
from eks_netlint.rules.rulings import Rulings
from eks_netlint.values import Known

if TYPE_CHECKING:
    from eks_netlint.belonging import Says
    from eks_netlint.config import Config
    from eks_netlint.frontends import terraform
    from eks_netlint.manifests import Manifest


def config_of(tree: Path, options: Options) -> Config | None:
    """The tree's config; raises ``BadConfig``."""
    if options.config is None and not trees.has_config(tree):
        return None
    from eks_netlint.config.reading import load  # brings YAML, which a tree without config may not need

    return load(tree, options.config)


def rulings_of(config: Config | None, known: Sequence[Rule[object]], options: Options) -> Rulings:
    """Which rules run, and how; raises ``BadConfig``."""
    if config is None:
        return Rulings(options.select, options.ignore, thresholds=options.thresholds)
    from eks_netlint.config.rulings import rulings

    said = rulings(config, known)
    thresholds = dict(said.thresholds)
    for id, own in options.thresholds.items():
        thresholds[id] = {**thresholds.get(id, {}), **own}
    if options.select:
        return replace(said, select=options.select, ignore=options.ignore, thresholds=thresholds)
    return replace(said, ignore=(*said.ignore, *options.ignore), thresholds=thresholds)


def terraform_options(
    config: Config | None, tree: Path, options: Options, ignored: tuple[str, ...], judged: tuple[str, ...]
) -> terraform.Options:
    """What the front end is told; ``ignored`` and ``judged`` are beginnings of resource types, as it explains."""
    from eks_netlint.frontends import terraform  # brings the parser, which hosts may not need

    plain = terraform.Options(options.var_files, options.variables, options.touched, ignored, options.workspace, judged)
    if config is None:
        return plain
    from eks_netlint.config import roots

    return replace(
        plain,
        environments=roots.environments(config, tree),
        excluded=roots.excluded(config),
        modules=roots.modules(config, tree),
    )


def whole_tree_touched(config: Config | None, tree: Path, paths: Sequence[Path]) -> bool:
    """Whether a touched file is the config, or one that it names: it may change what is said of any root."""
    if config is None:
        return False
    from eks_netlint.config import roots

    return roots.concerned(config, tree, paths)


def completed(network: Network, environment: str, config: Config | None) -> Network:
    """The network with what the config says of it besides its root."""
    if config is None:
        return replace(network, environment=environment) if environment else network
    outside = tuple(OutsideRange(Known(one.cidr.value, one.cidr.span), one.name) for one in config.ranges)
    names = tuple(Known(one.value, one.span) for one in config.egress_names)
    sensitive = tuple((one.value.name, one.value.value) for one in config.sensitive_labels)
    return replace(network, environment=environment, outside=outside, wanted=Wanted(names, sensitive))


def left_out(config: Config | None, tree: Path, paths: Sequence[Path]) -> Callable[[str], bool] | None:
    """Whether a manifest lies in an excluded folder, of which the user named nothing."""
    if config is None:
        return None
    from eks_netlint.config.roots import excluded

    out = excluded(config)
    if out is None:
        return None
    names = [path.relative_to(tree).as_posix() for path in paths]
    named = [name for name in names if out(name)]
    return lambda path: out(path) and not any(path == one or path.startswith(f"{one}/") for one in named)


def says_of(config: Config | None, networks: Sequence[str]) -> Says | None:
    """Where objects run, as far as the config says; ``networks`` are the roots that were read."""
    if config is None or not config.clusters:
        return None
    from eks_netlint.config.clusters import says

    return says(config, networks)


def run_in(config: Config | None, given: Sequence[Manifest], environment: str) -> Sequence[Manifest]:
    """Those of the objects of a root that run on its cluster in an environment."""
    if config is None or not config.clusters:
        return given
    from eks_netlint.config.clusters import runs_in

    runs = runs_in(config)
    return [one for one in given if runs(one, environment)]


def proposed(tree: Path) -> str:
    """The text of a first config for the tree."""
    from eks_netlint.config.proposal import propose  # see config_of

    return deeply(partial(propose, Path(os.path.realpath(tree))))
