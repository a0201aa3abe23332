"""Scenarios of causes: clusters, and which of them have one cause. Written before the code was tried on them.

A scenario plays in a week of ten thousand minutes. `at` names minutes; two clusters share them where they share a
name: `DAILY` is a moment of each day, `OTHER` another one, `ONCE` a single moment.
"""

from collections.abc import Sequence

from msgspec import Struct

from console.analysis.causes.profile import Profile

WEEK = 10_000
START = 28_000_000
ONCE = (700,)
LATER = (5200,)
DAILY = (700, 2141, 3583, 5020, 6462, 7901, 9340)
OTHER = (1200, 2702, 3999, 5611, 7010, 8300, 9801)
ALWAYS = tuple(range(0, WEEK, 2))


class Scenario(Struct, frozen=True):
    """What happened, its clusters numbered from 1, and the groups that have one cause."""

    name: str
    profiles: tuple[Profile, ...]
    groups: tuple[tuple[int, ...], ...] = ()


class Seen(Struct, frozen=True, kw_only=True):
    """A cluster as it is told in a scenario."""

    title: str
    at: Sequence[int] = ()
    lines: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    nodes: tuple[str, ...] = ()


def scenario(name: str, *seen: Seen, groups: tuple[tuple[int, ...], ...] = ()) -> Scenario:
    """Number the clusters."""
    profiles = tuple(
        Profile(
            cluster=number,
            title=one.title,
            lines=one.lines,
            places=one.places,
            tests=one.tests,
            jobs=one.jobs,
            nodes=one.nodes,
            minutes=tuple(START + minute for minute in one.at),
            total=max(len(one.at), 1),
        )
        for number, one in enumerate(seen, 1)
    )
    return Scenario(name, profiles, groups)


