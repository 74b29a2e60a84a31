"""A module instance: its variables, locals, resources, module calls and outputs, each worked out when asked for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path

from eks_netlint.frontends.reading import Unreadable, read_bytes
from eks_netlint.frontends.terraform.answers import Answers
from eks_netlint.frontends.terraform.bodies import BodyAttributes, BodyEntries, InstanceEntries, evaluate, unread
from eks_netlint.frontends.terraform.effort import Effort
from eks_netlint.frontends.terraform.expansion import Expansion, Instance, expand, unexpanded
from eks_netlint.frontends.terraform.expressions import Expression
from eks_netlint.frontends.terraform.files import TreeFiles
from eks_netlint.frontends.terraform.lookups import is_shared
from eks_netlint.frontends.terraform.registry import STUBS, find_stub, is_remote, own_stub
from eks_netlint.frontends.terraform.scope import Scope
from eks_netlint.frontends.terraform.sources import ModuleSource, Sources
from eks_netlint.frontends.terraform.steps import GetAttribute, Step
from eks_netlint.frontends.terraform.syntax import Attribute, Block
from eks_netlint.frontends.terraform.types import converted
from eks_netlint.records import dataclass, field
from eks_netlint.resources import Resource, TooLarge
from eks_netlint.source import Problem, Span, told
from eks_netlint.values import Cause, Fields, Items, Known, Reference, Truth, Unknown, Value, first_of

_CALL_ARGUMENTS = frozenset(["source", "version", "count", "for_each", "depends_on", "providers"])
"""Arguments of a module call that are Terraform's own."""

MAX_DEPTH = 32
"""Module calls nested deeper than this are not followed."""

MAX_RESOURCES = 20_000
"""Resource instances of one root; further ones are left out, which is a Problem."""

MAX_MODULES = 2_000
"""Module instances of one root; further ones are left out, which is a Problem."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the report should know about how the files were read."""

    message: str
    at: Span | None = None


@dataclass
class Run:
    """What all module instances of one root share."""

    sources: Sources
    root: Path
    files: TreeFiles
    effort: Effort
    inputs: Mapping[str, Value]
    inputs_unread: Unknown | None = None
    workspace: str | None = None  # None where the user does not say in which one terraform runs
    answers: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    own_stubs: tuple[tuple[str, Path], ...] = ()  # patterns of module sources, and the folders that stand for them
    notes: dict[Note, None] = field(default_factory=dict)
    repeated: dict[Problem, Block | Attribute] = field(default_factory=dict)
    resources: int = 0
    modules: int = 0
    instances: dict[str, InstanceEntries] = field(default_factory=dict)  # those that data sources may look up

    def note(self, message: str, at: Span | None) -> None:
        """Keep a note, once."""
        self.notes[Note(message, at)] = None

    @property
    def full(self) -> bool:
        """Whether the root asks for more instances than are made."""
        return self.resources > MAX_RESOURCES or self.modules > MAX_MODULES

    def left_out(self) -> None:
        """Report that instances are left out."""
        what = f"{MAX_RESOURCES} resources" if self.resources > MAX_RESOURCES else f"{MAX_MODULES} module instances"
        root = self.sources.relative(self.root) or "."
        self.sources.problems.append(Problem(root, f"asks for more than {what}: the rest is left out"))

    @cached_property
    def downloaded(self) -> dict[str, str]:
        """Directories of downloaded modules by call path (``a.b``), from ``.terraform/modules/modules.json``."""
        listing = self.root / ".terraform" / "modules" / "modules.json"
        if not os.path.lexists(listing):
            return {}
        import json  # few roots have been initialised where this runs

        try:
            inside = listing.parent.resolve().is_relative_to(self.sources.tree)
            if not inside:
                raise Unreadable("lies outside the scanned tree: not read", outside=True)
            entries = json.loads(read_bytes(listing, self.sources.tree))["Modules"]
            return {str(entry["Key"]): str(entry["Dir"]) for entry in entries if entry["Key"]}
        except Unreadable as error:
            why = str(error)
        except (ValueError, KeyError, TypeError, RecursionError):
            why = "is no list of modules as terraform init writes it"
        self.sources.problems.append(Problem(self.sources.relative(listing), why))
        return {}


