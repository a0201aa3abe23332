"""Lines as common programs write them, made up: a head with its variable fields and the messages behind it."""

from collections.abc import Iterator

MESSAGES = (
    "Opened session {n} for client 10.0.0.{n}",
    "cache miss for key user:{n}, loading from store",
    "cannot connect to db-{n}: Connection refused",
    "Started job {n}",
    "Paused job {n}",
    "[pool {n}] returned {n} items",
    "retrying in {n} ms",
    "shutdown complete",
    "GET /index.html took {n} ms",
    "worker-{n} exited with status {n}",
)
HEADS = {
    "android": "03-17 16:{m}:{m}.{n}  {n}  2{n} {L} {Tag}: ",
    "bluegene": "- 1117{m}{m}42 2005.06.{m} R{m}-M1-N0 2005-06-{m}-15.42.{m}.675{n} R{m}-M1-N0 RAS {APP} {LEVEL} ",
    "cassandra": "{LEVEL}  [Thread-{n}] 2024-01-{m} 10:{m}:{m},{n} Server.java:{n} - ",
    "celery": "[2024-01-{m} 10:{m}:{m},{n}: {LEVEL}/MainProcess] ",
    "cluster": "- 1131{m}{m}61 2005.11.09 dn{n} Nov 9 12:{m}:{m} dn{n}/dn{n} crond(pam_unix)[{n}]: ",
    "docker compose": "web_{d}  | 2024-01-{m}T10:{m}:{m}Z ",
    "elasticsearch": "[2024-01-{m}T10:{m}:{m},{n}][{LEVEL} ][o.e.n.{Tag}      ] ",
    "env_logger": "[2024-01-{m}T10:{m}:{m}Z {LEVEL}  my_crate::{tag}] ",
    "github": "2024-01-{m}T10:{m}:{m}.1234567Z ",
    "glog": "I202401{m} 10:{m}:{m}.123456 {n} {tag}.cc:{n}] ",
    "go": "2024/01/{m} 10:{m}:{m} {tag}.go:{n}: ",
    "kernel ring": "[ {n}.12345{d}] ",
    "klog": "I01{m} 15:{m}:{m}.678901   {n} {tag}.go:{n}] ",
    "log4j": "2024-01-{m} 10:{m}:{m},{n} [main-{n}] {LEVEL}  com.example.{Tag} - ",
    "macos": "Jul  1 09:{m}:{m} host-10-105-{n} com.apple.{tag}[{n}]: ",
    "maven": "[{LEVEL}] ",
    "mongodb": "2024-01-{m}T10:{m}:{m}.{n}+0000 I {APP}  [conn{n}] ",
    "mysql": "2024-01-{m}T10:{m}:{m}.123456Z {n} [Note] [MY-01{n}] [Server] ",
    "nginx error": "2024/01/{m} 10:{m}:{m} [error] {n}#{n}: *{n} ",
    "openstack": "nova-{tag}.log 2017-05-{m} 00:{m}:{m}.008 {n} {LEVEL} nova.{tag}.api [req-38101a-{n} 113d - - -] ",
    "postgres": "2024-01-{m} 10:{m}:{m}.{n} UTC [{n}] LOG:  ",
    "proxy": "[10.30 16:{m}:{m}] {tag}.exe - ",
    "python": "2024-01-{m} 10:{m}:{m},{n} - app.{tag} - {LEVEL} - ",
    "rabbitmq": "2024-01-{m} 10:{m}:{m}.{n} [info] <0.{n}.0> ",
    "ras": "{n}34 node-{n} unix.{tag} state_{tag} 1077{m}{m}42 1 ",
    "redis": "{n}:M {m} Jan 2024 12:{m}:{m}.123 * ",
    "rfc5424": "<34>1 2024-01-{m}T10:{m}:{m}.003Z host.example.com {tag} {n} ID{n} - ",
    "ruby": "I, [2024-01-{m}T10:{m}:{m}.123456 #{n}]  {LEVEL} -- : ",
    "serilog": "[12:{m}:{m} INF] ",
    "spring": "2024-01-{m} 10:{m}:{m}.{n}  {LEVEL} {n} --- [           main] o.s.b.w.{Tag}  : ",
    "syslog": "Jan {m} 10:{m}:{m} host {tag}[{n}]: ",
    "tracing": "2024-01-{m}T10:{m}:{m}.123Z  {LEVEL} my_crate::{tag}: ",
    "uvicorn": "{LEVEL}:     ",
    "zap": "2024-01-{m}T10:{m}:{m}.123Z\t{LEVEL}\tpkg/{tag}.go:{n}\t",
}


def lines(name: str, count: int = 300) -> Iterator[tuple[str, str]]:
    """Lines of one program with the message that each holds."""
    for n in range(count):
        mixed = n * 7919 % 9973
        message = MESSAGES[mixed % len(MESSAGES)].format(n=100 + mixed % 800)
        head = HEADS[name].format(
            n=100 + mixed % 89,
            m=10 + mixed % 19,
            d=1 + mixed % 9,
            L="DIWE"[mixed % 4],
            LEVEL=("INFO", "WARN", "ERROR", "DEBUG")[mixed % 4],
            APP=("KERNEL", "APP", "NETWORK")[mixed % 3],
            Tag=("Store", "WindowManager", "Pool")[mixed % 3],
            tag=("store", "server", "pool")[mixed % 3],
        )
        yield head + message, message
