"""The front end of Kubernetes: which files are manifests, what they hold, and what hostile ones cost."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from eks_netlint.frontends import kubernetes
from eks_netlint.kinds import kinds_in, may_matter_in_bytes
from eks_netlint.manifests import Manifest
from eks_netlint.values import Fields, Known, Text, Unknown, dig

SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {}\n"


def load(tree: Path, files: dict[str, str | bytes], every: bool = True) -> kubernetes.Loaded:
    for name, content in files.items():
        path = tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return kubernetes.load(tree, None, every)


def addresses(loaded: kubernetes.Loaded) -> list[str]:
    return [found.resource.address for found in loaded.manifests]


def only(loaded: kubernetes.Loaded) -> Manifest:
    assert not loaded.problems
    (found,) = loaded.manifests
    return found


def test_objects_of_files(tmp_path: Path) -> None:
    loaded = load(
        tmp_path,
        {
            "b.yml": SERVICE.format("b") + "  namespace: shop\n---\n# nothing\n---\n" + SERVICE.format("c"),
            "a/x.yaml": "kind: List\napiVersion: v1\nitems:\n- " + SERVICE.format("l").replace("\n", "\n  "),
            "d.json": '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "d"}}',
            "e.json": '{\n\t"kind": "Service",\n\t"apiVersion": "v1", "metadata": {"generateName": "d-"}}',
        },
    )
    assert addresses(loaded) == ["Service/shop/b", "Service/c", "Service/d", "Service/at line 1", "Service/l"]
    assert not loaded.problems and not loaded.notes and len(loaded.files) == 4
    assert isinstance(loaded.manifests[3].name, Text)


def test_places(tmp_path: Path) -> None:
    text = "\ufeff# größe\r\n" + SERVICE.format("a").replace("\n", "\r\n") + "---\r\n" + SERVICE.format("ü")
    for every in (True, False):
        found = load(tmp_path, {"a.yaml": text}, every).manifests[-1]
        span = found.get("metadata", "name").span
        assert span is not None and (span.path, span.line, span.column, span.text) == ("a.yaml", 10, 9, "ü")
        assert (found.span.line, found.span.end_line) == (7, 10) and found.resource.span == found.span


@pytest.mark.parametrize(
    "text",
    [
        "on: push\njobs: {a: [}\n",
        "apiVersion: v2\nname: chart\nversion: 1.0.0\n",
        "# apiVersion: v1 of some kind\nbroken: [\n",
        "kind: a\nvalue: 'apiVersion'\n",
        "apiVersion: v1\nmetadata: {name: of no kind}\n",
        "description: an apiVersion and a kind\n\t\n",
        "",
        "---\n---\n",
        "- apiVersion: v1\n  kind: Service\n",
        "a: 1\n---\nb: {apiVersion: v1, kind: Service}\n",
    ],
)
def test_what_is_no_manifest_is_passed_over(tmp_path: Path, text: str) -> None:
    loaded = load(tmp_path, {"a.yaml": text})
    assert (loaded.manifests, loaded.problems, loaded.notes, loaded.files) == ([], [], [], set())


@pytest.mark.parametrize(
    ("content", "why", "line"),
    [
        (SERVICE.format("a") + "spec:\n\tports: []\n", "cannot start any token", 6),
        (SERVICE.format("a") + "spec: {ports: [\n", "did not find expected node content", 6),
        (SERVICE.format("a") + "x: \x00\n", "control characters", 5),
        (SERVICE.format("a").encode() + b"x: \xff\n", "is not UTF-8", 5),
        (SERVICE.format("a").encode("utf-16"), "is UTF-16", None),
        (SERVICE.format("a") + "x: " + "[" * 100_000, "nested too deeply", 5),
        (SERVICE.format("a") + "x: &x [*x, *y]", "anchor y is not defined", 5),
        (SERVICE.format("a") + "a0: &a0 [x]\n" + "".join(
            f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)), "repeat too much", 10),
    ],
)  # fmt: skip
def test_broken_manifests_are_problems(tmp_path: Path, content: str | bytes, why: str, line: int | None) -> None:
    started = time.process_time()
    loaded = load(tmp_path, {"a.yaml": content, "b.yaml": SERVICE.format("b")})
    (problem,) = loaded.problems
    assert why in problem.message and (problem.path, problem.line) == ("a.yaml", line)
    assert addresses(loaded) == ["Service/b"]
    assert time.process_time() - started < 2


def test_a_broken_document_costs_itself_only(tmp_path: Path) -> None:
    text = SERVICE.format("a") + "---\n" + SERVICE.format("b") + "  x: [\n---\n" + SERVICE.format("ü") + "---\n'"
    loaded = load(tmp_path, {"a.yaml": text})
    assert addresses(loaded) == ["Service/a", "Service/ü"]
    assert [problem.line for problem in loaded.problems] == [11, 17]


def test_many_broken_documents_are_bounded(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.yaml": ("---\n" + SERVICE.format("b") + "  x: [\n") * 5000})
    assert len(loaded.problems) == 21 and "too often" in loaded.problems[-1].message


def test_a_large_file(tmp_path: Path) -> None:
    large = "\n" * 5_000_000
    loaded = load(tmp_path, {"a.yaml": SERVICE.format("a") + large, "b.yaml": "x: y" + large})
    (problem,) = loaded.problems
    assert problem.path == "a.yaml" and "larger than" in problem.message


def test_keys_written_twice_are_noted(tmp_path: Path) -> None:
    loaded = load(tmp_path, {"a.yaml": SERVICE.format("a") + "  name: b\n"})
    assert only(loaded).name == Known("b")
    (note,) = loaded.notes
    assert note.at is not None and note.at.line == 5 and "name" in note.message


class TestTemplates:
    def test_helm_charts(self, tmp_path: Path) -> None:
        loaded = load(
            tmp_path,
            {
                "chart/Chart.yaml": "apiVersion: v2\nname: x\n",
                "chart/templates/a.yaml": SERVICE.format("{{ .Values.a }}"),
                "chart/templates/deep/b.yaml": SERVICE.format("b"),
                "chart/crds/c.yaml": SERVICE.format("c"),
                "chart/charts/sub/Chart.yaml": "apiVersion: v2\nname: y\n",
                "chart/charts/sub/templates/a.yaml": SERVICE.format("s"),
                "templates/d.yaml": SERVICE.format("d"),
            },
        )
        assert addresses(loaded) == ["Service/c", "Service/d"] and not loaded.problems
        (note,) = loaded.notes
        assert note.message == "templates of 2 Helm charts are not read: pass what helm template gives"
        assert note.at is not None and note.at.path == "chart/charts/sub/templates/a.yaml"
        assert [(one.kind, one.span.path) for one in loaded.lost] == [
            ("Service", "chart/charts/sub/templates/a.yaml"), ("Service", "chart/templates/a.yaml"),
        ]  # fmt: skip
        alone = kubernetes.load(tmp_path, [tmp_path / "chart/templates/deep/b.yaml"])
        assert not alone.manifests and len(alone.notes) == 1

    @pytest.mark.parametrize(
        "text",
        [
            SERVICE.format("{{ .Values.a }}"),
            "{{- if .Values.a }}\n" + SERVICE.format("a") + "{{- end }}\n",
            SERVICE.format("a") + "{% if x %}\nspec: {}\n{% endif %}\n",
            SERVICE.format("a") + "${MORE}\nspec: {}\n",
        ],
    )
    def test_template_languages(self, tmp_path: Path, text: str) -> None:
        loaded = load(tmp_path, {"a.yaml": text, "b.yaml": SERVICE.format("b")})
        assert addresses(loaded) == ["Service/b"] and not loaded.problems
        assert [note.message for note in loaded.notes] == ["a template is not read: pass what it gives"]

    def test_braces_in_texts_are_none(self, tmp_path: Path) -> None:
        loaded = load(tmp_path, {"a.yaml": SERVICE.format("a") + 'x: "{{ $labels.y }}"\nz: |\n  {{ range . }}\n'})
        assert only(loaded).get("z") == Known("{{ range . }}\n") and not loaded.notes

    @pytest.mark.parametrize("mark", ["${ZONE}", "$ZONE", "<your zone>", "${zone:=a}"])
    def test_placeholders(self, tmp_path: Path, mark: str) -> None:
        loaded = load(tmp_path, {"a.yaml": SERVICE.format(mark) + "x: z\n"})
        found = only(loaded)
        assert isinstance(found.name, Unknown) and mark in found.name.why and found.get("x") == Known("z")
        assert found.name.span is not None and found.name.span.line == 4

    def test_placeholders_within_a_text(self, tmp_path: Path) -> None:
        found = only(load(tmp_path, {"a.yaml": SERVICE.format('"a-${B}-c"') + "x: {'$K': 1, a: '$(B)', c: '$1^x$'}\n"}))
        assert isinstance(found.name, Text) and found.name.parts[0] == "a-" and found.name.parts[2] == "-c"
        rest = found.get("x")
        assert isinstance(rest, Fields) and rest.rest is not None
        assert dig(rest, "a") == Known("$(B)") and dig(rest, "c") == Known("$1^x$")

    def test_scripts_are_texts(self, tmp_path: Path) -> None:
        found = only(load(tmp_path, {"a.yaml": SERVICE.format("a") + "x: |\n  echo ${HOME}\n  exit\n"}))
        assert found.get("x") == Known("echo ${HOME}\nexit\n")

    def test_patches_of_kustomize(self, tmp_path: Path) -> None:
        loaded = load(
            tmp_path,
            {
                "base/a.yaml": SERVICE.format("a"),
                "over/kustomization.yaml": "patchesStrategicMerge: [p.yaml]\npatches: [{path: sub/q.yaml}, {patch: a}]",
                "over/p.yaml": SERVICE.format("a"),
                "over/sub/q.yaml": SERVICE.format("a"),
                "over/r.yaml": SERVICE.format("r"),
                "broken/kustomization.yaml": "patches: [\n",
                "broken/s.yaml": SERVICE.format("s"),
            },
        )
        assert addresses(loaded) == ["Service/a", "Service/s", "Service/r"]
        assert [(note.message, note.at and note.at.path) for note in loaded.notes] == [
            ("2 patches of kustomize are not read by themselves: pass what kustomize build gives", "over/p.yaml")
        ]


class TestTree:
    def test_what_is_left_out(self, tmp_path: Path) -> None:
        tree = tmp_path / "tree"
        (tmp_path / "outside.yaml").write_text(SERVICE.format("outside"))
        load(tree, {name: SERVICE.format("x") for name in (".git/a.yaml", "node_modules/b.yaml", ".c.yaml", "d.txt")})
        (tree / "link.yaml").symlink_to(tmp_path / "outside.yaml")
        (tree / "linked").symlink_to(tmp_path)
        loaded = kubernetes.load(tree)
        assert (loaded.manifests, loaded.problems) == ([], [])

    def test_paths(self, tmp_path: Path) -> None:
        load(tmp_path, {name: SERVICE.format(name[0]) for name in ("a/x.yaml", "b/x.yaml", "c.yaml")})
        loaded = kubernetes.load(tmp_path, [tmp_path / "a", tmp_path / "c.yaml", tmp_path / "a/x.yaml"])
        assert addresses(loaded) == ["Service/a", "Service/c"]

    def test_kinds_choose_documents(self, tmp_path: Path) -> None:
        other = SERVICE.format("a").replace("Service", "Secret")
        text = other + "x: [\n---\n" + SERVICE.format("wanted")
        loaded = load(tmp_path, {"a.yaml": text, "b.yaml": other}, every=False)
        assert addresses(loaded) == ["Service/wanted"] and not loaded.problems

    def test_groups_choose_objects(self, tmp_path: Path) -> None:
        other = SERVICE.format("a").replace("v1", "serving.knative.dev/v1")
        assert not load(tmp_path, {"a.yaml": other}, every=False).manifests
        assert load(tmp_path, {"a.yaml": SERVICE.format("a").replace("v1", "${V}")}, every=False).manifests

    def test_names_choose_config_maps(self, tmp_path: Path) -> None:
        maps = [SERVICE.format(name).replace("Service", "ConfigMap") for name in ("coredns", "coredns-x", "app")]
        assert addresses(load(tmp_path, {"a.yaml": "---\n".join(maps)}, every=False)) == ["ConfigMap/coredns"]

    @pytest.mark.parametrize(
        ("text", "kinds"),
        [
            ("kind: Service\nspec: {kind: Pod}\n", {"Service"}),
            ("kind: ScaledObject\nspec:\n  scaleTargetRef:\n    kind: Deployment\n", set()),
            ("kind: CustomResourceDefinition\nspec:\n  names:\n    kind: NodePool\n", set()),
            ('{"kind": "Service", "spec": {}}', {"Service"}),
            ('{\n  "kind": "Service"\n}', {"Service"}),
            ("kind: List\nitems:\n- kind: Pod\n- kind: Secret\n", {"Pod"}),
            ("kind: ServiceList\nitems:\n- metadata: {name: a}\n", {"Service"}),
            ("kind: PodX\n", set()),
            ("'kind' : 'Pod'\n", {"Pod"}),
            ("kind: Pod # a\r\n", {"Pod"}),
            ("kind: Pod\n---\nkind: Secret\n---\nkind: Job\n", {"Pod", "Job"}),
            ("kind: {{ .Values.kind }}\n", set()),
            ("kind: ConfigMap\nmetadata:\n  name: kube-proxy\n", {"ConfigMap"}),
            ("kind: ConfigMap\nmetadata:\n  name: kube-proxy-x\n", set()),
        ],
    )
    def test_kinds_of_a_text(self, text: str, kinds: set[str]) -> None:
        assert kinds_in(text) == kinds
        assert not kinds or may_matter_in_bytes(text.encode())

    def test_other_files_cost_no_parser(self, tmp_path: Path) -> None:
        load(tmp_path, {"a.yaml": "a: 1\n", "b.json": "{}"})
        code = (
            "import sys; from pathlib import Path; from eks_netlint.frontends import kubernetes; "
            f"kubernetes.load(Path({str(tmp_path)!r})); assert 'yaml' not in sys.modules"
        )
        subprocess.run([sys.executable, "-c", code], check=True)

    def test_a_look(self, tmp_path: Path) -> None:
        load(tmp_path, {"a/x.yaml": SERVICE.format("a"), "b/x.yaml": "a: 1\n"})
        assert kubernetes.any_below(tmp_path) and kubernetes.any_below(tmp_path / "a/x.yaml")
        assert not kubernetes.any_below(tmp_path / "b")


def test_a_kustomization_says_the_namespace_of_the_files_it_lists(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: {}\n"
    files = {
        "kustomization.yaml": "kind: Kustomization\nnamespace: shop\nresources: [listed.yaml, ./sub/also.yaml]\n",
        "listed.yaml": pod.format("a") + "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: b}\n",
        "sub/also.yaml": pod.format("c") + "  namespace: own\n",
        "other.yaml": pod.format("d"),
    }
    (tmp_path / "sub").mkdir()
    found = load(tmp_path, files, every=False)
    assert set(addresses(found)) == {"Pod/shop/a", "Namespace/b", "Pod/own/c", "Pod/d"}
