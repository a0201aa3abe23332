"""The floor: a Textual application with nothing in it."""

from textual.app import App


class Empty(App[None]):
    """Nothing at all."""


if __name__ == "__main__":
    Empty().run()
