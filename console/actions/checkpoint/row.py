"""The row of a checkpoint: made from its commit, and the proof that the two still belong together."""

from console.actions.checkpoint.folder import Folder
from console.actions.checkpoint.git import CheckpointError
from console.actions.checkpoint.manifest import Manifest, decode
from console.model.checkpoint import Checkpoint, Circumstances
from console.store.schema import SCHEMA_VERSION
from console.store.write_checkpoints import digest


def row(token: str, commit: str, manifest: bytes, held: Circumstances) -> Checkpoint:
    """The row of a commit that has none yet; its id comes from the store. Raises CheckpointError."""
    kept = decode(manifest)
    project = next((standing for standing in kept.repositories if not standing.path), None)
    return Checkpoint(
        id=0,
        token=token,
        commit=commit,
        files=len(kept.entries),
        bytes=sum(entry.size for entry in kept.entries),
        digest=digest(commit, manifest, held),
        circumstances=held,
        head=project.head if project else "",
        branch=project.branch if project else "",
        left_out=len(kept.left_out),
    )


def verified(folder: Folder, checkpoint: Checkpoint) -> Manifest:
    """What a checkpoint holds. Raises CheckpointError when it is of a newer program, damaged, or leads elsewhere."""
    schema = checkpoint.circumstances.schema
    if schema > SCHEMA_VERSION:
        raise CheckpointError(
            f"checkpoint {checkpoint.id} was taken by a newer Kontrapunkt (schema {schema}, this one knows "
            f"{SCHEMA_VERSION}); install that one"
        )
    data = folder.manifest(checkpoint.commit)
    if digest(checkpoint.commit, data, checkpoint.circumstances) != checkpoint.digest:
        raise CheckpointError(
            f"checkpoint {checkpoint.id} is damaged: its hash is not what it was; nothing was changed"
        )
    return decode(data)
