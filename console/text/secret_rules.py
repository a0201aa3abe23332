r"""What a secret looks like: one rule a kind, named after the rule ids of gitleaks.

A rule's pattern has up to two groups: `\1` is kept before the secret, `\2` after it. All of them are linear (RE2).
"""

from typing import NamedTuple


class Rule(NamedTuple):
    """One kind of secret: its id and RE2 pattern. A `judged` rule needs a look at key and value (see redact)."""

    id: str
    pattern: str
    judged: bool = False


_KEYS = (
    r"authorization|api[_.-]?key|access[_.-]?key|auth[_.-]?key|secret[_.-]?key|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key"
    r"|account[_.-]?key|secret|token|credentials?|passw(?:or)?d|passwrd|passphrase|passcode|pwd"
)

RULES = (
    Rule(
        "private-key",
        r"-----BEGIN[^\n-]{0,40}PRIVATE KEY[^\n-]{0,10}-----(?:(?s:.*?)-----END[^\n-]{0,60}-----|[^-]*)"
        r"|-----END[^\n-]{0,40}PRIVATE KEY[^\n-]{0,10}-----",
    ),
    Rule("github-pat", r"\bghp_[0-9A-Za-z]{36}"),
    Rule("github-oauth", r"\bgho_[0-9A-Za-z]{36}"),
    Rule("github-app-token", r"\bgh[us]_[0-9A-Za-z]{36}"),
    Rule("github-refresh-token", r"\bghr_[0-9A-Za-z]{36}"),
    Rule("github-fine-grained-pat", r"\bgithub_pat_[0-9A-Za-z_]{22,255}"),
    Rule("gitlab-pat", r"\bglpat-[0-9A-Za-z_.-]{20,}"),
    Rule("gitlab-token", r"\bgl(?:ptt|cbt|dt|rt|ft|agent|oas|soat|imt)-[0-9A-Za-z_.-]{20,}"),
    Rule("gitlab-rrt", r"\bGR1348941[0-9A-Za-z_-]{20}"),
    Rule("aws-access-token", r"\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b"),
    Rule(
        "aws-secret-key",
        r"((?i:aws_?(?:secret)?_?(?:access)?_?key)[\"']?[ \t]{0,3}[=:][ \t]{0,3}[\"']?)[0-9A-Za-z/+]{40}\b",
    ),
    Rule("jwt", r"\bey[0-9A-Za-z]{17,}\.ey[0-9A-Za-z/_-]{10,}(?:\.[0-9A-Za-z/_-]{10,}={0,2})?"),
    Rule("slack-token", r"\bxox[abeoprs]-[0-9A-Za-z-]{10,}"),
    Rule("slack-app-token", r"\bxapp-\d-[0-9A-Z]+-\d+-[0-9a-z]+"),
    Rule("slack-webhook-url", r"hooks\.slack\.com/(?:services|workflows|triggers)/[0-9A-Za-z/_+-]{20,}"),
    Rule("stripe-access-token", r"\b[sr]k_(?:test|live|prod)_[0-9A-Za-z]{10,}"),
    Rule("npm-access-token", r"\bnpm_[0-9A-Za-z]{36}"),
    Rule("pypi-upload-token", r"\bpypi-[0-9A-Za-z_-]{50,}"),
    Rule("gcp-api-key", r"\bAIza[0-9A-Za-z_-]{35}"),
    Rule("gcp-oauth-token", r"\bya29\.[0-9A-Za-z_-]{20,}"),
    Rule("azure-ad-client-secret", r"\b[0-9A-Za-z_~.]{3}\dQ~[0-9A-Za-z_~.-]{31,34}"),
    Rule("azure-storage-key", r"((?i:AccountKey|SharedAccessKey)=)[0-9A-Za-z+/]{40,}={0,2}"),
    Rule("azure-sas", r"([?&]sig=)[0-9A-Za-z%+/]{30,}={0,2}"),
    Rule("sendgrid-api-token", r"\bSG\.[0-9A-Za-z_-]{16,32}\.[0-9A-Za-z_-]{32,64}"),
    Rule("twilio-api-key", r"\bSK[0-9a-f]{32}\b"),
    Rule("mailgun-private-api-token", r"\bkey-[0-9a-f]{32}\b"),
    Rule("digitalocean-token", r"\bdo[opr]_v1_[0-9a-f]{64}"),
    Rule("huggingface-access-token", r"\bhf_[0-9A-Za-z]{34}"),
    Rule("openai-api-key", r"\bsk-(?:[a-z]+-)?[0-9A-Za-z_-]{16,}T3BlbkFJ[0-9A-Za-z_-]{16,}"),
    Rule("anthropic-api-key", r"\bsk-ant-[0-9a-z]+-[0-9A-Za-z_-]{60,}"),
    Rule("shopify-token", r"\bshp(?:at|ca|pa|ss)_[0-9A-Fa-f]{32}"),
    Rule("telegram-bot-api-token", r"\b\d{8,10}:AA[0-9A-Za-z_-]{33}"),
    Rule("vault-token", r"\bhv[sbr]\.[0-9A-Za-z_-]{24,}"),
    Rule("hashicorp-tf-api-token", r"\b[0-9A-Za-z]{14}\.atlasv1\.[0-9A-Za-z_-]{60,}"),
    Rule("grafana-token", r"\bgl(?:sa|c)_[0-9A-Za-z_+/=]{32,}"),
    Rule("databricks-api-token", r"\bdapi[0-9a-f]{32}\b"),
    Rule("linear-api-key", r"\blin_api_[0-9A-Za-z]{40}"),
    Rule("newrelic-user-api-key", r"\bNRAK-[0-9A-Z]{27}"),
    Rule("postman-api-token", r"\bPMAK-[0-9A-Fa-f]{24}-[0-9A-Fa-f]{34}"),
    Rule("rubygems-api-token", r"\brubygems_[0-9a-f]{48}"),
    Rule("docker-pat", r"\bdckr_pat_[0-9A-Za-z_-]{20,}"),
    Rule("sentry-token", r"\bsntry[su]_[0-9A-Za-z+/=_-]{40,}"),
    Rule("atlassian-api-token", r"\bATATT3[0-9A-Za-z_=-]{60,}"),
    Rule("age-secret-key", r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}"),
    Rule("password-in-url", r"(\b[A-Za-z][0-9A-Za-z+.-]{1,20}://[^\s/:@?#\"'<>]{0,256}:)[^\s/@\"'<>\[]{1,256}(@)"),
    Rule(
        "authorization-header",
        r"((?i:authorization)[\"']?[ \t]{0,3}[:=][ \t]{0,3}[\"']?(?i:bearer|basic|token|negotiate|digest|apikey)[ \t]+)"
        r"[0-9A-Za-z_.~+/=-]{6,}",
    ),
    Rule("bearer-token", r"(\b(?i:bearer)[ \t]+)[0-9A-Za-z_.~+/-]{20,}={0,2}"),
    Rule("curl-auth-user", r"(\bcurl\b[^\n]{0,200}\s(?:-u|--user)[ =][\"']?[^\s:\"']{1,64}:)[^\s\"'\[]{3,}"),
    Rule(
        "command-line-secret",
        r"(\s--?(?i:password|passwd|pass|token|api-key|secret)[ \t]+[\"']?)[^\s\"'\[<$*-][^\s\"']{5,}",
        judged=True,
    ),
    Rule(
        "generic-api-key",
        rf"((?i:{_KEYS})[0-9A-Za-z_.-]{{0,20}}[\"']?[ \t]{{0,3}}(?:=>|:=|=|:)[ \t]{{0,3}}[\"']?)[^\s\"'&;\[]{{3,512}}",
        judged=True,
    ),
)
