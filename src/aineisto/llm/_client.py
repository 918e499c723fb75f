"""A model of a server that speaks the OpenAI protocol: where it may listen, what it is, and asking
it.

Another machine than this one is refused.
"""

from __future__ import annotations

import hashlib
import ipaddress
import json
import socket
import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from aineisto.core.errors import ArgumentError, ModelError
from aineisto.llm._protocol import (
    FORMATS,
    LONGEST,
    BrokenAnswerError,
    Pieces,
    Reply,
    number_of_tokens,
    shape_of_answer,
    whole_answer,
)

_TRIES = 4
_BUSY = (408, 425, 429, 500, 502, 503, 504)
_OLLAMA = "Start it (ollama serve), or give the address of your server."


class _FormatError(Exception):
    """The server does not know this way of asking for a shape."""


class ChatClient:
    """A model of a server. Several threads may ask at once.

    Parameters
    ----------
    address : Address
        As `check_address` returns it. Proxies of the environment are not used and redirections
        are not followed: both would carry what people said elsewhere.
    model : str
        The model's name, as the server lists it.
    timeout : float
        Seconds that one answer may take.
    api_key : str, optional
        Key of the server.
    stream : bool
        Ask for the answer piece by piece.
    pause : float
        Seconds before a busy server is asked again; each time twice as long.
    """

    def __init__(
        self,
        address: Address,
        model: str,
        *,
        timeout: float = 120.0,
        api_key: str | None = None,
        stream: bool = False,
        pause: float = 0.5,
    ) -> None:
        try:
            import httpx
        except ImportError as error:
            raise ModelError(
                "Asking a language model needs httpx, which is not installed.",
                remedy='Install it with pip install "aineisto[llm]".',
            ) from error
        self.address = address
        self.model = model
        self.stream = stream
        self.timeout = timeout
        self.pause = pause
        self._errors = (httpx.TransportError, httpx.DecodingError)
        self._too_slow = httpx.TimeoutException
        self._format = 0
        self._http = httpx.Client(
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(timeout, connect=min(10.0, timeout)),
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
        )

    @property
    def format(self) -> str:
        """How the shape of an answer is asked for: one of `FORMATS`."""
        return FORMATS[self._format]

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def identity(self) -> dict[str, str]:
        """Return what the server says of the model: ``model``, ``digest``, ``server``.

        The digest is the server's own where it has one (Ollama), else one of what it lists of the
        model; empty where it lists nothing.

        Raises
        ------
        ModelError
            When the server does not answer or does not have the model.
        """
        listed = self._get(f"{self.address.url}/models", first=True)
        entries = listed.get("data") if isinstance(listed, dict) else None
        if not isinstance(entries, list):
            return {"model": self.model, "digest": "", "server": ""}
        by_name = {str(one.get("id")): one for one in entries if isinstance(one, dict)}
        found = by_name.get(self.model) or by_name.get(f"{self.model}:latest")
        if found is None:
            raise ModelError(
                f"The server has no model {self.model!r}.",
                place=self.address.url,
                remedy=f"It has {', '.join(sorted(by_name)) or 'none'}. With Ollama: "
                f"ollama pull {self.model or 'NAME'}.",
            )
        server = str(found.get("owned_by") or "")
        own = self._digest_of_ollama(str(found["id"]))
        kept = {key: found[key] for key in ("id", "owned_by", "root", "meta") if key in found}
        digest = own or hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()
        return {"model": str(found["id"]), "digest": digest, "server": server}

    def _digest_of_ollama(self, name: str) -> str:
        root = self.address.url.removesuffix("/v1")
        tags = self._get(f"{root}/api/tags")
        models = tags.get("models") if isinstance(tags, dict) else None
        for one in models if isinstance(models, list) else []:
            if isinstance(one, dict) and one.get("name") == name:
                return str(one.get("digest") or "")
        return ""

    def _get(self, url: str, first: bool = False) -> Any:
        """Return what the server has at an address, None where it has nothing there."""
        try:
            answer = self._http.get(url)
        except self._errors as error:
            if not first:
                return None
            raise self._silent(error) from error
        if first:
            self._refuse_elsewhere(answer)
        try:
            return answer.json() if answer.status_code == 200 else None
        except ValueError:
            return None

    def chat(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        *,
        temperature: float,
        seed: int,
        max_tokens: int,
    ) -> Reply:
        """Ask, and return the answer; a busy or broken server is asked again.

        Raises
        ------
        ModelError
            When it does not answer, or refuses.
        """
        body = {
            "model": self.model,
            "messages": list(messages),
            "temperature": temperature,
            "seed": seed,
            "max_tokens": max_tokens,
            "stream": self.stream,
        }
        if self.stream:
            body["stream_options"] = {"include_usage": True}
        tries, slow, problem = 0, 0, ""
        while tries < _TRIES and slow < 2:
            if tries:
                time.sleep(self.pause * 2 ** (tries - 1))
            place = self._format
            try:
                return self._once({**body, **shape_of_answer(FORMATS[place], schema)})
            except _FormatError:
                self._format = max(self._format, place + 1)
                continue
            except self._too_slow as error:
                slow += 1
                problem = f"no answer within {self.timeout:g} s ({type(error).__name__})"
            except self._errors as error:
                problem = f"{type(error).__name__}: {error}"
            except BrokenAnswerError as error:
                problem = str(error)
            tries += 1
        raise ModelError(
            f"The language model's server fails: {problem}.",
            place=self.address.url,
            remedy="Look at the server's own messages. What was answered is stored: run the same "
            "again and it goes on from there. A slow machine needs a smaller model or a longer "
            "timeout.",
        )

    def _once(self, body: Mapping[str, Any]) -> Reply:
        began = time.monotonic()
        url = f"{self.address.url}/chat/completions"
        with self._http.stream("POST", url, json=body) as answer:
            self._refuse_elsewhere(answer)
            if answer.status_code != 200:
                self._refused(answer, body)
            if "text/event-stream" in answer.headers.get("content-type", ""):
                pieces = Pieces()
                for line in answer.iter_lines():
                    self._in_time(began)
                    pieces.add(line)
                text, finish, usage = pieces.whole()
            else:
                text, finish, usage = whole_answer(self._read(answer, began))
        return Reply(
            text,
            finish,
            number_of_tokens(usage.get("prompt_tokens")),
            number_of_tokens(usage.get("completion_tokens")),
            time.monotonic() - began,
        )

    def _read(self, answer: Any, began: float) -> bytes:
        read = b""
        for chunk in answer.iter_bytes():
            self._in_time(began)
            read += chunk
            if len(read) > 8 * LONGEST:
                raise BrokenAnswerError("an answer without end")
        return read

    def _in_time(self, began: float) -> None:
        # httpx counts the silence between two bytes; a server that drips never falls silent.
        if time.monotonic() - began > self.timeout:
            raise self._too_slow("the answer drips")

    def _refuse_elsewhere(self, answer: Any) -> None:
        if 300 <= answer.status_code < 400:
            raise ModelError(
                f"The server sends us on to {answer.headers.get('location', 'another address')}, "
                "which is not followed.",
                place=self.address.url,
                remedy="Give the address of the server itself.",
            )

    def _refused(self, answer: Any, body: Mapping[str, Any]) -> None:
        """Raise what a refusal means."""
        status = answer.status_code
        said = " ".join(answer.read()[:500].decode("utf-8", errors="replace").split())
        if status in (401, 403):
            raise ModelError(
                f"The server wants a key ({status}).",
                place=self.address.url,
                remedy="Give api_key.",
            )
        if status in (400, 422, 501) and "response_format" in body:
            raise _FormatError
        if status in _BUSY:
            raise BrokenAnswerError(f"status {status} {said[:200]}")
        raise ModelError(
            f"The server refuses ({status}): {said[:300]}",
            place=self.address.url,
            remedy="Check the address (it often ends in /v1), the model's name, and that a prompt "
            "of this length fits into its context.",
        )

    def _silent(self, error: Exception) -> ModelError:
        return ModelError(
            f"No language model's server answers ({error}).",
            place=self.address.url,
            remedy=_OLLAMA,
        )


