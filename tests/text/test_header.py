import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.header import PLAIN, Layout, learn
from console.text.header_fields import Field
from tests.text.headers import HEADS, MESSAGES, lines


@pytest.mark.parametrize("name", HEADS)
def test_the_header_of_a_file_is_learned(name: str) -> None:
    layout = learn([line for line, _ in lines(name)])
    wrong = [(layout.body(line), message) for line, message in lines(name) if layout.body(line) != message]
    assert not wrong[:1]


@pytest.mark.parametrize("name", HEADS)
def test_messages_alone_have_no_header(name: str) -> None:
    layout = learn([message for _, message in lines(name)])
    assert layout.fields == ()
    assert all(layout.body(message) == message for _, message in lines(name, 50))


def test_lines_that_continue_others_are_left_whole() -> None:
    text = [line for head, _ in lines("log4j", 100) for line in (head, "    at com.example.Main.run(Main.java:3)")][
        :160
    ]
    layout = learn(text[:100] + [line for line, _ in lines("log4j", 60)])
    assert layout.fields[0] is Field.TIME
    assert layout.body("    at com.example.Main.run(Main.java:3)") == "    at com.example.Main.run(Main.java:3)"


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("2024-01-02T03:04:05.678Z connection lost", "connection lost"),
        ("Jan  2 03:04:05 host sshd[12]: Invalid user x", "Invalid user x"),
        ("2024-01-02 03:04:05,678 - app.store - ERROR - cannot open", "cannot open"),
        ("03-17 16:13:38.811  1702  2395 D WindowManager: shown", "shown"),
        ("I0102 15:04:05.678901   12345 file.go:123] synced", "synced"),
        ('{"ts":"2024-01-02T03:04:05Z","level":"info","msg":"opened \\"x\\" twice"}', 'opened "x" twice'),
        ('time="2024-01-02T03:04:05Z" level=info msg="opened the file" n=3', "opened the file n=3"),
        ("no header here: at all", "no header here: at all"),
        ("1234567890 items left", "1234567890 items left"),
        ("", ""),
    ],
)
def test_a_line_of_no_known_file_is_read_by_rules(line: str, body: str) -> None:
    assert PLAIN.body(line) == body


def test_a_line_that_is_all_header_stays() -> None:
    assert PLAIN.body("2024-01-02T03:04:05.678Z ") == "2024-01-02T03:04:05.678Z "


def test_what_few_lines_have_is_not_the_header() -> None:
    text = [
        f"[Sun Dec 04 04:47:{n % 60:02d} 2005] [error] " + ("[client 10.0.0.1] " if n % 3 else "") + "denied"
        for n in range(90)
    ]
    assert learn(text).body(text[1]) == "[client 10.0.0.1] denied"


def test_a_host_is_told_from_a_process_of_two_words() -> None:
    text = [
        f"Jan 10 10:10:{n % 60:02d} host " + ("kernel: up" if n % 30 == 0 else f"sshd[{n}]: up") for n in range(300)
    ]
    layout = learn(text)
    assert {layout.body(line) for line in text} == {"up"}


def test_an_alert_may_stand_where_others_have_a_sign() -> None:
    layout = learn([line for line, _ in lines("cluster")])
    line, message = next(lines("cluster"))
    assert layout.body("ECC" + line.removeprefix("-")) == message


@given(st.lists(st.text(max_size=60), max_size=20))
def test_anything_can_be_learned_from(text: list[str]) -> None:
    layout = learn(text)
    assert all(line.endswith(layout.body(line)) or "{" in line or "msg=" in line for line in text)


@pytest.mark.parametrize("unit", ["[", "(", "a ", "1-", "12:", "| ", "- ", "a.", '{"', "[a]", "a(", "<", ": "])
def test_hostile_lines_are_harmless(unit: str) -> None:
    layout = learn([unit * 50_000] * 20 + [line for line, _ in lines("spring", 400)])
    assert layout.body(unit * 50_000)
    assert Layout().body(unit * 50_000)


def test_the_made_up_messages_differ() -> None:
    assert len({message for _, message in lines("go")}) > len(MESSAGES)
