"""Typed reading of values, texts inside texts, user data, Helm values and shell commands."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Mapping
from ipaddress import IPv4Network

import pytest

from eks_netlint.lowering import commands, documents, helm, manifests, read, userdata, zones
from eks_netlint.lowering.declared import Declared, nearest
from eks_netlint.model.nouns import Zone
from eks_netlint.resources import Resource, WrittenAttributes
from eks_netlint.source import Document, Span
from eks_netlint.values import (
    Absent,
    Cause,
    Encoded,
    Fields,
    Items,
    Known,
    Reference,
    Text,
    Truth,
    Unknown,
    Value,
    dig,
    unknowns_in,
)

FILE = Document("main.tf", b"\n" * 200)
SPAN = Span(FILE, 0, 1)
WHY = Unknown("variable without value", cause=Cause.VARIABLE)
ENDPOINT = Reference("known after apply", address="aws_eks_cluster.this[0]", path=("endpoint",), solid=True)
REGION = Reference("variable without value", address="var.region")


def value(plain: object) -> Value:
    if isinstance(plain, dict):
        return Fields({key: value(member) for key, member in plain.items()}, None, "object", SPAN)
    if isinstance(plain, list | tuple):
        return Items(tuple(value(member) for member in plain), None, "tuple", True, SPAN)
    if isinstance(plain, Known | Unknown | Items | Fields):
        return plain
    assert plain is None or isinstance(plain, str | bool | int | float)
    return Known(plain, SPAN)


def resource(address: str, attributes: Mapping[str, object], mode: str = "managed") -> Resource:
    *module, type_, name = address.removeprefix("data.").split(".")
    written = WrittenAttributes({name: value(plain) for name, plain in attributes.items()}, SPAN)
    return Resource(type_, name.split("[")[0], address, written, SPAN, mode, ".".join(module))


NO_RESOURCES = Declared(())


class TestRead:
    def test_numbers_and_bools_spelled_as_strings_count(self) -> None:
        assert read.whole(Known("3"), None) == Known(3)
        assert read.whole(Known(3.0), None) == Known(3)
        assert read.truth(Known("true"), None) == Known(True)
        assert read.text(Known(1), None) == Known("1")
        assert read.text(Known(True), None) == Known("true")

    def test_null_and_absent_take_the_default_and_say_so(self) -> None:
        for nothing in (Absent(), Known(None)):
            found = read.whole(nothing, read.default(7, SPAN))
            assert isinstance(found, Known) and found.value == 7 and found.is_default and found.span == SPAN

    def test_unknown_is_never_a_default(self) -> None:
        assert read.whole(WHY, read.default(7)) is WHY
        assert read.truth(WHY, read.default(True)) is WHY
        assert read.text(WHY, read.default("x")) is WHY
        assert read.range_of(WHY, None) is WHY

    def test_wrong_types_are_unknown(self) -> None:
        assert isinstance(read.whole(Known("many"), None), Unknown)
        assert isinstance(read.whole(Known(True), None), Unknown)
        assert isinstance(read.truth(Known("maybe"), None), Unknown)
        assert isinstance(read.range_of(Known("10.0.0.0/40"), None), Unknown)
        assert isinstance(read.text(value([]), None), Unknown)

    def test_range_drops_host_bits(self) -> None:
        assert read.range_of(Known("10.0.0.7/24"), None) == Known(IPv4Network("10.0.0.0/24"))

    def test_an_unknown_member_makes_the_rest_unknown(self) -> None:
        found = read.texts(value(["a", WHY, None, "b"]))
        assert [word.value for word in found.known] == ["a", "b"]
        assert found.rest is WHY

    def test_tags_with_an_unknown_key(self) -> None:
        found = read.tags(Fields({"a": Known(1), REGION: Known("x"), "gone": Known(None)}))
        assert dict(found.known) == {"a": Known("1")}
        assert found.has("b") is Truth.UNSURE and found.has("a") is Truth.YES

    @pytest.mark.parametrize("said", [Known("x"), ENDPOINT, Text("t", parts=("a", WHY)), value([1])])
    def test_solid(self, said: Value) -> None:
        assert read.solid(said)

    @pytest.mark.parametrize("said", [Known(None), Known(""), WHY, REGION, Text("t", parts=(WHY,)), Items(())])
    def test_not_solid(self, said: Value) -> None:
        assert not read.solid(said)


class TestDeclared:
    def test_chase_goes_through_written_attributes_and_stops_at_the_unknown(self) -> None:
        declared = Declared(
            (
                resource("aws_a.x", {"vpc_id": Reference("r", address="aws_vpc.v", path=("id",))}),
                resource("aws_vpc.v", {"cidr_block": "10.0.0.0/16"}),
                resource("time_sleep.t", {"triggers": {"name": "prod"}}),
                resource("aws_b.x", {"name": WHY}),
            )
        )
        assert declared.key(Reference("r", address="aws_a.x", path=("vpc_id",))) == "aws_vpc.v"
        assert declared.key(Reference("r", address="time_sleep.t", path=("triggers", "name"))) == "prod"
        assert declared.key(Reference("r", address="aws_b.x", path=("name",))) == "aws_b.x"
        assert declared.key(WHY) is None

    def test_keys_of_what_is_not_declared(self) -> None:
        assert NO_RESOURCES.key(Known("arn:aws:ec2:eu-west-1:1:subnet/subnet-1")) == "subnet-1"
        assert NO_RESOURCES.key(Reference("r", address="module.vpc", path=("private_subnets", 0))) == (
            "module.vpc.private_subnets[0]"
        )
        assert NO_RESOURCES.key(Text("t", parts=(REGION, "a"))) == '"${var.region}a"'

    def test_a_resource_that_refers_to_itself_ends(self) -> None:
        loop = Reference("r", address="aws_a.x", path=("other",))
        assert Declared((resource("aws_a.x", {"other": loop}),)).chase(loop) == loop

    def test_nearest_module(self) -> None:
        homes = {"", "module.eks", "module.eks.module.inner"}
        assert nearest('module.eks.module.group["a"]', homes) == "module.eks"
        assert nearest("module.eksextra", homes) == ""
        assert nearest("module.other", {"module.eks"}) is None


class TestZones:
    def test_a_text_zone_is_one_zone_wherever_it_is_written(self) -> None:
        attribute = Text("one reason", SPAN, parts=(REGION, "a"))
        key = Reference("another", address='"${var.region}a"', solid=True)
        one, two = zones.zone(attribute, Absent()), zones.named(key)
        assert isinstance(one, Known) and two is not None
        assert one.value.same(two) is Truth.YES

    def test_members_of_one_list_of_zones_differ(self) -> None:
        names = [Reference("r", address="data.aws_availability_zones.a", path=("names", i), solid=True) for i in (0, 1)]
        first, second = (zones.named(name) for name in names)
        assert first is not None and second is not None
        assert first.same(second) is Truth.NO

    def test_names_ids_and_nothing(self) -> None:
        assert zones.zone(Known("us-east-1a"), Absent()) == Known(Zone(name="us-east-1a"))
        assert zones.zone(Known(None), Known("use1-az1")) == Known(Zone(zone_id="use1-az1"))
        assert isinstance(zones.zone(Absent(), Absent()), Unknown)
        assert zones.named(Known("default")) is None
        assert zones.named(Known("us-gov-west-1b")) == Zone(name="us-gov-west-1b")


class TestDocuments:
    def test_json_and_yaml_text(self) -> None:
        for text in ('{"env": {"A": "1", "B": true, "C": 2}}', "env:\n  A: '1'\n  B: yes\n  C: 2\n"):
            found = documents.structure(Known(text, SPAN))
            assert dig(found, "env", "A") == Known("1")
            assert dig(found, "env", "B") == Known(True)
            assert dig(found, "env", "C") == Known(2)

    def test_unknown_parts_stay_in_their_places(self) -> None:
        text = Text(
            "t", SPAN, parts=("kind: ENIConfig\nmetadata:\n  name: ", REGION, "a\nspec:\n  subnet: ", ENDPOINT, "\n")
        )
        found = documents.structure(text)
        assert dig(found, "spec", "subnet") == ENDPOINT
        name = dig(found, "metadata", "name")
        assert isinstance(name, Text) and name.parts == (REGION, "a")

    def test_a_broken_document_costs_itself_only(self) -> None:
        found = documents.decode(Known("a: 1\n---\nb: [\n---\nc: 3\n", SPAN))
        assert len(found.known) == 2 and found.rest is not None

    def test_decoded_and_encoded_values_keep_their_spans(self) -> None:
        inner = value({"env": {"A": "1"}})
        assert documents.structure(Known("{...}", SPAN, decoded=inner)) is inner
        assert documents.structure(Encoded("e", decoded=inner)) is inner

    def test_a_heredoc_keeps_lines(self) -> None:
        source = b'x = <<-EOT\n    {\n      "env": {\n        "WARM_IP_TARGET": "5"\n      }\n    }\n  EOT\n'
        file = Document("a.tf", source)
        span = Span(file, 4, len(source) - 1)
        text = '{\n  "env": {\n    "WARM_IP_TARGET": "5"\n  }\n}\n'
        found = dig(documents.structure(Known(text, span)), "env", "WARM_IP_TARGET")
        assert found.span is not None and found.span.line == 4 and found.span.text == '"5"'

    def test_aliases(self) -> None:
        bomb = "a0: &a0 [x]\n" + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30))
        found = documents.structure(Known(bomb, SPAN))
        assert sum(1 for _ in unknowns_in(found)) < 1000
        assert isinstance(documents.structure(Known("a: &a\n  b: *a\n", SPAN)), Fields)
        merged = documents.structure(Known("x: &x {A: 1}\nz: {<<: *x, B: 2}\n", SPAN))
        assert dig(merged, "z", "A") == Known(1)

    def test_hostile_depth_and_size(self) -> None:
        assert documents.decode(Known("[" * 5000, SPAN)).rest is not None
        assert documents.decode(Known("a" * 2_000_000, SPAN)).rest is not None
        deep = documents.decode(Known("[" * 200 + "]" * 200, SPAN))
        assert deep.known or deep.rest is not None


def max_pods(*parts: str | Unknown) -> object:
    said = Known(parts[0]) if len(parts) == 1 and isinstance(parts[0], str) else Text("t", parts=parts)
    return userdata.max_pods(userdata.script(said, NO_RESOURCES)).pods


class TestUserData:
    @pytest.mark.parametrize(
        ("text", "pods"),
        [
            ("/etc/eks/bootstrap.sh c --kubelet-extra-args '--max-pods=110'", 110),
            ("/etc/eks/bootstrap.sh c --kubelet-extra-args '--max-pods 50 --node-labels=a=b'", 50),
            ("kind: NodeConfig\nspec:\n  kubelet:\n    config:\n      maxPods: 250", 250),
            ('{"spec": {"kubelet": {"config": {"maxPods": 30}}}}', 30),
            ('[settings.kubernetes]\n"max-pods" = 40\ncluster-name = "c"', 40),
            ("[settings.kubernetes]\nmax-pods = 41", 41),
            ("/etc/eks/bootstrap.sh c --use-max-pods false", 110),
            ("# --max-pods=99\n/etc/eks/bootstrap.sh c", None),
            ("kind: NodeConfig", None),
        ],
    )
    def test_every_spelling(self, text: str, pods: int | None) -> None:
        assert max_pods(text) == Known(pods)
        assert max_pods(base64.b64encode(text.encode()).decode()) == Known(pods)

    def test_gzip(self) -> None:
        packed = base64.b64encode(gzip.compress(b"bootstrap.sh --max-pods=77")).decode()
        assert max_pods(packed) == Known(77)

    def test_expression_and_script_are_unknown_with_their_reason(self) -> None:
        found = max_pods("kubelet:\n  maxPodsExpression: default_enis * 2")
        assert isinstance(found, Unknown) and "maxPodsExpression" in found.why
        assert isinstance(max_pods("--max-pods=$MAX"), Unknown)
        assert isinstance(max_pods("--max-pods=", REGION, " x"), Unknown)

    def test_the_last_one_wins(self) -> None:
        assert max_pods("maxPods: 20\n---\nmaxPods: 30") == Known(30)

    def test_a_hole_that_may_hide_a_flag(self) -> None:
        assert isinstance(max_pods("/etc/eks/bootstrap.sh c ", WHY), Unknown)
        assert max_pods("/etc/eks/bootstrap.sh c --max-pods=20 ", WHY) == Known(20)

    def test_a_hole_that_hides_none(self) -> None:
        assert max_pods("/etc/eks/bootstrap.sh ex-", WHY, " --b64-cluster-ca $CA") == Known(None)
        assert max_pods("kind: NodeConfig\ncluster:\n  name: ", WHY, "\n  apiServerEndpoint: ", ENDPOINT) == Known(None)

    def test_nothing_unknown_and_structured(self) -> None:
        assert userdata.max_pods(userdata.script(Absent(), NO_RESOURCES)).pods == Known(None)
        assert isinstance(userdata.max_pods(userdata.script(WHY, NO_RESOURCES)).pods, Unknown)
        nested = Encoded("e", decoded=value({"spec": {"kubelet": {"config": {"maxPods": 60}}}}))
        assert userdata.max_pods(userdata.script(nested, NO_RESOURCES)).pods == Known(60)
        inner = Encoded("e", decoded=Text("t", parts=("bootstrap.sh --max-pods=15 ", ENDPOINT)))
        assert userdata.max_pods(userdata.script(inner, NO_RESOURCES)).pods == Known(15)

    def test_node_labels(self) -> None:
        def labels(*parts: str | Unknown) -> object:
            return userdata.labels(userdata.script(Text("t", parts=parts), NO_RESOURCES))

        flag = "bootstrap.sh c --kubelet-extra-args '--node-labels=a=b,k8s.amazonaws.com/eniConfig=pods --max-pods=1'"
        assert labels(flag) == ({"a": Known("b"), "k8s.amazonaws.com/eniConfig": Known("pods")}, None)
        toml = '[settings.kubernetes.node-labels]\n"a" = "b"\nc = "d"\n[settings.other]\ne = "f"\n'
        assert labels(toml) == ({"a": Known("b"), "c": Known("d")}, None)
        known, rest = userdata.labels(userdata.script(Text("t", parts=("x ", WHY)), NO_RESOURCES))
        assert known == {} and rest is not None
        assert userdata.labels(None) == ({}, None)

    def test_parts_of_a_cloud_init_archive(self) -> None:
        parts = [{"content_type": "application/node.eks.aws", "content": "kubelet:\n  config:\n    maxPods: 64"}]
        declared = Declared((resource("data.cloudinit_config.c", {"part": parts}, "data"),))
        rendered = Reference("r", address="data.cloudinit_config.c", path=("rendered",))
        script = userdata.script(rendered, declared)
        assert userdata.max_pods(script).pods == Known(64)
        assert userdata.family(script) == "AL2023"


def release(**attributes: object) -> helm.Chart:
    given = {"chart": "oci://ghcr.io/x/aws-vpc-cni", **attributes}
    return next(helm.charts(Declared((resource("helm_release.r", given),))))


class TestHelm:
    def test_values_merge_in_order_and_set_wins(self) -> None:
        chart = release(
            values=["env:\n  A: '1'\n  B: '1'\n", "env:\n  B: '2'\n"],
            set=[{"name": "env.C", "value": "3"}, {"name": "init.env.D\\.E", "value": True}],
        )
        assert chart.name == "aws-vpc-cni"
        env = dig(chart.values, "env")
        assert isinstance(env, Fields) and env.entries == {"A": Known("1"), "B": Known("2"), "C": Known(3)}
        assert dig(chart.values, "init", "env", "D.E") == Known(True)

    def test_an_unknown_layer_hides_what_stood_below_it(self) -> None:
        chart = release(values=["env:\n  A: '1'\n", WHY], set=[{"name": "env.B", "value": "2"}])
        assert isinstance(dig(chart.values, "env", "A"), Unknown)
        assert dig(chart.values, "env", "B") == Known(2)
        assert chart.values.rest is not None

    def test_unknown_setting(self) -> None:
        chart = release(set=[{"name": WHY, "value": "2"}])
        assert chart.values.rest is not None


def run(command: str | Text) -> list[commands.Command]:
    runner = resource("null_resource.r", {"provisioner": [{"command": command}]})
    return list(commands.commands(Declared((runner,))))


class TestCommands:
    def test_set_env(self) -> None:
        found = list(
            commands.environments(
                run("kubectl set env daemonset aws-node -n kube-system A=true \\\n  WARM_IP_TARGET='5' X-")
            )
        )
        assert [dict(e.env) for e in found] == [{"A": Known("true"), "WARM_IP_TARGET": Known("5"), "X": Known(None)}]

    def test_set_env_of_the_init_container_and_of_others(self) -> None:
        found = list(
            commands.environments(
                run(
                    "kubectl -n kube-system set env ds/aws-node -c aws-vpc-cni-init DISABLE_TCP_EARLY_DEMUX=true; "
                    "kubectl set env deployment/other A=1 # aws-node"
                )
            )
        )
        assert [dict(e.init_env) for e in found if e.init_env] == [{"DISABLE_TCP_EARLY_DEMUX": Known("true")}]

    def test_values_put_together_by_the_shell_are_unknown(self) -> None:
        (found,) = commands.environments(run(Text("t", parts=("kubectl set env ds aws-node A=$B C=", WHY))))
        assert all(isinstance(fact, Unknown) for fact in found.env.values()) and set(found.env) == {"A", "C"}

    def test_applied_heredoc(self) -> None:
        text = Text(
            "t",
            parts=(
                "cat <<EOF | kubectl apply -f -\nkind: ENIConfig\nmetadata:\n  name: ",
                REGION,
                "a\nEOF\necho done\n",
            ),
        )
        texts = run(text)
        (found,) = manifests.manifests(NO_RESOURCES, [], texts).known
        assert found.kind == "ENIConfig" and isinstance(found.name, Text)

    def test_removal(self) -> None:
        assert commands.removes_cni(run("kubectl delete daemonset -n kube-system aws-node")) is not None
        assert commands.removes_cni(run("kubectl -n kube-system delete ds aws-node")) is not None
        assert commands.removes_cni(run("kubectl delete pod aws-node-x")) is None
