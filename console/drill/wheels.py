"""Wheels for pip to find without a network: packages of one empty module each."""

import zipfile
from pathlib import Path

from msgspec import Struct


class Package(Struct, frozen=True, kw_only=True):
    """A package to be made; `needs` are requirements, `python` the versions of Python it is for."""

    name: str
    version: str = "1.0"
    needs: tuple[str, ...] = ()
    python: str = ">=3.8"


PACKAGES = (
    Package(name="tidewater"),
    Package(name="cedar"),
    Package(name="cedar", version="2.0"),
    Package(name="alder", needs=("cedar==1.0",)),
    Package(name="birch", needs=("cedar==2.0",)),
    Package(name="glacier", python=">=99"),
)


def make_wheels(folder: Path) -> None:
    """Write a wheel of every package into a folder. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        _write(folder, package)


def _write(folder: Path, package: Package) -> None:
    """One wheel (PEP 427): the module, and what describes it."""
    stem = f"{package.name}-{package.version}"
    info = f"{stem}.dist-info"
    members = {
        f"{package.name}.py": "def levels():\n    return []\n",
        f"{info}/METADATA": _metadata(package),
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: drill\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in (*members, f"{info}/RECORD"))
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for name, text in (members | {f"{info}/RECORD": record}).items():
            wheel.writestr(name, text)


def _metadata(package: Package) -> str:
    lines = ["Metadata-Version: 2.1", f"Name: {package.name}", f"Version: {package.version}"]
    lines += [f"Requires-Python: {package.python}", *(f"Requires-Dist: {need}" for need in package.needs)]
    return "\n".join(lines) + "\n"
