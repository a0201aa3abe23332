"""Words of a person on their way to the engine, which writes down what it was asked."""


def safe(text: str) -> str:
    """The text without control signs and secrets; bytes that are not UTF-8 are replaced."""
    from console.text.clean import clean
    from console.text.redact import redact_text

    return redact_text(clean(text))
