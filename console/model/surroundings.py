"""Which part of an environment is passed on and kept: where things are and how to speak, no secrets."""

from collections.abc import Mapping

_ALLOWED = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM", "COLORTERM", "NO_COLOR",
    "CI", "EDITOR", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "VIRTUAL_ENV",
    "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "PYTHONPATH", "JAVA_HOME", "GOPATH", "GOROOT", "GOFLAGS", "CARGO_HOME",
    "RUSTUP_HOME", "NVM_DIR", "NODE_ENV", "MAKEFLAGS", "CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS",
})  # fmt: skip
_PREFIXES = ("LC_", "XDG_")


def allowed(environment: Mapping[str, str], names: tuple[str, ...] = ()) -> dict[str, str]:
    """The variables that may be passed on; `names` are further ones that were asked for by name."""
    return {
        name: value
        for name, value in environment.items()
        if name in _ALLOWED or name.startswith(_PREFIXES) or name in names
    }
