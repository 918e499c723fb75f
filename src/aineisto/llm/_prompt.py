"""What a model is asked: a template that the researcher can edit, filled from the codebook."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from aineisto.codebook import Codebook
from aineisto.codings import NO_THEME
from aineisto.core.checks import as_path
from aineisto.core.errors import ArgumentError
from aineisto.core.whole import write_whole

_SHIPPED = Path(__file__).with_name("prompt_fi.md")
_BLOCKS = ("system", "user", "again")
_ROLES = {"interviewer": "haastattelija", "interviewee": "haastateltava"}
#: Most themes or mentions that one answer may hold: a model that repeats itself is stopped.
MOST = {"theme": 5, "actor": 30}
# Marks that open and close turns in models' own languages: <|im_start|>, </s>, [INST].
_MARKS = re.compile(r"<|\[(?=/?[A-Z_]{3,}\])")


@dataclass(frozen=True)
class Option:
    """A code that may be chosen, and what the codebook says of it."""

    code: str | int
    name: str
    definition: str = ""
    keywords: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A statement in its context, as a model reads it: no name of a person is among this."""

    text: str
    question: str = ""
    before: tuple[tuple[str, str], ...] = ()

    def data(self) -> str:
        """Return the statement as JSON: whatever its words say, they stay words of a string."""
        said = [{_ROLES.get(role, role): text} for role, text in self.before]
        return as_data({"kysymys": self.question, "edella": said, "lausuma": self.text})


def as_data(value: Any) -> str:
    """Return JSON in which no mark of a model's own language is left as such."""
    text = json.dumps(value, ensure_ascii=False)
    return _MARKS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def write_prompt(path: str | PathLike[str]) -> Path:
    """Write the prompt that ships, as a file to edit.

    Examples
    --------
    >>> from aineisto.llm import LanguageModelCoder, write_prompt
    >>> write_prompt("kehote.md")  # doctest: +SKIP
    >>> LanguageModelCoder(model="qwen3:8b", prompt="kehote.md")  # doctest: +SKIP
    """
    return write_whole(path, _SHIPPED.read_text(encoding="utf-8"), "The prompt")


@dataclass(frozen=True, eq=False)
class Template:
    """A prompt's template (Jinja, in its sandbox), of which the hash is kept.

    Raises
    ------
    ArgumentError
        When the file cannot be read, is no template, or leaves the statement out.
    """

    text: str
    file: Path | None = None
    sha256: str = field(init=False, default="")

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.text.encode("utf-8")).hexdigest()
        object.__setattr__(self, "sha256", digest)
        missing = [name for name in _BLOCKS if name not in self._template.blocks]
        if missing:
            raise self._error(f"The prompt has no block {missing[0]!r}.")
        for family in ("stance", "theme", "actor"):
            asked = self.fill(family, "", [Option(0, "x")], [], Statement("LAUSUMA"))
            if "LAUSUMA" not in asked[-1]["content"]:
                raise self._error("The prompt leaves the statement out of the block 'user'.")
        self.complain("x")

    @classmethod
    def read(cls, path: str | PathLike[str] | None) -> Template:
        """Return the template of a file; the one that ships when None."""
        file = _SHIPPED if path is None else as_path(path)
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeError) as error:
            raise ArgumentError(
                f"The prompt cannot be read ({error}).",
                file=file,
                remedy="Write one to edit with aineisto.llm.write_prompt, and save it as UTF-8.",
            ) from error
        return cls(text, None if path is None else file)

    @cached_property
    def _template(self) -> Any:
        from jinja2 import StrictUndefined, TemplateSyntaxError
        from jinja2.sandbox import ImmutableSandboxedEnvironment

        environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
        try:
            return environment.from_string(self.text)
        except TemplateSyntaxError as error:
            raise self._error(f"Line {error.lineno} of the prompt: {error.message}.") from error

    def fill(
        self,
        family: str,
        study: str,
        options: Sequence[Option],
        examples: Sequence[Mapping[str, str]],
        statement: Statement,
    ) -> list[dict[str, str]]:
        """Return the messages to send."""
        values = {
            "family": family,
            "study": study,
            "options": options,
            "examples": examples,
            "data": statement.data(),
            "problem": "",
        }
        roles = ("system", "user")
        return [{"role": role, "content": self._block(role, values)} for role in roles]

    def complain(self, problem: str) -> str:
        """Return what is said of an answer that will not do."""
        return self._block("again", {"problem": problem})

    def _block(self, name: str, values: Mapping[str, Any]) -> str:
        from jinja2 import TemplateError

        try:
            context = self._template.new_context(dict(values))
            return "".join(self._template.blocks[name](context)).strip()
        except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
            raise self._error(f"The prompt's block {name!r} fails: {error}.") from error

    def _error(self, problem: str) -> ArgumentError:
        return ArgumentError(
            problem,
            file=self.file,
            remedy="Begin from the one that ships: aineisto.llm.write_prompt.",
        )


def options_of(family: str, codebook: Codebook) -> list[Option]:
    """Return what a family's answer may choose from, in the codebook's order.

    Of actors none are named where the codebook has none: then any name may be given.
    """
    if family == "stance":
        return [Option(point.value, point.label("fi")) for point in codebook.scale]
    if family == "theme":
        return [
            Option(theme.code, theme.label("fi"), theme.definition, theme.keywords, theme.examples)
            for theme in codebook.themes
        ]
    return [Option(actor.name, actor.name, keywords=actor.aliases) for actor in codebook.actors]


def in_order(family: str, options: Sequence[Option], seed: int | None) -> list[Option]:
    """Return options in another order; the codebook's own where `seed` is None.

    A scale keeps its order and may be turned round; other codes are shuffled.
    """
    if seed is None:
        return list(options)
    rng = np.random.default_rng(seed)
    if family == "stance":
        return list(options)[:: -1 if rng.random() < 0.5 else 1]
    return [options[place] for place in rng.permutation(len(options))]


def schema_of(family: str, options: Sequence[Option]) -> dict[str, Any]:
    """Return the JSON schema of a family's answer, the options in their order."""
    codes = [option.code for option in options]
    words, share = {"type": "string"}, {"type": "number", "minimum": 0, "maximum": 1}
    if family == "stance":
        value = {"type": "integer", "enum": codes}
        return _record({"evidence": words, "value": value, "confidence": share})
    if family == "theme":
        codes = [*codes, NO_THEME]
    code = {"type": "string", "enum": codes} if codes else words
    item = _record({"evidence": words, "code": code, "confidence": share})
    listed = {"type": "array", "items": item, "maxItems": MOST[family]}
    if family == "theme":
        return _record({"themes": {**listed, "minItems": 1}})
    return _record({"actors": listed})


def _record(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }
