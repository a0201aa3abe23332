"""A machine made up for a test."""

from collections.abc import Mapping, Sequence

from console.doctor.host import Host


class MadeHost(Host):
    """Answers with what the test gives; nothing of this machine is asked."""

    def __init__(
        self,
        env: Mapping[str, str] | None = None,
        *,
        programs: Mapping[str, str] | None = None,
        files: Mapping[str, str] | None = None,
        codeset: str = "utf-8",
        size: tuple[int, int] | None = (120, 35),
    ) -> None:
        super().__init__(env or {})
        self.programs, self.files = programs or {}, files or {}
        self.charset, self.dimensions = codeset, size

    def run(self, argv: Sequence[str]) -> str | None:
        return self.programs.get(" ".join(argv[:2]))

    def which(self, name: str) -> str | None:
        return f"/usr/bin/{name}" if any(words.startswith(name + " ") for words in self.programs) else None

    def read(self, path: str) -> str | None:
        return self.files.get(path)

    def codeset(self) -> str:
        return self.charset

    def interactive(self) -> bool:
        return False

    def size(self) -> tuple[int, int] | None:
        return self.dimensions
