"""What tools print of their caches."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.caches.recognise import recognise
from console.model.caches import CacheLook


def look(text: str) -> CacheLook:
    (found,) = recognise(text.encode().splitlines(keepends=True), "job 1", 5.0)
    return found


TOOLS = {
    "turbo": (
        "app:build: cache hit, replaying logs 0123456789abcdef\nweb:build: cache miss, executing fedcba9876543210\n"
        " Tasks:    2 successful, 2 total\nCached:    1 cached, 2 total\n  Time:    3.2s\n",
        (1, 1, ["web:build"]),
    ),
    "nx": ("Nx read the output from the cache instead of running the command for 3 out of 5 tasks.\n", (3, 2, [])),
    "bazel": (
        "INFO: Elapsed time: 3s\nINFO: 12 processes: 3 remote cache hit, 5 internal, 4 linux-sandbox.\n",
        (3, 4, ["actions run by linux-sandbox"]),
    ),
    "gradle": ("BUILD SUCCESSFUL in 2s\n12 actionable tasks: 3 executed, 5 from cache, 4 up-to-date\n", (9, 3, [])),
    "ccache": ("Cacheable calls:     20 / 21 (95.24%)\n  Hits:              12 / 20 (60.00%)\n", (12, 8, [])),
    "sccache": (
        "Compile requests                     30\nCache hits                           20\nCache hits (Rust)     20\n"
        "Cache misses                          5\nCache timeouts     0\n",
        (20, 5, []),
    ),
    "actions": (
        "2026-01-02T03:04:05.1234567Z Cache hit for: linux-node-1\n"
        "2026-01-02T03:04:06.1234567Z Cache restored from key: linux-node-1\n"
        "2026-01-02T03:04:07.1234567Z Cache not found for input keys: linux-go-2, linux-go-\n",
        (1, 1, ["linux-go-2"]),
    ),
    "docker": (
        "#1 [internal] load build definition\n#1 DONE 0.1s\n#4 [1/3] FROM docker.io/x\n#4 DONE 0.1s\n"
        "#5 [build 2/3] WORKDIR /src\n#5 CACHED\n\n#6 [3/3] RUN make\n#6 0.51 cc a.c\n#6 DONE 41.5s\n",
        (1, 1, ["RUN make"]),
    ),
    "pip": (
        "Collecting a\n  Using cached a-1.0-py3-none-any.whl (10 kB)\n  Downloading torch-2.1-cp311.whl (670.2 MB)\n"
        "Downloading torch-2.1-cp311.whl.metadata (2 kB)\n",
        (1, 1, ["torch-2.1-cp311.whl"]),
    ),
    "npm": (
        "npm http fetch GET 200 https://registry.npmjs.org/left-pad 12ms (cache hit)\n"
        "npm http fetch GET 200 https://registry.npmjs.org/react 210ms (cache miss)\n",
        (1, 1, ["react"]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_each_tool(tool: str) -> None:
    text, (hits, misses, missed) = TOOLS[tool]
    found = look(text)
    assert (found.tool, found.hits, found.misses, [miss.what for miss in found.missed]) == (tool, hits, misses, missed)


def test_docker_names_the_dearest_step_first_with_its_seconds() -> None:
    found = look("#5 [2/3] RUN a\n#6 [3/3] RUN b\n#5 DONE 1.0s\n#6 DONE 9.0s\n")
    assert [(miss.what, miss.seconds) for miss in found.missed] == [("RUN b", 9.0), ("RUN a", 1.0)]


def test_the_older_builder() -> None:
    found = look(
        "Step 1/3 : FROM x\n ---> 0123\nStep 2/3 : RUN a\n ---> Using cache\n"
        "Step 3/3 : RUN b\n ---> Running in 0123abcd\n"
    )
    assert (found.hits, found.misses, found.missed[0].what) == (1, 1, "RUN b")


@pytest.mark.parametrize(
    "line",
    [
        "the cache is cold", "Cache: none", "#5 CACHED", "12 processes are running", "Downloading the internet",
        "assert 'Cached: 1' in out", "5 tasks executed", "Hits: many",
    ],
)  # fmt: skip
def test_prose_about_caches_is_none(line: str) -> None:
    assert recognise([line.encode()], "job 1", 0.0) == ()


@given(st.lists(st.binary(max_size=200), max_size=10))
def test_no_bytes_do_harm(lines: list[bytes]) -> None:
    recognise([b"Cache #1 [ Step 1/1 : npm http " + line for line in lines], "job 1", 0.0)


def test_secrets_in_keys_are_not_kept() -> None:
    secret = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
    assert secret not in look(f"Cache not found for input keys: {secret}\n").missed[0].what
