"""``formats`` with every sentence replaced by nonsense: whoever decides by the bot's own words decides otherwise.

To be installed before anything of ``formats`` is imported. Every text of the room that holds Chinese is replaced,
letter by letter, names of ``{fields}`` apart; the nonsense is as long in bytes, so that a long message is split alike.
"""

from __future__ import annotations

import ast
import re
import runpy
import string
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType

ROOM = "formats"
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’…—–×÷·]")
#: Latin letters of three bytes, as Chinese characters are.
_FIRST, _LETTERS = 0x1E00, 256
_TURNED = str.maketrans(string.ascii_letters, string.ascii_letters[13:] + string.ascii_letters[:13])


def install() -> None:
    assert not any(name.partition(".")[0] == ROOM for name in sys.modules), "too late: its words are in use"
    sys.meta_path.insert(0, _Finder())


def nonsense(text: str) -> str:
    """``text`` without a word of sense, if it holds Chinese at all: names in braces stay."""
    if not HAN.search(text):
        return text
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return _turned(text)
    return "".join(_turned(said) + _field(name, spec, conversion) for said, name, spec, conversion in parts)


def _field(name: str | None, spec: str | None, conversion: str | None) -> str:
    if name is None:
        return ""
    return "{" + name + (f"!{conversion}" if conversion else "") + (f":{spec}" if spec else "") + "}"


def _turned(text: str) -> str:
    """Braces that stand for themselves are written twice."""
    turned = HAN.sub(lambda match: chr(_FIRST + ord(match[0]) % _LETTERS), text.translate(_TURNED))
    return turned.replace("{", "{{").replace("}", "}}")


class _Words(ast.NodeTransformer):
    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.copy_location(ast.Constant(nonsense(node.value)), node) if isinstance(node.value, str) else node


class _Loader(SourceFileLoader):
    def get_code(self, fullname: str) -> CodeType:
        """Never from what was compiled before."""
        path = self.get_filename(fullname)
        tree = _Words().visit(ast.parse(self.get_data(path), path))
        return compile(ast.fix_missing_locations(tree), path, "exec")


class _Finder:
    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != ROOM:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = _Loader(fullname, spec.origin)
        return spec


if __name__ == "__main__":
    # python -m tests.support.nonsense MODULE ARGUMENTS…
    install()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
