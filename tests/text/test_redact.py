import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.text.redact import entropy, redact, redact_text
from console.text.secret_rules import RULES

ALNUM = "aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF"


def made(length: int, alphabet: str = ALNUM) -> str:
    """Text that looks generated; put together here so that no secret-like text stands in this file."""
    return (alphabet * (length // len(alphabet) + 1))[:length]


HEX = "0a1b2c3d4e5f6789"
UPPER = "ABCDEFGH234567KLMNOP"
JWT = f"eyJ{made(20)}.eyJ{made(30)}.{made(43)}"
PEM_BODY = "\n".join([made(64)] * 4)
PEM = f"-----BEGIN RSA PRIVATE KEY-----\n{PEM_BODY}\n{made(20)}==\n-----END RSA PRIVATE KEY-----"

SECRETS = [
    ("github-pat", "ghp_" + made(36)),
    ("github-oauth", "gho_" + made(36)),
    ("github-app-token", "ghs_" + made(36)),
    ("github-refresh-token", "ghr_" + made(36)),
    ("github-fine-grained-pat", "github_pat_" + made(82)),
    ("gitlab-pat", "glpat-" + made(20)),
    ("gitlab-token", "glcbt-64_" + made(20)),
    ("gitlab-rrt", "GR1348941" + made(20)),
    ("aws-access-token", "AKIA" + made(16, UPPER)),
    ("jwt", JWT),
    ("slack-token", "xoxb-" + made(12, string.digits) + "-" + made(24)),
    ("slack-app-token", "xapp-1-" + made(10, UPPER) + "-" + made(12, string.digits) + "-" + made(60, HEX)),
    ("slack-webhook-url", "hooks.slack.com/services/" + made(9, UPPER) + "/" + made(9, UPPER) + "/" + made(24)),
    ("stripe-access-token", "sk_live_" + made(24)),
    ("npm-access-token", "npm_" + made(36)),
    ("pypi-upload-token", "pypi-" + made(80)),
    ("gcp-api-key", "AIza" + made(35)),
    ("gcp-oauth-token", "ya29." + made(60)),
    ("azure-ad-client-secret", "abc8Q~" + made(34)),
    ("sendgrid-api-token", "SG." + made(22) + "." + made(43)),
    ("twilio-api-key", "SK" + made(32, HEX)),
    ("mailgun-private-api-token", "key-" + made(32, HEX)),
    ("digitalocean-token", "dop_v1_" + made(64, HEX)),
    ("huggingface-access-token", "hf_" + made(34)),
    ("openai-api-key", "sk-proj-" + made(40) + "T3BlbkFJ" + made(40)),
    ("anthropic-api-key", "sk-ant-api03-" + made(93)),
    ("shopify-token", "shpat_" + made(32, HEX)),
    ("telegram-bot-api-token", made(9, string.digits[1:]) + ":AA" + made(33)),
    ("vault-token", "hvs." + made(90)),
    ("hashicorp-tf-api-token", made(14) + ".atlasv1." + made(64)),
    ("grafana-token", "glsa_" + made(32) + "_" + made(8, HEX)),
    ("databricks-api-token", "dapi" + made(32, HEX)),
    ("linear-api-key", "lin_api_" + made(40)),
    ("newrelic-user-api-key", "NRAK-" + made(27, UPPER)),
    ("postman-api-token", "PMAK-" + made(24, HEX) + "-" + made(34, HEX)),
    ("rubygems-api-token", "rubygems_" + made(48, HEX)),
    ("docker-pat", "dckr_pat_" + made(27)),
    ("sentry-token", "sntrys_" + made(80)),
    ("atlassian-api-token", "ATATT3" + made(180)),
    ("age-secret-key", "AGE-SECRET-KEY-1" + made(58, UPPER)),
]

ASSIGNED = [
    ("password-in-url", "postgres://app:{}@db.internal:5432/x", "hunter2"),
    ("password-in-url", "redis://:{}@cache/0", "s3cr3t!"),
    ("aws-secret-key", "aws_secret_access_key = {}", made(40)),
    ("azure-storage-key", "AccountName=x;AccountKey={};EndpointSuffix=y", made(86)),
    ("azure-sas", "https://x.blob.core/y?sv=1&sig={}", made(43)),
    ("authorization-header", "Authorization: Bearer {}", made(24)),
    ("authorization-header", '"authorization": "Basic {}"', "dXNlcjpwYXNz"),
    ("bearer-token", "sent bearer {}", made(40)),
    ("curl-auth-user", "curl -s -u me:{} https://x", "hunter2"),
    ("command-line-secret", "mysql --password {} -h db", "hunter2"),
    ("generic-api-key", "password={}", "hunter2"),
    ("generic-api-key", '"password": "{}"', "correct"),
    ("generic-api-key", "DB_PASSWORD={}", "Tr0ub4dor"),
    ("generic-api-key", "passwd: {}", "Tr0ub4dor3"),
    ("generic-api-key", "API_KEY={}", made(32)),
    ("generic-api-key", "client_secret: '{}'", made(24)),
    ("generic-api-key", "X-Api-Key: {}", made(32)),
    ("generic-api-key", "PRIVATE-TOKEN: {}", made(20)),
    ("generic-api-key", "?access_token={}&x=1", made(32, HEX)),
]

HARMLESS = [
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "request 123e4567-e89b-12d3-a456-426614174000 done",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "Failed password for invalid user admin from 10.0.0.1 port 22 ssh2",
    "password: wrong",
    "Password: ",
    "Invalid token: identifier expected",
    "Unexpected token: } at line 3",
    "token=None secret=*** password=<hidden> api_key=${API_KEY}",
    "PWD=/builds/worker/workspace",
    "secret_name: project/releng/level-1",
    "TOKEN_URL=https://example.com/oauth2/v2.0/token",
    "tokens: 1024, max_tokens=4096, token_count=128",
    "see https://example.com:8080/a@b for help",
    "git clone git@github.com:owner/repo.git",
    "Authorization: required",
    "usage: tool --password PASSWORD --token TOKEN",
    "2024-01-01T00:00:00Z INFO key-value store opened",
    "monkey=banana keyboard: qwerty",
    "-----BEGIN CERTIFICATE-----",
    "Finished seek test 1 token: audio.wav-1-seek10.js",
    "",
]


@pytest.mark.parametrize(("rule", "secret"), SECRETS, ids=[rule for rule, _ in SECRETS])
def test_a_known_secret_is_replaced(rule: str, secret: str) -> None:
    for text in (secret, f"2024 INFO uses {secret}.", f'{{"x": "{secret}"}}', f"({secret})"):
        (result,) = redact([text])
        assert secret not in result
        assert f"[redacted:{rule}]" in result


@pytest.mark.parametrize(
    ("rule", "line", "secret"), ASSIGNED, ids=[f"{rule}-{line[:12]}" for rule, line, _ in ASSIGNED]
)
def test_an_assigned_secret_is_replaced_and_its_name_kept(rule: str, line: str, secret: str) -> None:
    (result,) = redact([line.format(secret)])
    assert result == line.format(f"[redacted:{rule}]")


@pytest.mark.parametrize("line", HARMLESS)
def test_harmless_lines_stay(line: str) -> None:
    assert redact([line]) == [line]


def test_every_rule_is_tried() -> None:
    tried = {rule for rule, _ in SECRETS} | {rule for rule, *_ in ASSIGNED} | {"private-key"}
    assert tried == {rule.id for rule in RULES}


def test_lines_around_stay_in_place_and_a_hit_hides_no_other() -> None:
    pat = "ghp_" + made(36)
    lines = ["first", "token:", f"x {pat}", "", f"a {pat} b {pat}", "password=", pat, "last"]
    assert redact(lines) == [
        "first", "token:", "x [redacted:github-pat]", "", "a [redacted:github-pat] b [redacted:github-pat]",
        "password=", "[redacted:github-pat]", "last",
    ]  # fmt: skip


def test_private_key_over_lines_of_a_body() -> None:
    assert redact_text(f"before\n{PEM}\nafter") == "before\n[redacted:private-key]\nafter"


def test_private_key_over_single_lines() -> None:
    result = redact(["before", *PEM.split("\n"), "after"])
    assert result[0] == "before"
    assert result[-1] == "after"
    assert set(result[1:-1]) == {"[redacted:private-key]"}


def test_private_key_whose_end_or_begin_is_missing() -> None:
    lines = PEM.split("\n")
    assert set(redact(lines[:-1])) == {"[redacted:private-key]"}
    assert set(redact(lines[1:])) == {"[redacted:private-key]"}
    assert PEM_BODY[:64] not in redact_text("\n".join(lines[:-1]))


def test_private_key_in_json() -> None:
    (result,) = redact(['{"private_key": "' + PEM.replace("\n", "\\n") + '\\n", "id": 1}'])
    assert result == '{"private_key": "[redacted:private-key]\\n", "id": 1}'


def test_texts_with_newlines_are_redacted_too() -> None:
    assert redact(["a\nghp_" + made(36), "b"]) == ["a\n[redacted:github-pat]", "b"]


def test_nothing_gives_nothing() -> None:
    assert redact([]) == []


def test_wide_text_before_a_secret() -> None:
    assert redact(["日本語 ñ ghp_" + made(36), "日本"]) == ["日本語 ñ [redacted:github-pat]", "日本"]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30)), st.integers(0, 5))
def test_redaction_keeps_the_number_of_lines_and_is_idempotent(lines: list[str], place: int) -> None:
    lines = [line.replace("\n", " ") for line in lines]
    lines.insert(min(place, len(lines)), "k ghp_" + made(36))
    once = redact(lines)
    assert len(once) == len(lines)
    assert "ghp_" not in "".join(once[min(place, len(lines) - 1)])
    assert redact(once) == once


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    assert isinstance(redact_text(text), str)


@pytest.mark.parametrize(("rule", "line", "secret"), ASSIGNED)
def test_redacting_twice_changes_nothing(rule: str, line: str, secret: str) -> None:
    once = redact([line.format(secret)])
    assert redact(once) == once


def test_entropy() -> None:
    assert entropy("") == 0
    assert entropy("aaaa") == 0
    assert entropy("abcd") == 2