class Address(NamedTuple):
    """Where a server listens, and whether that is another machine."""

    url: str
    host: str
    remote: bool


def check_address(endpoint: str, allow_remote: bool | str | Iterable[str] = False) -> Address:
    """Return the address of a server on this machine, or of a host that the user allows.

    Raises
    ------
    ArgumentError
        When it is no address, or one of another machine that was not allowed.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        host, port = "", None
    if not host or parts.scheme not in ("http", "https"):
        raise ArgumentError(
            f"{endpoint!r} is no address of a server.",
            remedy="Write it like http://127.0.0.1:11434/v1.",
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise ArgumentError(
            f"The address {host} has a user, a query or a fragment.",
            remedy="Give the bare address; a key goes into api_key.",
        )
    remote = not _is_this_machine(host)
    if remote and not _is_allowed(host, allow_remote):
        raise ArgumentError(
            f"{host} is not this machine: the statements would leave it.",
            place=endpoint,
            remedy="Use a server at 127.0.0.1. If the study's permissions allow sending what "
            f"people said to {host}, say so: allow_remote={host!r} (--allow-remote {host}).",
        )
    named = f"[{host}]" if ":" in host else host
    url = f"{parts.scheme}://{named}{f':{port}' if port else ''}{parts.path.rstrip('/')}"
    return Address(url, host, remote)


def _is_allowed(host: str, allowed: bool | str | Iterable[str]) -> bool:
    if isinstance(allowed, bool):
        return allowed
    names = (allowed,) if isinstance(allowed, str) else tuple(allowed)
    return host in {name.lower() for name in names}


def _is_this_machine(host: str) -> bool:
    """Tell whether a host is loopback; of names only localhost, as this machine resolves it."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        pass
    if host != "localhost":
        return False
    try:
        found = {str(info[4][0]) for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return bool(found) and all(ipaddress.ip_address(one).is_loopback for one in found)
