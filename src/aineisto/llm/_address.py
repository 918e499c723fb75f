"""Where a language model's server listens; another machine than this one is refused."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from aineisto.core.errors import ArgumentError


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
