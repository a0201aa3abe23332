"""Servers on the loopback that answer badly: errors, refusals, silence, a certificate nobody trusts."""

import shutil
import socket
import ssl
import subprocess
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

LOOPBACK = "127.0.0.1"
LONGEST = 30.0
"""Seconds after which even the slow page is given up."""


class _Page(BaseHTTPRequestHandler):
    """`/status/N` answers with N, `/close` hangs up, `/slow` keeps silent until the servers go."""

    gone: threading.Event

    def do_GET(self) -> None:
        """Answer badly."""
        if self.path.startswith("/close"):
            self.close_connection = True
        elif self.path.startswith("/slow"):
            self.gone.wait(LONGEST)
        else:
            self._status()

    def _status(self) -> None:
        """Answer with the status that the path names, 200 when it names none."""
        word = self.path.removeprefix("/status/").split("/")[0].split("?")[0]
        self.send_response(int(word) if word.isascii() and word.isdigit() and len(word) == 3 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the library's
        """Say nothing."""


class Servers:
    """Runs while it is entered; `words` says where everything is, for the programs of the drill."""

    def __init__(self, folder: Path) -> None:
        """`folder` is where the certificate is kept."""
        self._folder = folder
        self._gone = threading.Event()
        self._open = ExitStack()
        self.words: dict[str, str] = {}

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.callback(self._gone.set)
            port = self._serve(opened, None)
            self.words = {"@HTTP@": f"http://{LOOPBACK}:{port}", "@PORT@": str(port)}
            self.words["@CLOSED@"] = str(_closed(opened))
            context = self._untrusted()
            self.words["@TLS@"] = f"https://{LOOPBACK}:{self._serve(opened, context)}" if context else ""
            self._open = opened.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def _serve(self, opened: ExitStack, context: ssl.SSLContext | None) -> int:
        """Start one server; returns its port."""
        server = ThreadingHTTPServer((LOOPBACK, 0), type("Page", (_Page,), {"gone": self._gone}))
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        opened.callback(server.server_close)
        opened.callback(thread.join)
        opened.callback(server.shutdown)
        return int(server.server_address[1])

    def _untrusted(self) -> ssl.SSLContext | None:
        """A context with a certificate that signs itself; None where there is no openssl to make one."""
        if shutil.which("openssl") is None:
            return None
        key, certificate = self._folder / "key.pem", self._folder / "certificate.pem"
        argv = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={LOOPBACK}"]
        argv += ["-addext", f"subjectAltName=IP:{LOOPBACK}", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(argv, check=True, capture_output=True, timeout=60)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        return context


def _closed(opened: ExitStack) -> int:
    """A port that is taken, so that nobody gets it, and at which nobody listens."""
    taken = opened.enter_context(socket.socket())
    taken.bind((LOOPBACK, 0))
    return int(taken.getsockname()[1])