class Module:
    """One instance of a module; ``address`` is empty for the root."""

    def __init__(
        self,
        source: ModuleSource,
        run: Run,
        address: str = "",
        parent: Module | None = None,
        call: Block | None = None,
        call_scope: Scope | None = None,
        instance: Instance | None = None,
    ) -> None:
        self.source = source
        self.run = run
        self.effort: Effort = run.effort
        """The work that may still be done for the root."""
        self.address = address
        self.parent = parent
        self.call = call
        self.call_scope = call_scope
        self._instance = instance
        self.depth: int = 0 if parent is None else parent.depth + 1
        self.scope = Scope(self, {})
        self._answers = Answers(source.common, None if call is None else call.body, run.effort)
        self._instances: dict[str, Fields] = {}
        self._entries: dict[str, BodyEntries] = {}
        self._sets: dict[tuple[str, ...], Value] = {}
        self._children: dict[str, list[tuple[Instance, Module | None]]] = {}
        for message, span in source.notes.items():
            run.note(message, span)
        for problem, repeated in source.repeated.items():
            run.repeated[problem] = repeated

    @property
    def files(self) -> TreeFiles | None:
        """Files its functions may read: those of the tree, none for a stub."""
        return None if self.source.stub else self.run.files

    @property
    def prefix(self) -> str:
        """What stands before the addresses of its resources."""
        return f"{self.address}." if self.address else ""

    def resolve(self, root: str, steps: tuple[Step, ...], at: Expression) -> tuple[Value, int]:
        """The value a root name and its first steps stand for, and how many steps were used."""
        if not steps or not isinstance(step := steps[0], GetAttribute):
            what = "an incomplete reference to a data source" if root == "data" else f"{root} is not defined here"
            return at.error(what), len(steps)
        first = step.name
        if root == "var":
            return self.variable(first, at), 1
        if root == "local":
            return self.local(first, at), 1
        self._answers.vary()
        if root == "data":
            if len(steps) < 2 or not isinstance(step := steps[1], GetAttribute):
                return at.error("an incomplete reference to a data source"), len(steps)
            return self.resource(("data", first, step.name), at), 2
        if root == "ephemeral" and len(steps) > 1 and isinstance(step := steps[1], GetAttribute):
            address = f"{self.prefix}ephemeral.{first}.{step.name}"
            return Reference(f"{address} exists while terraform runs", at.span, Cause.APPLY, address), 2
        if root == "module":
            return self.called(first, at), 1
        if root in ("path", "terraform"):
            return self._surroundings(root, first, at), 1
        if root in ("each", "count", "self"):
            return at.error(f"{root}.{first} is not defined here"), len(steps)
        return self.resource(("managed", root, first), at), 1

    def _undeclared(self, why: str, at: Expression) -> Value:
        """An error, unless a file of the module that cannot be read may hold the declaration."""
        if self.source.broken:
            return Unknown(f"{why} in the files that can be read", at.span, Cause.UNSUPPORTED)
        return at.error(why)

    def _surroundings(self, root: str, name: str, at: Expression) -> Value:
        if root == "path" and name == "module":
            return Known(self._path_module(), at.span, at.origin)
        if root == "path" and name == "root":
            return Known(".", at.span, at.origin)
        if root == "terraform" and name == "workspace" and self.run.workspace is not None:
            return Known(self.run.workspace, at.span, at.origin)
        why = f"terraform.{name} is chosen when Terraform runs"
        if root == "path":
            why = "the working directory is not in the files"
        return Reference(why, at.span, Cause.OUTSIDE, f"{root}.{name}")

    def _path_module(self) -> str:
        if self.source.stub:
            return "."
        try:
            relative = self.source.directory.relative_to(self.run.root).as_posix()
        except ValueError:
            up = len(self.run.root.relative_to(self.run.sources.tree).parts)
            relative = "/".join([".."] * up + [self.source.path])
        return relative

    def failed(self, error: Exception, at: Span | None) -> Unknown:
        """What an exception of ours leaves of a value: an unknown, and a Problem at the user's place for it."""
        place = self.call_spans()[-1] if at is not None and at.document.stub and self.call_spans() else at
        what = "a value" if at is None else f"the value at {at.path}:{at.line}" if at.document.stub else "this"
        why = f"{what} cannot be worked out: {told(error)}"
        where, line = (self.source.path, None) if place is None else (place.path, place.line)
        self.run.sources.problems.append(Problem(where, why, line, internal=True))
        return Unknown(f"internal error ({type(error).__name__})", at, Cause.UNSUPPORTED)

    def variable(self, name: str, at: Expression) -> Value:
        """The value of an input variable."""
        block = self.source.variables.get(name)
        if block is None:
            return self._undeclared(f"there is no variable {name}", at)
        return self._answers.get(
            ("var", name), lambda: self._variable(name, block), lambda: at.error(f"var.{name} refers to itself")
        )

    def _variable(self, name: str, block: Block) -> Value:
        self._answers.depend_on(name)
        attributes = block.body.attributes
        wanted = self.source.type_of_variable(name)
        given = self._given(name)
        if given is not None and isinstance(given, Known) and given.value is None and "nullable" in attributes:
            nullable = evaluate(attributes["nullable"].expression, self.scope)
            if isinstance(nullable, Known) and nullable.value is False:
                given = None
        if given is not None:
            return converted(given, wanted)
        if self.parent is None and self.run.inputs_unread is not None:
            return self._unset(name, block, self.run.inputs_unread)
        default = attributes.get("default")
        if default is None:
            return self._unset(name, block, None)
        return converted(evaluate(default.expression, self.scope), wanted)

    def _unset(self, name: str, block: Block, why: Unknown | None) -> Reference:
        self._answers.vary()
        reason = why.why if why is not None else f"variable {name} has no value"
        return Reference(reason, block.span, Cause.VARIABLE, f"{self.prefix}var.{name}")

    def _given(self, name: str) -> Value | None:
        """What the caller, or for the root the variable files, give to a variable."""
        if self.parent is None or self.call is None or self.call_scope is None:
            return self.run.inputs.get(name)
        attribute = self.call.body.attributes.get(name)
        return unread(self.call) if attribute is None else evaluate(attribute.expression, self.call_scope)

    def local(self, name: str, at: Expression) -> Value:
        """A local value."""
        attribute = self.source.locals.get(name)
        if attribute is None:
            return self._undeclared(f"there is no local value {name}", at)
        return self._answers.get(
            ("local", name),
            lambda: evaluate(attribute.expression, self.scope),
            lambda: at.error(f"local.{name} refers to itself"),
        )

    def output(self, name: str) -> Value | None:
        """An output, None where the module has no such output."""
        block = self.source.outputs.get(name)
        if block is None:
            return None
        attribute = block.body.attributes.get("value")
        if attribute is None:
            lost = unread(block)
            return Unknown(f"output {name} has no value", block.span, Cause.ERROR) if lost is None else lost
        expression = attribute.expression
        return self._answers.get(
            ("output", name),
            lambda: evaluate(expression, self.scope),
            lambda: expression.error(f"output {name} refers to itself"),
        )

    def expansion(self, key: tuple[str, ...], block: Block) -> Expansion:
        """Instances of a block, worked out once."""
        why = "count or for_each refers to the block itself"
        return self._answers.get(
            ("expand", *key),
            lambda: self._expanded(block),
            lambda: Expansion("count", (), Unknown(why, block.span, Cause.ERROR)),
        )

    def _expanded(self, block: Block) -> Expansion:
        """Instances of a block; where our code fails, one that stands for them all."""
        try:
            return expand(block, self.scope)
        except TooLarge:
            raise
        except Exception as error:
            return unexpanded(self.failed(error, block.span))

    def resource(self, key: tuple[str, str, str], at: Expression) -> Value:
        """A resource or data source as an expression sees it: an object, a list or a map of objects."""
        found = self._sets.get(key)
        if found is None:
            block = self.source.resources.get(key)
            if block is None:
                return self._undeclared(f"{key[1]}.{key[2]} is not declared", at)
            expansion = self.expansion(key, block)
            found = self._as_set(self.address_of(key), expansion, lambda one: self.instance(key, block, one))
            self._sets[key] = found
        return found

    def address_of(self, key: tuple[str, str, str]) -> str:
        """Address of a resource block, without instance key."""
        mode, type, name = key
        return f"{self.prefix}{'data.' if mode == 'data' else ''}{type}.{name}"

    def instance(self, key: tuple[str, str, str], block: Block, instance: Instance) -> Fields:
        """One instance as an expression sees it."""
        address = self.address_of(key) + instance.suffix
        found = self._instances.get(address)
        answered = self.run.answers.get(address) if key[0] == "data" else None
        if found is None and answered is not None:
            found = self._instances[address] = Fields(dict(answered.items()), None, "object", block.span)
        if found is None:
            entries = self._body(address, block, instance)
            managed, shared = key[0] == "managed", is_shared(key[1])
            seen = InstanceEntries(entries, address, key[1], managed, self.run.instances if shared else None)
            if managed and shared:
                self.run.instances[address] = seen
            cause = Cause.APPLY if managed else Cause.DATA
            whole = Reference(f"{address} is known after apply", block.span, cause, address)
            found = self._instances[address] = Fields(seen, whole, "object", block.span)
        return found

    def _body(self, address: str, block: Block, instance: Instance) -> BodyEntries:
        """Attributes of one instance, shared by everybody who asks so that each is evaluated once."""
        found = self._entries.get(address)
        if found is None:
            found = self._entries[address] = BodyEntries(block.body, Scope(self, instance.bindings))
        return found

    def _as_set(self, address: str, expansion: Expansion, one: Callable[[Instance], Value]) -> Value:
        if expansion.mode == "single":
            return one(expansion.instances[0]) if expansion.instances else Known(None)  # as OpenTofu has it
        sure = [instance for instance in expansion.instances if instance.exists is Truth.YES]
        rest: Unknown | None = None
        if expansion.rest is not None:
            why = expansion.rest
            rest = Reference(why.why, why.span, why.cause, address)
        if expansion.mode == "count":
            return Items(tuple(one(instance) for instance in sure), rest, "tuple", True)
        entries = {instance.key: one(instance) for instance in sure if isinstance(instance.key, str | Reference)}
        if rest is not None:
            rest = Unknown(rest.why, rest.span, rest.cause)
        return Fields(entries, rest, "object")

    def called(self, name: str, at: Expression) -> Value:
        """A module call as an expression sees it."""
        key = ("module", name)
        found = self._sets.get(key)
        if found is None:
            block = self.source.calls.get(name)
            if block is None:
                return self._undeclared(f"there is no module {name}", at)
            children = dict(self.children(name))
            expansion = self.expansion(key, block)
            address = f"{self.prefix}module.{name}"
            found = self._as_set(
                address, expansion, lambda one: self._outputs(address + one.suffix, block, children.get(one))
            )
            self._sets[key] = found
        return found

    def _outputs(self, address: str, block: Block, child: Module | None) -> Value:
        if child is None:
            full = "one of too many modules" if self.run.full else "a module whose source is not on disk"
            why = f"{address} is {full}"
            return Reference(why, block.span, Cause.MODULE, address)
        why = f"{address} may declare it in a file that cannot be read"
        rest = Unknown(why, block.span, Cause.UNSUPPORTED) if child.source.broken else None
        return Fields(OutputEntries(child), rest, "object", block.span)

    def children(self, name: str) -> list[tuple[Instance, Module | None]]:
        """Instances of a module call; None for one whose source cannot be had."""
        found = self._children.get(name)
        if found is None:
            block = self.source.calls[name]
            expansion = self.expansion(("module", name), block)
            try:
                source = self._source_of(name, block)
            except Exception as error:
                self.failed(error, block.span)
                source = None
            self.run.modules += len(expansion.instances)
            if self.run.full:
                self.run.left_out()
                source = None
            found = [(instance, self._child(name, block, instance, source)) for instance in expansion.instances]
            self._children[name] = found
        return found

    def _child(self, name: str, block: Block, instance: Instance, source: ModuleSource | None) -> Module | None:
        if source is None:
            return None
        address = f"{self.prefix}module.{name}{instance.suffix}"
        return Module(source, self.run, address, self, block, Scope(self, instance.bindings), instance)

    def _source_of(self, name: str, block: Block) -> ModuleSource | None:
        """The called module's files: on disk, downloaded, or one of our stubs."""
        attribute = block.body.attributes.get("source")
        text = None if attribute is None else attribute.literal_text()
        if text is None and attribute is not None:  # OpenTofu works out a source made of variables and locals
            value = evaluate(attribute.expression, self.scope)
            text = value.value if isinstance(value, Known) and isinstance(value.value, str) else None
        if text is None:
            self.run.note(f"module {name}: the source is not known", block.span)
            return None
        if self.depth >= MAX_DEPTH:
            self.run.note(f"module {name}: calls nested deeper than {MAX_DEPTH} are not followed", block.span)
            return None
        if not is_remote(text):
            return self._by_path(name, block, self.source.directory / text)
        own = None if self.source.stub else own_stub(text, self.run.own_stubs)
        if own is not None:
            return self._by_path(name, block, own)
        downloaded = self.run.downloaded.get(self._call_path(name))
        found = None if downloaded is None else self._directory(self.run.root / downloaded)
        return self._stub(name, block, text) if found is None else self._entered(name, block, found)

    def _call_path(self, name: str) -> str:
        parent = self.parent
        if parent is None or self.call is None:
            return name
        return f"{parent._call_path(self.call.labels[0])}.{name}"

    def _by_path(self, name: str, block: Block, path: Path) -> ModuleSource | None:
        found = self._directory(path)
        if found is None:
            bounds = self.run.sources.tree
            inside = self.source.stub or "\0" in str(path) or Path(os.path.realpath(path)).is_relative_to(bounds)
            what = "does not exist" if inside else "lies outside the scanned tree and is not read"
            self.run.note(f"module {name}: the source directory {what}", block.span)
            return None
        return self._entered(name, block, found)

    def _directory(self, path: Path) -> Path | None:
        """The directory free of links, None unless it lies in the tree (for a stub among our stubs)."""
        bounds = STUBS if self.source.stub else self.run.sources.tree
        try:
            found = path.resolve()
            return found if found.is_relative_to(bounds) and found.is_dir() else None
        except (OSError, ValueError, RuntimeError):  # too long, a circle of links, a NUL
            return None

    def _entered(self, name: str, block: Block, directory: Path) -> ModuleSource | None:
        """The module in a directory, unless it is one that we are in already."""
        ancestor: Module | None = self
        while ancestor is not None:
            if ancestor.source.directory == directory:
                self.run.note(f"module {name}: the module calls itself", block.span)
                return None
            ancestor = ancestor.parent
        return self.run.sources.module(directory, self.source.stub)

    def _stub(self, name: str, block: Block, source: str) -> ModuleSource | None:
        version = block.body.attributes.get("version")
        arguments = frozenset(block.body.attributes) - _CALL_ARGUMENTS if version is None else frozenset[str]()
        stub = find_stub(source, None if version is None else version.literal_text(), arguments)
        if stub is None:
            return None
        if stub.note is not None:
            self.run.note(f"module {name}: {stub.note}", block.span)
        return self.run.sources.module(stub.directory, True)

    def resources(self, ignored: tuple[str, ...] = ()) -> Iterator[Resource]:
        """Every resource instance of this module and of those it calls, in the order of the files.

        Types that begin with one of ``ignored`` are left out, so that nobody works out their instances.
        """
        calls = self.call_spans()
        owner, why = self.certainty()
        for key, block in self.source.resources.items():
            if ignored and key[1].startswith(ignored):
                continue
            for instance in self.expansion(key, block).instances:
                self.run.resources += 1
                if self.run.full:
                    self.run.left_out()
                    return
                yield self._resource(key, block, instance, calls, owner, why)
        for name, block in self.source.calls.items():
            for instance, child in self.children(name):
                if self.run.full:
                    return
                if child is None:
                    yield self._unresolved(name, block, instance, calls)
                else:
                    yield from child.resources(ignored)

    def call_spans(self) -> tuple[Span, ...]:
        """The module call blocks that lead here, outermost first; those inside stubs are not the user's."""
        if self.parent is None or self.call is None:
            return ()
        above = self.parent.call_spans()
        return above if self.call.document.stub else (*above, self.call.span)

    def certainty(self) -> tuple[Truth, Unknown | None]:
        """Whether this module instance surely exists."""
        if self.parent is None or self.call is None:
            return Truth.YES, None
        exists, why = self.parent.certainty()
        if self._instance is None:
            return exists, why
        return exists & self._instance.exists, first_of(why, self._instance.unsure)

    def _resource(
        self,
        key: tuple[str, str, str],
        block: Block,
        instance: Instance,
        calls: tuple[Span, ...],
        owner: Truth,
        why: Unknown | None,
    ) -> Resource:
        exists = owner & instance.exists
        address = self.address_of(key) + instance.suffix
        return Resource(
            type=key[1],
            name=key[2],
            address=address,
            attributes=BodyAttributes(block, self._body(address, block, instance)),
            span=calls[-1] if block.document.stub and calls else block.span,
            mode=key[0],
            module=self.address,
            key=instance.key,
            calls=calls,
            exists=exists,
            unsure=None if exists is Truth.YES else first_of(why, instance.unsure),
            stub=block.document.stub,
            depends_on=_depends_on(block),
        )

    def _unresolved(self, name: str, block: Block, instance: Instance, calls: tuple[Span, ...]) -> Resource:
        """A call of a module that cannot be had, so that others can see its arguments."""
        entries = BodyEntries(block.body, Scope(self, instance.bindings))
        return Resource(
            type="module",
            name=name,
            address=f"{self.prefix}module.{name}{instance.suffix}",
            attributes=BodyAttributes(block, entries),
            span=calls[-1] if block.document.stub and calls else block.span,
            mode="module",
            module=self.address,
            key=instance.key,
            calls=calls,
            exists=self.certainty()[0] & instance.exists,
            unsure=first_of(self.certainty()[1], instance.unsure),
            stub=block.document.stub,
        )


