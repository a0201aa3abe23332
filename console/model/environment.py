"""Which part of a person's environment goes with their work: where things are and how to speak, no secrets."""

from collections.abc import Mapping

_ALLOWED = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TERM", "COLORTERM", "NO_COLOR",
    "CI", "EDITOR", "DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "SSH_AUTH_SOCK", "VIRTUAL_ENV",
    "CONDA_PREFIX", "CONDA_DEFAULT_ENV", "PYTHONPATH", "JAVA_HOME", "GOPATH", "GOROOT", "GOFLAGS", "CARGO_HOME",
    "RUSTUP_HOME", "NVM_DIR", "NODE_ENV", "MAKEFLAGS", "CC", "CXX", "CFLAGS", "CXXFLAGS", "LDFLAGS",
})  # fmt: skip
_PREFIXES = ("LC_", "XDG_")


def allowed(env: Mapping[str, str], names: tuple[str, ...] = ()) -> dict[str, str]:
    """The variables that a job or checkpoint keeps; `names` are further ones that were asked for by name."""
    return {
        name: value for name, value in env.items() if name in _ALLOWED or name.startswith(_PREFIXES) or name in names
    }
