"""Reads a script that recreates response groups as PowerShell would run it with -Apply on an empty pool."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import attrs
import pytest
import tree_sitter
import tree_sitter_powershell

LANGUAGE = tree_sitter.Language(tree_sitter_powershell.language())
PAIR = re.compile("(['\u2018\u2019\u201a\u201b])['\u2018\u2019\u201a\u201b]")


@attrs.define
class Pool:
    """What the script makes: noun, then name, then parameters; the lists of what it ran."""

    made: dict[str, dict[str, dict[str, Any]]] = attrs.field(factory=dict)
    ran: list[str] = attrs.field(factory=list)
    _variables: dict[str, Any] = attrs.field(factory=dict)

    def run(self, script: str) -> None:
        """Run the calls of the script, which stand in one try; its functions are known to this class."""
        root = tree_sitter.Parser(LANGUAGE).parse(script.encode()).root_node
        assert not root.has_error, script
        waiting = list(root.named_children)
        while waiting:
            node = waiting.pop(0)
            if node.type == "pipeline" and node.text.startswith((b"Add-RgsObject", b"Complete-RgsQueue")):
                self.value(node)
            elif node.type not in ("pipeline", "function_statement"):
                waiting = [*node.named_children, *waiting]

    def value(self, node: tree_sitter.Node) -> Any:
        """The value of an expression, or of a command."""
        method = getattr(self, f"_{node.type}", None)
        if method:
            return method(node)
        if len(node.named_children) == 1:
            return self.value(node.named_children[0])
        raise AssertionError(f"{node.type}: {node.text.decode()}")

    def _verbatim_string_characters(self, node: tree_sitter.Node) -> str:
        return PAIR.sub(r"\1", node.text.decode()[1:-1])

    def _integer_literal(self, node: tree_sitter.Node) -> int:
        return int(node.text.decode(), 0)

    def _variable(self, node: tree_sitter.Node) -> Any:
        name = node.text.decode()[1:]
        return {"true": True, "false": False, "Parent": "PARENT"}.get(name, self._variables.get(name))

    def _additive_expression(self, node: tree_sitter.Node) -> Any:
        values = [self.value(child) for child in node.named_children]
        return values[0] if len(values) == 1 else "".join(values)

    def _cast_expression(self, node: tree_sitter.Node) -> Any:
        inner = self.value(node.named_children[1])
        return chr(inner) if "char" in node.named_children[0].text.decode() else datetime.fromisoformat(inner)

    def _invokation_expression(self, node: tree_sitter.Node) -> str:
        match = re.fullmatch(r"\[char\]::ConvertFromUtf32\(0x([0-9A-F]+)\)", node.text.decode())
        assert match
        return chr(int(match[1], 16))

    def _array_literal_expression(self, node: tree_sitter.Node) -> Any:
        values = [self.value(child) for child in node.named_children]
        return values if len(values) > 1 else values[0]

    def _array_expression(self, node: tree_sitter.Node) -> list[Any]:
        inner = self.value(node.named_children[0])
        return inner if isinstance(inner, list) else [inner]

    def _hash_literal_expression(self, node: tree_sitter.Node) -> dict[str, Any]:
        entries = [e for e in node.named_children[0].named_children if e.type == "hash_entry"]
        return {e.named_children[0].text.decode(): self.value(e.named_children[1]) for e in entries}

    def _script_block_expression(self, node: tree_sitter.Node) -> tree_sitter.Node:
        return node

    def _assignment_expression(self, node: tree_sitter.Node) -> None:
        target, value = node.named_children[0].text.decode(), self.value(node.named_children[2])
        name, _, member = target[1:].partition(".")
        if member:
            self._variables[name][member] = value
        else:
            self._variables[name] = value

    def _command(self, node: tree_sitter.Node) -> Any:
        name = node.named_children[0].text.decode()
        arguments: list[Any] = []
        named: dict[str, Any] = {}
        waiting = None
        for element in node.named_children[1].named_children:
            text = element.text.decode()
            if element.type == "command_parameter":
                waiting = text[1:]
            elif text.startswith("@") and not text.startswith("@("):
                named |= self._variables[text[1:]]
            elif element.type != "command_argument_sep":
                value = self.value(element)
                arguments += [] if waiting else [value]
                named |= {waiting: value} if waiting else {}
                waiting = None
        self.ran.append(name)
        return self._done(name, arguments, named)

    def _done(self, name: str, arguments: list[Any], named: dict[str, Any]) -> Any:
        if name == "Get-RgsIdentity":
            assert arguments[1].casefold() in self.made.get(arguments[0], {}), f"{arguments} does not exist yet"
            return arguments[1]
        if name == "Add-RgsObject":
            noun, title, block = arguments
            if title.casefold() not in self.made.setdefault(noun, {}):
                self._block(block)
                self.made[noun][title.casefold()] = self._variables.pop("settings")
            return None
        if name == "Complete-RgsQueue":
            self._variables["queue"] = self.made["Queue"][arguments[0].casefold()]
            self._block(arguments[2])
            return None
        return named

    def _block(self, block: tree_sitter.Node) -> None:
        bodies = [n for n in block.named_children[0].named_children if n.type == "script_block_body"]
        for statement in bodies[0].named_children[0].named_children:
            self.value(statement)


@pytest.fixture
def run_script() -> Callable[[str], Pool]:
    """Runs a script on an empty pool."""

    def run(script: str) -> Pool:
        pool = Pool()
        pool.run(script)
        return pool

    return run
