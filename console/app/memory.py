"""What the screen remembers between two starts, apart from the configuration."""

import os

import msgspec

FILE = "screen.json"


def recall(state: str) -> dict[str, str]:
    """What was remembered; nothing where there is nothing, or nothing that can be read."""
    if not state:
        return {}
    try:
        with open(os.path.join(state, FILE), "rb") as file:
            return msgspec.json.decode(file.read(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}  # a lost memory is no reason not to start; the next change writes a whole file


class Memory:
    """Remembers into a state directory."""

    def __init__(self, state: str) -> None:
        self._state = state

    def __call__(self, key: str, value: str) -> None:
        """Keep `value`; raises OSError when it cannot be written."""
        from console.app.clipboard import save

        save(os.path.join(self._state, FILE), msgspec.json.encode({**recall(self._state), key: value}))
