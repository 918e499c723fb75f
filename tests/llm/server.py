"""A server of the OpenAI protocol on loopback whose answers a test decides; real HTTP, no model."""

import json
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What a behaviour may give instead of the model's words.
BREAK_OFF, NO_JSON, ELSEWHERE = object(), object(), object()


class Status(int):
    """An HTTP status instead of an answer."""


class Raw(bytes):
    """The very bytes of an answer, said to be packed."""


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, behave, *, digest="", formats=True, address="127.0.0.1", models=("testi:1b",)
    ):
        super().__init__((address, 0), Handler)
        self.behave, self.digest, self.formats, self.models = behave, digest, formats, models
        self.bodies, self.asked = [], Counter()
        self.lock = threading.Lock()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, request, client_address):
        pass  # clients are killed here on purpose


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        if self.path == "/v1/models":
            entry = {"owned_by": "test", "created": time.time()}
            self._json({"data": [{"id": name, **entry} for name in self.server.models]})
        elif self.path == "/api/tags" and self.server.digest:
            self._json({"models": [{"name": "testi:1b", "digest": self.server.digest}]})
        else:
            self._json({}, 404)

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with self.server.lock:
            self.server.bodies.append(body)
            self.server.asked[data_of(body)["lausuma"]] += 1
        if "response_format" in body and not self.server.formats:
            self._json({"error": "response_format is unknown"}, 400)
            return
        said = self.server.behave(body)
        if isinstance(said, Status):
            self._json({"error": "as the test wants"}, int(said))
        elif said is ELSEWHERE:
            self.send_response(307)
            self.send_header("Location", "http://example.org/v1/chat/completions")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif isinstance(said, Raw):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)
        elif said is NO_JSON:
            self._send(b"<html>no</html>", "text/html")
        elif body.get("stream"):
            self._stream(said, body)
        elif said is BREAK_OFF:
            self._break_off()
        else:
            message = {"role": "assistant", "content": said}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            self._json({"choices": [choice], "usage": usage_of(body, said)})

    def _stream(self, said, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        words = "" if said is BREAK_OFF else said
        for piece in [words[at : at + 7] for at in range(0, len(words), 7)]:
            choice = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
            self._event({"choices": [choice]})
        if said is not BREAK_OFF:
            self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            self._event({"choices": [], "usage": usage_of(body, said)})
            self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, value):
        text = json.dumps(value, ensure_ascii=False)
        self.wfile.write(f"data: {text}\n\n".encode())
        self.wfile.flush()

    def _break_off(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b'{"choices": [')
        self.close_connection = True

    def _json(self, value, status=200):
        self._send(json.dumps(value).encode(), "application/json", status)

    def _send(self, data, kind, status=200):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def data_of(body):
    """Return the statement that a request asks about, in its context."""
    return json.loads(body["messages"][1]["content"])


def family_of(body):
    told = body["messages"][0]["content"]
    return "stance" if "Asteikko:" in told else "theme" if "Teemat:" in told else "actor"


def usage_of(body, said):
    read = sum(len(message["content"]) for message in body["messages"])
    return {"prompt_tokens": read // 3, "completion_tokens": max(1, len(said) // 3)}


def sensible(body):
    """Answer as a model would that knows a few words, with a quotation."""
    text = data_of(body)["lausuma"]
    first = text.split()[0] if text.split() else ""
    if family_of(body) == "stance":
        value = 1 if "hyv" in text.lower() else -1 if "vaikea" in text.lower() else 0
        return json.dumps({"evidence": first, "value": value, "confidence": 0.8})
    if family_of(body) == "theme":
        code = "raha" if "raha" in text.lower() else "none"
        return json.dumps({"themes": [{"evidence": first, "code": code, "confidence": 0.7}]})
    found = [{"evidence": "Kelalla", "code": "Kela", "confidence": 0.9}] if "Kela" in text else []
    return json.dumps({"actors": found})


@contextmanager
def serving(behave=sensible, **options):
    server = Server(behave, **options)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":  # `python server.py SECONDS`: tells its port, then what was asked
    pause = float(sys.argv[1])

    def slowly(body):
        time.sleep(pause)
        return sensible(body)

    with serving(slowly) as here:
        print(here.server_port, flush=True)
        for _ in sys.stdin:
            print(json.dumps(dict(here.asked)), flush=True)
