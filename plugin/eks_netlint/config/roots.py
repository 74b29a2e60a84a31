"""What a config says of root modules: their environments, the folders that are none, and modules from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from eks_netlint.config import Config, Inputs, Said
from eks_netlint.config import Environment as Declared
from eks_netlint.config.paths import Paths
from eks_netlint.frontends.terraform.environments import Environment
from eks_netlint.values import Value


def environments(config: Config, tree: Path) -> Callable[[str], tuple[Environment, ...]]:
    """The environments of a root by its path: what is common to all of them, then each with that included."""
    roots = [(Paths((root.path.value,)), root) for root in config.roots]
    everywhere = [(_some(each.roots), each) for each in config.environments]

    def of(root: str) -> tuple[Environment, ...]:
        own = [each for paths, each in roots if paths.mean(root)]
        common = [each.inputs for each in own]
        named: dict[str, list[Declared]] = {}
        for paths, each in everywhere:
            if paths is None or paths.mean(root):
                named.setdefault(each.name, []).append(each)
        for each in (environment for one in own for environment in one.environments):
            named.setdefault(each.name, []).append(each)
        made = [Environment("", *_given(common, tree))]
        for name, said in named.items():
            workspace = next((each.workspace.value for each in reversed(said) if each.workspace is not None), None)
            made.append(Environment(name, *_given([*common, *(each.inputs for each in said)], tree), workspace))
        return tuple(made)

    return of


def _some(paths: tuple[Said[str], ...]) -> Paths | None:
    return Paths(path.value for path in paths) if paths else None


def _given(several: list[Inputs], tree: Path) -> tuple[tuple[Path, ...], dict[str, Value]]:
    files = tuple(tree / file.value for inputs in several for file in inputs.var_files)
    return files, {name.value: value for inputs in several for name, value in inputs.variables}


def excluded(config: Config) -> Callable[[str], bool] | None:
    """Whether a folder is no root; folders that stand for modules are none."""
    patterns = [*(path.value for path in config.exclude), *(stub.directory.value for stub in config.modules)]
    return Paths(patterns).cover if patterns else None


def modules(config: Config, tree: Path) -> tuple[tuple[str, Path], ...]:
    """Patterns of module sources with the folders that stand for them."""
    return tuple((stub.source.value, tree / stub.directory.value) for stub in config.modules)


def concerned(config: Config, tree: Path, touched: Sequence[Path]) -> bool:
    """Whether one of the touched files is the config, or one that it names for roots in other folders."""
    files = {tree / config.path, *(tree / file.value for one in config.inputs for file in one.var_files)}
    stubs = [tree / stub.directory.value for stub in config.modules]
    return any(path in files or any(path.is_relative_to(stub) for stub in stubs) for path in touched)
