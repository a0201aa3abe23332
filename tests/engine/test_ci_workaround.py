"""A CI server that is down: what was seen last goes on standing, which is told, until the server answers again."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.conftest import Kontrapunkt, eventually

pytestmark = pytest.mark.engine

FEED = b'<Projects><Project name="app" activity="Sleeping" lastBuildStatus="Success" lastBuildLabel="7"/></Projects>'


class Feed(BaseHTTPRequestHandler):
    """A CCTray feed of a server that can be down."""

    down = True

    def do_GET(self) -> None:
        self.send_response(503 if Feed.down else 200)
        self.end_headers()
        self.wfile.write(b"" if Feed.down else FEED)

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""


@pytest.fixture
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Feed) as found:
        thread = threading.Thread(target=found.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{found.server_port}/cc.xml"
        found.shutdown()
        thread.join()


def taken(program: Kontrapunkt) -> list[str]:
    told = program.run("show", "workarounds", "--json", check=None).stdout
    return [json.loads(line)["workaround"] for line in told.splitlines()]


def test_what_was_seen_last_stands_while_no_server_answers(program: Kontrapunkt, server: str) -> None:
    folder = program.state.parent / ".config" / "kontrapunkt"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(f'[servers.feed]\nkind = "cctray"\nurl = "{server}"\n')
    program.start_engine()
    eventually(lambda: "ci" in taken(program), what="the workaround is told")
    Feed.down = False
    program.run("ci", "list", check=None)
    eventually(lambda: "ci" not in taken(program), what="the workaround is over", seconds=90)
