"""Paths as short as a person can still tell them apart."""


def short(path: str, project: str) -> str:
    """A path inside the project relative to it, any other one by its last two parts; other words as they are."""
    root = project.rstrip("/") + "/"
    if root != "/" and path.startswith(root):
        return path[len(root) :]
    parts = path.split("/")
    return "/".join(parts[-2:]) if path.startswith("/") and len(parts) > 3 else path
