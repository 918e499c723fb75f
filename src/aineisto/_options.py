"""Options that commands of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aineisto.core.errors import ArgumentError

if TYPE_CHECKING:
    from aineisto.llm import LanguageModelCoder

F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--llm", metavar="URL", help="Let a language model of this server code too."),
    click.option("--model", help="Name of the model, as the server lists it."),
    click.option(
        "--allow-remote", metavar="HOST", help="Send the statements to this host, off the machine."
    ),
    click.option("--pseudonymised", is_flag=True, help="Send the text with names replaced."),
    click.option("--votes", type=click.IntRange(min=1), default=1, help="Ask so many times."),
    click.option(
        "--prompt", type=click.Path(path_type=Path), help="A prompt of your own for the model."
    ),
    click.option(
        "--dry-run", is_flag=True, help="Tell how much the model would be asked, and stop."
    ),
)


class StudyPath(click.Path):
    """A project file; of a folder the ``study.aineisto`` in it, where it is there."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the path of the file."""
        path: Any = super().convert(value, param, ctx)
        within = path / "study.aineisto"
        return within if _is_file(within) else path


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # too long, a NUL in it: told where it is opened
        return False


def lang_option(told: str) -> Callable[[F], F]:
    """Return the option ``--lang``, with what it is the language of."""
    return click.option(
        "--lang", type=click.Choice(["fi", "en"]), default="fi", show_default=True, help=told
    )


def _read_roles(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> Any:
    pairs = [one.rpartition("=") for one in given]
    if not all(label and role for label, _, role in pairs):
        raise click.BadParameter("write LABEL=interviewer or LABEL=interviewee")
    return {label: role for label, _, role in pairs}


#: Roles of speakers, as `aineisto.read` takes them.
role_option = click.option(
    "--role",
    "roles",
    multiple=True,
    metavar="LABEL=ROLE",
    callback=_read_roles,
    help="Role of a speaker: H1=interviewer, H2=interviewee.",
)


def llm_options(command: F) -> F:
    """Give a command the options of a language model."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def coder_of(
    llm: str | None,
    model: str | None,
    allow_remote: str | None,
    pseudonymised: bool,
    votes: int,
    prompt: Path | None,
    dry_run: bool = False,
) -> LanguageModelCoder | None:
    """Return the coder that the options name, None where they name none.

    Raises
    ------
    ArgumentError
        When a model has no server or a server no model, or an option of theirs has neither.
    """
    if llm is None:
        given = {
            "--model": model,
            "--allow-remote": allow_remote,
            "--pseudonymised": pseudonymised,
            "--votes": votes > 1,
            "--prompt": prompt,
            "--dry-run": dry_run,
        }
        named = [name for name, value in given.items() if value]
        if named:
            raise ArgumentError(
                f"There is no server of a language model for {', '.join(named)}.",
                remedy="Give its address and the model's name, for Ollama: "
                "--llm http://127.0.0.1:11434/v1 --model NAME.",
            )
        return None
    from aineisto.llm import LanguageModelCoder

    return LanguageModelCoder(
        llm,
        model or "",
        allow_remote=allow_remote or False,
        pseudonymised=pseudonymised,
        n_votes=votes,
        prompt=prompt,
    )
