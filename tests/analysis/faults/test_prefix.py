import pytest

from console.analysis.faults.inapp import own_file, own_module
from console.analysis.faults.prefix import LIMIT, strip


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("2024-01-01T00:00:00.0000000Z   E  x", "  E  x"),
        ("2024-01-01 00:00:00,123 x", "x"),
        ("[2024-01-01T00:00:00.000Z] x", "x"),
        ("2024-01-01T00:00:00.000000Z 01O x", "x"),
        ("[task 2020-01-01T00:00:00.000Z] 10:00:00     INFO - x", "x"),
        ("#12 3.456 x", "x"),
        ("#0  0x00007f in main () at a.c:3", "#0  0x00007f in main () at a.c:3"),
        ("[INFO] [ERROR] x", "x"),
        ("web_1  | x", "x"),
        ("my-app-web-1  |   x", "  x"),
        ("@acme/web:test: x", "x"),
        ("packages/a test: x", "x"),
        ("    [junit] x", "x"),
        ("build\tRun tests\t2024-01-01T00:00:00.0000000Z x", "x"),
        ("test tests::a ... ok", "test tests::a ... ok"),
        ("  File 'x'", "  File 'x'"),
        ("12:5  error  no", "12:5  error  no"),
        ("", ""),
    ],
)
def test_what_ci_puts_in_front_is_taken_off_and_no_more(line, rest):
    assert strip(line) == rest


def test_no_line_is_longer_than_the_limit():
    assert len(strip("[INFO] " + "x" * 10 * LIMIT)) == LIMIT


@pytest.mark.parametrize(
    ("file", "own"),
    [
        ("/home/runner/work/app/app/db.py", True),
        ("src/main.rs", True),
        ("./spec/user_spec.rb", True),
        ("/usr/lib/python3.11/runpy.py", False),
        ("/app/.venv/lib/python3.11/site-packages/x.py", False),
        ("/app/node_modules/jest/index.js", False),
        ("node:internal/modules/cjs/loader", False),
        ("/usr/local/go/src/testing/testing.go", False),
        ("/root/go/pkg/mod/github.com/x/y.go", False),
        ("/rustc/90c5/library/std/src/panicking.rs", False),
        ("/root/.cargo/registry/src/x/lib.rs", False),
        ("/usr/local/bundle/gems/rspec-core-3.12.2/lib/rspec.rb", False),
        ("/app/vendor/autoload.php", False),
    ],
)
def test_whose_a_file_is(file, own):
    assert own_file(file) is own


@pytest.mark.parametrize(
    ("name", "own"),
    [
        ("com.acme.Cart.total", True),
        ("org.junit.Assert.fail", False),
        ("java.util.ArrayList.forEach", False),
        ("javafoo.Bar.baz", True),
        ("System.Linq.Enumerable.First", False),
        ("core::result::unwrap_failed", False),
        ("corelib::thing", True),
    ],
)
def test_whose_a_module_is(name, own):
    assert own_module(name) is own
