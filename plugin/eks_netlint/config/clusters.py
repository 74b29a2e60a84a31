"""What a config says of where Kubernetes manifests run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from eks_netlint.belonging import Home, Says
from eks_netlint.config import Config
from eks_netlint.config.paths import Paths
from eks_netlint.manifests import Manifest


def says(config: Config, networks: Iterable[str]) -> Says:
    """Where an object runs, None where the config does not say; ``networks`` are the roots that were read."""
    known = list(networks)
    entries = [
        (Paths(path.value for path in one.manifests), Paths((one.root.value,)), one.cluster)
        for one in config.clusters
    ]

    def home(manifest: Manifest) -> Home | None:
        for paths, root, cluster in entries:
            if paths.cover(manifest.span.path):
                name = next((each for each in known if root.mean(each)), None)
                if name is not None:
                    return Home(name, "" if cluster is None else cluster.value)
        return None

    return home


def runs_in(config: Config) -> Callable[[Manifest, str], bool]:
    """Whether an object runs on the cluster of its root in an environment: in all, unless the config says in which."""
    entries = [
        (Paths(path.value for path in one.manifests), one.environment.value)
        for one in config.clusters
        if one.environment is not None
    ]

    def runs(manifest: Manifest, environment: str) -> bool:
        said = [name for paths, name in entries if paths.cover(manifest.span.path)]
        return not said or environment in said

    return runs
