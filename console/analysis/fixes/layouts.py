"""Text typed while another keyboard layout was on: the same keys, read as the Latin letters they carry."""

_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,./`"
_LAYOUTS = (
    "йцукенгшщзхъфывапролджэячсмитьбю.ё",
    "йцукенгшщзхїфівапролджєячсмитьбю.ґ",
    ";ςερτυθιοπ[]ασδφγηξκλ΄'ζχψωβνμ,./`",
    "/'קראטוןםפ][שדגכעיחלךף,זסבהנמצתץ.;",
    "ضصثقفغعهخحجدشسيبلاتنمكطئءؤرلاىةوزظ",
)
_TABLES = tuple(
    {ord(key): latin for key, latin in zip(keys, _LATIN, strict=True) if not key.isascii()} for keys in _LAYOUTS
)


def retyped(text: str) -> str:
    """The text as it would have been on a Latin keyboard; the text itself when it is Latin or of no known layout."""
    if text.isascii():
        return text
    for table in _TABLES:
        changed = text.translate(table)
        if changed.isascii():
            return changed
    return text