ONE_CAUSE = (
    scenario(
        "a database that is down refuses, then lets a pool run dry",
        Seen(title="connection refused to db", at=DAILY),
        Seen(title="pool timeout db", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "one address in two languages, seen once",
        Seen(title="dial tcp db.internal:5432: connect: connection refused", at=ONCE, jobs=("api",)),
        Seen(title="could not connect to server: Connection refused (db.internal:5432)", at=ONCE, jobs=("migrate",)),
        groups=((1, 2),),
    ),
    scenario(
        "a port of this machine, named differently",
        Seen(title="Error: connect ECONNREFUSED 127.0.0.1:6379", at=DAILY),
        Seen(
            title="redis.exceptions.ConnectionError: Error 111 connecting to localhost:6379. Connection refused.",
            at=DAILY,
        ),
        groups=((1, 2),),
    ),
    scenario(
        "a full disk strikes whoever writes",
        Seen(title="OSError: [Errno 28] No space left on device: '/builds/a/out.bin'", at=ONCE, nodes=("box",)),
        Seen(title="sqlite3.OperationalError: database or disk is full", at=ONCE, nodes=("box",)),
        Seen(title="npm ERR! code ENOSPC", at=ONCE, nodes=("box",)),
        groups=((1, 2, 3),),
    ),
    scenario(
        "memory runs out under a compiler and a test",
        Seen(
            title="c++: fatal error: Killed signal terminated program cc1plus",
            lines=("Out of memory: Killed process 812",),
            at=ONCE,
        ),
        Seen(title="fork: Cannot allocate memory", at=ONCE),
        groups=((1, 2),),
    ),
    scenario(
        "names are not resolved, the same host",
        Seen(
            title="fatal: unable to access 'https://git.example.org/a.git/': Could not resolve host: git.example.org",
            at=ONCE,
        ),
        Seen(title="getaddrinfo ENOTFOUND git.example.org", at=ONCE),
        groups=((1, 2),),
    ),
    scenario(
        "names are not resolved, whatever the host, again and again",
        Seen(title="Could not resolve host: github.com", at=DAILY, nodes=("box",)),
        Seen(
            title="request to https://registry.npmjs.org/x failed, reason: getaddrinfo EAI_AGAIN registry.npmjs.org",
            at=DAILY,
            nodes=("box",),
        ),
        groups=((1, 2),),
    ),
    scenario(
        "an expired certificate of one host",
        Seen(title="x509: certificate has expired or is not yet valid: host registry.corp.local", at=DAILY),
        Seen(
            title="CERTIFICATE_VERIFY_FAILED certificate verify failed: certificate has expired registry.corp.local",
            at=DAILY,
        ),
        groups=((1, 2),),
    ),
    scenario(
        "one trace through two services",
        Seen(title="payment failed", lines=("trace=4bf92f3577b34da6a3ce929d0e0e4736 payment failed",), at=ONCE),
        Seen(
            title="order rejected by upstream",
            lines=("order rejected trace=4bf92f3577b34da6a3ce929d0e0e4736",),
            at=ONCE,
        ),
        groups=((1, 2),),
    ),
    scenario(
        "one variable that is missing, said twice",
        Seen(title="KeyError: 'DATABASE_URL'", at=DAILY),
        Seen(title="environment variable DATABASE_URL is not set", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "one module that is missing, in two runtimes",
        Seen(title="ModuleNotFoundError: No module named 'yaml'", at=DAILY),
        Seen(title="collection failed: cannot import plugin: No module named 'yaml'", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "one service behind a gateway",
        Seen(title="GET https://api.example.com/v1/items failed: 503 Service Unavailable", at=DAILY),
        Seen(title="upstream api.example.com timed out", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "an error and the wrapper that repeats it",
        Seen(title="migration 0042_add_index failed: relation 'invoices' does not exist", at=DAILY),
        Seen(title="deploy aborted: migration 0042_add_index failed: relation 'invoices' does not exist", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "one line of one's own code raises differently",
        Seen(title="ValueError: bad header", places=("app/parse.py:header", "app/main.py:run"), at=DAILY),
        Seen(
            title="struct.error: unpack requires a buffer of 8 bytes",
            places=("app/parse.py:header", "app/main.py:run"),
            at=DAILY,
        ),
        groups=((1, 2),),
    ),
    scenario(
        "the same lack in two jobs at different times",
        Seen(title="/bin/sh: protoc: command not found", at=ONCE, jobs=("build",)),
        Seen(title="bash: line 3: protoc: command not found", at=LATER, jobs=("release",)),
        groups=((1, 2),),
    ),
    scenario(
        "two causes side by side",
        Seen(title="connect ECONNREFUSED db:5432", at=DAILY),
        Seen(title="timeout while connecting to db:5432", at=DAILY),
        Seen(title="No space left on device", at=OTHER),
        Seen(title="write failed: ENOSPC", at=OTHER),
        groups=((1, 2), (3, 4)),
    ),
)

NO_CAUSE = (
    scenario(
        "two databases are down at once",
        Seen(title="connection refused to db:5432", at=DAILY),
        Seen(title="connection refused to cache:6379", at=DAILY),
    ),
    scenario(
        "two modules are missing in one run",
        Seen(title="ModuleNotFoundError: No module named 'yaml'", at=DAILY, jobs=("test",)),
        Seen(title="ModuleNotFoundError: No module named 'requests'", at=DAILY, jobs=("test",)),
    ),
    scenario(
        "assertions of two tests always fail together",
        Seen(title="AssertionError: assert 3 == 4", tests=("tests/test_a.py::test_one",), at=DAILY),
        Seen(title="AssertionError: assert 7 == 8", tests=("tests/test_b.py::test_two",), at=DAILY),
    ),
    scenario(
        "two warnings of a linter in one file",
        Seen(title="src/app.py:12:1: E501 line too long", at=DAILY),
        Seen(title="src/app.py:3:1: F401 imported but unused", at=DAILY),
    ),
    scenario(
        "two errors of a compiler in one file",
        Seen(title="src/a.ts(12,5): error TS2322: Type 'string' is not assignable to type 'number'.", at=ONCE),
        Seen(title="src/a.ts(40,9): error TS2304: Cannot find name 'foo'.", at=ONCE),
    ),
    scenario(
        "unlike failures of one run",
        Seen(title="npm ERR! missing script: lint", at=ONCE, jobs=("ci",)),
        Seen(title="error: failed to push some refs to 'origin'", at=ONCE, jobs=("ci",)),
    ),
    scenario(
        "the same words and nothing else",
        Seen(title="worker exited unexpectedly with code"),
        Seen(title="worker exited unexpectedly with status"),
    ),
    scenario(
        "full disks of two machines",
        Seen(title="No space left on device", at=ONCE, nodes=("alpha",)),
        Seen(title="disk is full", at=ONCE, nodes=("beta",)),
    ),
    scenario(
        "a disk that was full on Monday, and one on Thursday",
        Seen(title="No space left on device", at=ONCE, nodes=("alpha",)),
        Seen(title="disk is full", at=LATER, nodes=("alpha",)),
    ),
    scenario(
        "one host, two wants",
        Seen(title="404 Not Found - GET https://registry.npmjs.org/left-pad", at=DAILY),
        Seen(title="404 Not Found - GET https://registry.npmjs.org/right-pad", at=OTHER),
    ),
    scenario(
        "one host, first refused, a week later slow",
        Seen(title="connect ECONNREFUSED api.example.com:443", at=DAILY),
        Seen(title="request to api.example.com:443 timed out", at=OTHER),
    ),
    scenario(
        "what always happens happens beside everything",
        Seen(title="healthcheck of worker failed", at=ALWAYS),
        Seen(title="backup of worker failed", at=DAILY),
    ),
    scenario(
        "tests that take too long, each its own",
        Seen(title="Error: Timeout of 5000ms exceeded.", tests=("login works",), at=DAILY),
        Seen(title="Error: Timeout of 5000ms exceeded.", tests=("export works",), at=DAILY),
    ),
    scenario(
        "the interpreter's own paths are no shared thing",
        Seen(title="error in /usr/lib/python3.11/subprocess.py", lines=("command one failed",), at=OTHER),
        Seen(title="problem in /usr/lib/python3.11/subprocess.py", lines=("cannot read b",), at=DAILY),
    ),
    scenario(
        "one entry point, two errors",
        Seen(title="KeyError: 'user'", places=("app/views.py:show", "manage.py:main"), at=DAILY),
        Seen(title="TypeError: expected str", places=("app/tasks.py:send", "manage.py:main"), at=DAILY),
    ),
    scenario(
        "two libraries are not found by the linker",
        Seen(title="/usr/bin/ld: cannot find -lssl", at=DAILY),
        Seen(title="/usr/bin/ld: cannot find -lpq", at=DAILY),
    ),
    scenario(
        "access refused by two hosts",
        Seen(title="fatal: Authentication failed for 'https://github.com/a/b.git/'", at=DAILY),
        Seen(title="denied: unauthorized: authentication required https://registry.example.com/v2/", at=DAILY),
    ),
    scenario(
        "two variables are missing",
        Seen(title="environment variable DATABASE_URL is not set", at=DAILY),
        Seen(title="environment variable SECRET_KEY is not set", at=DAILY),
    ),
    scenario("one failure alone", Seen(title="connection refused to db:5432", at=DAILY)),
    scenario("nothing at all"),
)

ONE_CAUSE += (
    scenario(
        "a registry answers badly to two tools",
        Seen(
            title="error pulling image: Get https://registry.corp.local/v2/: net/http: TLS handshake timeout", at=DAILY
        ),
        Seen(title="ERROR: Could not fetch https://registry.corp.local/simple/: 502 Bad Gateway", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "too many open files in two programs",
        Seen(title="accept4: too many open files", at=ONCE),
        Seen(title="Error: EMFILE: too many open files, open 'dist/a.js'", at=ONCE),
        groups=((1, 2),),
    ),
    scenario(
        "a port that is taken",
        Seen(title="Error: listen EADDRINUSE: address already in use :::3000", at=DAILY),
        Seen(title="bind: address already in use: listening on port 3000 failed", at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "one table of a database",
        Seen(title='psycopg2.errors.UndefinedTable: relation "accounts" does not exist', at=DAILY),
        Seen(title='ERROR: relation "accounts" does not exist at character 15', at=DAILY),
        groups=((1, 2),),
    ),
    scenario(
        "a broker that goes away under three clients",
        Seen(title="kafka.errors.NoBrokersAvailable: connection refused broker-1:9092", at=DAILY),
        Seen(title="broker-1:9092: connection reset by peer", at=DAILY),
        Seen(title="timed out waiting for metadata from broker-1:9092", at=DAILY),
        groups=((1, 2, 3),),
    ),
)

NO_CAUSE += (
    scenario(
        "one file, and different words: in doubt",
        Seen(title="cannot parse config/app.yml: mapping values are not allowed here", at=ONCE),
        Seen(title="service stopped: cannot parse config/app.yml", at=ONCE),
    ),
    scenario(
        "two tests of one suite, both with a stack in the runner",
        Seen(title="expected 200 to equal 404", tests=("api returns user",), places=("test/api.js:user",), at=DAILY),
        Seen(title="expected 500 to equal 200", tests=("api saves user",), places=("test/api.js:save",), at=DAILY),
    ),
    scenario(
        "two packages that are missing from a registry",
        Seen(title="ERROR: No matching distribution found for foo==1.2", at=DAILY),
        Seen(title="ERROR: No matching distribution found for bar==3.4", at=DAILY),
    ),
    scenario(
        "crashes of two programs",
        Seen(title="indexer: segmentation fault (core dumped)", at=DAILY),
        Seen(title="renderer: segmentation fault (core dumped)", at=OTHER),
    ),
    scenario(
        "two jobs time out on different days",
        Seen(title="The job running on runner one has exceeded the maximum execution time", at=ONCE, jobs=("build",)),
        Seen(title="The job running on runner two has exceeded the maximum execution time", at=LATER, jobs=("docs",)),
    ),
    scenario(
        "a warning at every start and the failure that follows one of them",
        Seen(title="DeprecationWarning: 'imp' is deprecated", at=DAILY),
        Seen(title="ZeroDivisionError: division by zero", places=("app/rates.py:mean",), at=DAILY),
    ),
    scenario(
        "two undefined references",
        Seen(title="undefined reference to `png_init'", at=DAILY),
        Seen(title="undefined reference to `xml_parse'", at=DAILY),
    ),
)
