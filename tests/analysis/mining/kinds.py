"""Messages as common programs write them, made up: for each program its kinds of lines, each with its values."""

from collections.abc import Iterator
from itertools import product

UUIDS = ("b9000564-fe1a-409b-b8cc-1e88b294cd1d", "78dc1847-8848-49cc-933e-9239b12c9dcf")
HASHES = ("54fadb412c4e40cdbaed9335e4c35a9e", "e9746973ac574c6b8a9e8857f56a7608")
PROGRAMS: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "phone": {
        'acquire lock={}, flags=0x1, tag="{}", name={}, ws={}, uid={}, pid=2227': (
            ("189667585", "62617001"),
            ("View Lock", "RILJ", "*launch*"),
            ("com.android.systemui", "android"),
            ("null", "WorkSource{10113}"),
            ("10037", "1000"),
        ),
        "Skipping AppWindowToken{{{} token=Token{{{} ActivityRecord{{{} u0 com.example.{}/.Main}}}}}} -- hiding": (
            ("9f4ef63", "df0798e"),
            ("a64f992", "78af589"),
            ("de9231d", "ad13b7e"),
            ("qt", "mm", "news", "chat"),
        ),
        "setSystemUiVisibility vis={} mask=1 oldVal={} newVal={} bounds=Rect(0, 0 - {}, 0)": (
            ("0", "40000500"),
            ("40000500", "8"),
            ("0", "500"),
            ("0", "1080"),
        ),
        "isVisible: {}, mode is {}": (("true", "false"), ("3", "14")),
        "onReceive action: android.intent.action.SCREEN_ON": (),
        "onReceive action: android.intent.action.SCREEN_OFF": (),
        "Sending non-protected broadcast {} from system {}:com.example.phone/1000": (
            ("android.intent.action.STATE", "com.example.settings.CHANGED"),
            ("2227", "3012"),
        ),
    },
    "supercomputer": {
        "Component State Change: Component \\042{}\\042 is in the unavailable state (HWID={})": (
            ("alt0", "SCSI-WWID:01000010:6005-08b4", "gige7"),
            ("3180", "2073"),
        ),
        "PSU status ( on on )": (),
        "Fan speeds ( {} )": (("3552 3534 3375 4245 3515 3479", "3571 3515 3420 4299 3461 3497"),),
        "Link error on broadcast tree Interconnect-{}T00:00:{}:0": (("0", "1"), ("0", "3")),
        "ambient={}": (("35", "36"),),
        "boot (command {})": (("1903", "2001"),),
        "Targeting domains:node-D{} and nodes:node-[{}-{}] of command {}": (
            ("0", "1"),
            ("0", "64"),
            ("63", "95"),
            ("307", "9"),
        ),
        "inconsistent nodesets {}": (
            ("node-31 0x1fffffffe <ok> node-0 0xfffffffe <ok>", "node-1 0x1e <ok> node-0 0xfe <ok> node-7 0x7e <ok>"),
        ),
    },
    "cloud": {
        "[instance: {}] VM Started (Lifecycle Event)": (UUIDS,),
        "[instance: {}] VM Paused (Lifecycle Event)": (UUIDS,),
        "[instance: {}] VM Resumed (Lifecycle Event)": (UUIDS,),
        "[instance: {}] VM Stopped (Lifecycle Event)": (UUIDS,),
        '{} "GET /v2/{}/servers/detail HTTP/1.1" status: {} len: {} time: {}': (
            ("10.11.10.1", "10.11.21.139"),
            HASHES,
            ("200", "404"),
            ("1893", "297"),
            ("0.2477829", "1.5"),
        ),
        '{} "POST /v2/{}/os-server-external-events HTTP/1.1" status: 200 len: {} time: {}': (
            ("10.11.10.1", "10.11.21.139"),
            HASHES,
            ("380", "379"),
            ("0.2477829", "1.5"),
        ),
        "image {} at ({}): checking": (
            ("0673dd71-34c5-4fbb-86c4-40623fbe45b4",),
            ("/var/lib/nova/a489c868f0c37da9", "/var/lib/nova/b5"),
        ),
        "Total memory: {} MB, used: {} MB": (("64172", "128"), ("512.00", "2560.00")),
        "Active base files: {}": (("/var/lib/nova/instances/_base/a489c868f0c37da93b76227c91bb", "/var/x"),),
    },
    "proxy": {
        "{} open through proxy {} HTTPS": (
            ("a.com:443", "b.a.com:443", "10.0.0.1:80"),
            ("p.a.edu.hk:5070", "p2.example.com:1"),
        ),
        "{} close, {} bytes sent, {} bytes received, lifetime {}": (
            ("a.com:443", "b.a.com:443"),
            ("0", "704"),
            ("0", "845"),
            ("00:01", "<1 sec", "01:02:03"),
        ),
        "{} close, {} bytes ({} KB) sent, {} bytes ({} KB) received, lifetime {}": (
            ("a.com:443", "b.a.com:443"),
            ("1190",),
            ("1.16", "2"),
            ("1671",),
            ("1.63",),
            ("00:01", "<1 sec"),
        ),
        "{} error : Could not connect through proxy {} - it cannot reach the target, status code {}": (
            ("google.com:443", "10.0.0.1:80"),
            ("p.a.edu.hk:5070",),
            ("403", "504"),
        ),
    },
    "cluster": {
        "session opened for user {} by (uid={})": (("root", "jdoe", "asmith", "news"), ("0", "1000")),
        "session closed for user {}": (("root", "jdoe", "asmith", "news"),),
        "({}) CMD (run-parts {})": (("root", "jdoe"), ("/etc/cron.hourly", "/etc/cron.d")),
        "data_thread() got not answer from any [{}] datasource": (("Cluster_A8", "Cluster_B2"),),
        "DHCPDISCOVER from {} via {}": (("00:11:43:e3:ba:c3", "00:0f:1f:fe:fe:ff"), ("eth1", "eth0")),
        "synchronized to {}, stratum {}": (("10.100.20.250", "10.1.1.1"), ("3", "2")),
        "connect from {}": (("unknown[10.0.0.1]", "mail.example.org[192.168.0.7]"),),
        "check pass; user unknown": (),
        "Did not receive identification string from {}": (("10.0.0.1", "::ffff:10.1.1.1"),),
    },
    "desktop": {
        "Thermal pressure state: {} Memory pressure state: {}": (("1", "0"), ("0", "2")),
        "ARPT: {}: wl0: setup_keepalive: interval {}, retry_interval {}": (
            ("626126.086205", "1.2"),
            ("900", "258"),
            ("30",),
        ),
        "AirPort: Link Down on awdl0. Reason {} (Unspecified).": (("1", "8"),),
        "AirPort: Link Up on awdl0": (),
        "FA||Url||taskID[{}] dealloc": (("2019352994", "2019353"),),
        "tcp_connection_destination_perform_socket_connect {} connectx to {}@0 failed: [{}] Network is unreachable": (
            ("44455", "19"),
            ("203.205.147.206:8080", "10.0.0.2:80"),
            ("51",),
        ),
        "Captive: CNPluginHandler en0: Inactive": (),
        "Captive: CNPluginHandler en0: Authenticated": (),
    },
    "web": {
        '"GET {} HTTP/1.1" {} {} "{}" "{}"': (
            ("/", "/a/b?c=1"),
            ("200", "304"),
            ("612", "0"),
            ("-", "https://example.org/x"),
            ("curl/8", "Mozilla/5.0 (X11; Linux) x"),
        ),
        'open() "{}" failed (2: No such file or directory), client: {}, server: {}': (
            ("/srv/www/a", "/srv/b c"),
            ("10.0.0.1", "fe80::1:2"),
            ("localhost", "example.org"),
        ),
        "upstream timed out (110: Connection timed out) while reading response header from upstream": (),
    },
    "orchestrator": {
        "Started container {}": (("web", "db", "cache", "proxy"),),
        'Failed to pull image "{}": rpc error: code = NotFound': (("registry.example.org/a/b:v1", "nginx:1.25"),),
        'Pod "{}" started': (("web-7d9f8c6b5-x2x9z", "db-0", "job-abcde"),),
        'Pod "{}" deleted': (("web-7d9f8c6b5-x2x9z", "db-0", "job-abcde"),),
        'starting container process caused: exec: "{}": executable file not found in $PATH': (("foo", "bar baz"),),
    },
}


def messages(program: str) -> Iterator[tuple[str, str]]:
    """Each message of a program with the kind that it is of, kinds in turn."""
    rows = [[(kind.format(*values), kind) for values in product(*slots)] for kind, slots in PROGRAMS[program].items()]
    for turn in range(max(map(len, rows))):
        for row in rows:
            if turn < len(row):
                yield row[turn]