def is_stubbed(block: Block) -> bool:
    """Whether the block calls a module that we have a stub of."""
    attribute = block.body.attributes.get("source") if block.type == "module" else None
    text = None if attribute is None else attribute.literal_text()
    return text is not None and find_stub(text, None) is not None


def _depends_on(block: Block) -> tuple[str, ...]:
    attribute = block.body.attributes.get("depends_on")
    if attribute is None:
        return ()
    text = attribute.span.text
    listed = text[text.find("[") + 1 : text.rfind("]")]
    return tuple(part for raw in listed.split(",") if (part := raw.strip(' "\n')))


class OutputEntries(Mapping["str | Reference", Value]):
    """Outputs of a module, each evaluated once, when first asked for."""

    __slots__ = ("_done", "_module")

    def __init__(self, module: Module) -> None:
        self._module = module
        self._done: dict[str, Value] = {}

    def __getitem__(self, name: str | Reference) -> Value:
        text = str(name)
        if not self._module.effort.may_read():
            return Unknown("too much work to evaluate", None, Cause.UNSUPPORTED)
        found = self._done.get(text)
        if found is None:
            answer = self._module.output(text)
            if answer is None:
                raise KeyError(name)
            found = self._done[text] = answer
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._module.source.outputs

    def __iter__(self) -> Iterator[str | Reference]:
        return iter(self._module.source.outputs)

    def __len__(self) -> int:
        return len(self._module.source.outputs)
