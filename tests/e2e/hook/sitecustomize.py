"""Loaded by every Python process of a notebook under test: writes down whom it asks.

The addresses stand in the file AINEISTO_ASKED, a line each; this machine's own are left out.
"""

import os
import socket
import sys

OWN = {None, "", "localhost", "::1", "::", "0.0.0.0", socket.gethostname()}
PLACE = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}


def hook(event, arguments):
    if event not in PLACE:
        return
    place = arguments[PLACE[event]]
    if event in ("socket.connect", "socket.sendto") and not isinstance(place, tuple):
        return  # a file of this machine (a Unix socket)
    host = place[0] if isinstance(place, tuple) else place
    host = host.decode() if isinstance(host, bytes) else host
    if host in OWN or str(host).startswith("127."):
        return
    with open(os.environ["AINEISTO_ASKED"], "a") as file:  # noqa: PTH123
        file.write(f"{event} {host} {sys.argv[:1]}\n")


if "AINEISTO_ASKED" in os.environ:
    sys.addaudithook(hook)
