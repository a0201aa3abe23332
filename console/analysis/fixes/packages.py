"""Packages whose names differ from what people import, include or call."""

_NAMES = {
    "attr": "attrs", "bs4": "beautifulsoup4", "Crypto": "pycryptodome", "cv2": "opencv-python",
    "dateutil": "python-dateutil", "discord": "discord.py", "docx": "python-docx", "dotenv": "python-dotenv",
    "fitz": "PyMuPDF", "git": "GitPython", "github": "PyGithub", "google.protobuf": "protobuf", "grpc": "grpcio",
    "jose": "python-jose", "jwt": "PyJWT", "kafka": "kafka-python", "ldap": "python-ldap",
    "magic": "python-magic", "MySQLdb": "mysqlclient", "nacl": "PyNaCl", "OpenSSL": "pyOpenSSL",
    "PIL": "Pillow", "pkg_resources": "setuptools", "pptx": "python-pptx", "psycopg2": "psycopg2-binary",
    "pythonjsonlogger": "python-json-logger", "re2": "google-re2", "rest_framework": "djangorestframework",
    "ruamel": "ruamel.yaml", "serial": "pyserial", "skimage": "scikit-image", "sklearn": "scikit-learn",
    "slugify": "python-slugify", "snappy": "python-snappy", "socks": "PySocks", "telegram": "python-telegram-bot",
    "usb": "pyusb", "websocket": "websocket-client", "wx": "wxPython", "Xlib": "python-xlib", "yaml": "PyYAML",
    "zmq": "pyzmq", "flask_sqlalchemy": "Flask-SQLAlchemy", "flask_cors": "Flask-Cors",
    "corsheaders": "django-cors-headers",
    "environ": "django-environ", "debug_toolbar": "django-debug-toolbar", "django_filters": "django-filter",
    "multipart": "python-multipart", "Levenshtein": "python-Levenshtein", "faiss": "faiss-cpu", "gi": "PyGObject",
}  # fmt: skip
_BUNDLED = frozenset(
    "__future__ _ctypes _bz2 _lzma _sqlite3 _ssl _tkinter ConfigParser Queue StringIO Tkinter asyncio collections "
    "configparser cPickle ctypes dataclasses distutils ensurepip imp json lzma os readline sqlite3 ssl sys tkinter "
    "tomllib typing unittest urllib urllib2 urlparse venv zoneinfo".split()
)


def distribution(module: str) -> str:
    """What to install for a module; nothing when no index has it, for it belongs to Python itself."""
    top = module.partition(".")[0]
    return "" if top in _BUNDLED else _NAMES.get(module, _NAMES.get(top, top))


_HEADERS = {
    "Python.h": "python3-dev", "openssl": "libssl-dev", "libpq-fe.h": "libpq-dev", "ffi.h": "libffi-dev",
    "zlib.h": "zlib1g-dev", "curl": "libcurl4-openssl-dev", "libxml": "libxml2-dev", "sqlite3.h": "libsqlite3-dev",
    "bzlib.h": "libbz2-dev", "readline": "libreadline-dev", "mysql": "default-libmysqlclient-dev",
    "jpeglib.h": "libjpeg-dev", "png.h": "libpng-dev", "yaml.h": "libyaml-dev", "lzma.h": "liblzma-dev",
    "ncurses.h": "libncurses-dev", "gmp.h": "libgmp-dev",
}  # fmt: skip
_TOOLS = {"ninja": "ninja-build", "protoc": "protobuf-compiler", "xvfb-run": "xvfb"}


def debian_headers(header: str) -> str:
    """The Debian package that holds a C header."""
    return _HEADERS.get(header, _HEADERS.get(header.partition("/")[0], ""))


def debian_package(tool: str) -> str:
    """The Debian package that holds a program."""
    return _TOOLS.get(tool, tool)


_PLUGINS = {
    "--cov": "pytest-cov", "--asyncio-mode": "pytest-asyncio", "--timeout": "pytest-timeout",
    "--reruns": "pytest-rerunfailures", "--benchmark": "pytest-benchmark", "--mypy": "pytest-mypy", "-n": "pytest-xdist",
    "--numprocesses": "pytest-xdist", "--html": "pytest-html", "--randomly": "pytest-randomly", "mocker": "pytest-mock",
    "benchmark": "pytest-benchmark", "httpx_mock": "pytest-httpx", "requests_mock": "requests-mock",
    "freezer": "pytest-freezer", "faker": "Faker", "snapshot": "syrupy", "event_loop": "pytest-asyncio",
    "aiohttp_client": "pytest-aiohttp", "respx_mock": "respx", "celery_app": "pytest-celery",
    "live_server": "pytest-django", "django_db_setup": "pytest-django", "settings": "pytest-django", "qtbot": "pytest-qt",
    "datadir": "pytest-datadir", "subtests": "pytest-subtests",
}  # fmt: skip
_NODE = frozenset(
    "assert buffer child_process cluster crypto dns events fs http http2 https net os path perf_hooks process querystring "
    "readline stream string_decoder timers tls tty url util v8 vm worker_threads zlib".split()
)


def pytest_plugin(name: str) -> str:
    """The plugin of pytest that brings an option or a fixture."""
    return _PLUGINS.get(name, "")


def npm_package(module: str) -> str:
    """The package of a module path; nothing for what node brings itself."""
    parts = module.split("/")
    name = "/".join(parts[:2]) if module.startswith("@") else parts[0]
    return "" if name.removeprefix("node:") in _NODE else name
