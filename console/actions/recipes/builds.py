"""Build tools whose jobs are the same in every project: cargo, go, gradle, maven."""

from collections.abc import Iterator

from console.actions.recipes.files import Folder
from console.actions.recipes.recipe import Recipe


def cargo(folder: Folder) -> Iterator[Recipe]:
    """Build, test and check; all members where the project is a workspace."""
    about = folder.toml("Cargo.toml")
    all_ = ("--workspace",) if "workspace" in about else ()
    for word in ("build", "test", "check") if about else ():
        yield Recipe(name=f"cargo:{word}", short=word, argv=("cargo", word, *all_), origin="Cargo.toml")


def go(folder: Folder) -> Iterator[Recipe]:
    """Build, test and vet of every package of the module."""
    for word in ("build", "test", "vet") if folder.has("go.mod") else ():
        yield Recipe(name=f"go:{word}", short=word, argv=("go", word, "./..."), origin="go.mod")


def gradle(folder: Folder) -> Iterator[Recipe]:
    """The life cycle of gradle, by the project's own wrapper where it has one."""
    origin = folder.has("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts")
    program = "./gradlew" if folder.has("gradlew") else "gradle"
    for word in ("build", "test", "check") if origin else ():
        yield Recipe(name=f"gradle:{word}", short=word, argv=(program, word), origin=origin)


def maven(folder: Folder) -> Iterator[Recipe]:
    """The life cycle of maven, by the project's own wrapper where it has one."""
    program = "./mvnw" if folder.has("mvnw") else "mvn"
    for word, phase in (("build", "package"), ("test", "test"), ("check", "verify")) if folder.has("pom.xml") else ():
        argv = (program, "--batch-mode", phase)
        yield Recipe(name=f"mvn:{phase}", short=word, argv=argv, origin="pom.xml")
